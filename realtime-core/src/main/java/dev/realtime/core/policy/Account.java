package dev.realtime.core.policy;

/**
 * What one user or one address has and may: its open connections, and the buckets that all of them draw from. A
 * connection keeps a reference, so that nothing is looked up for a message.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class Account {

    private final SharedBucket connects;
    private final SharedBucket messages;
    private final SharedBucket bytes;
    // Written inside a step of Accounts on the key, one after the other.
    private volatile int connections;

    Account(long nowNanos) {
        connects = new SharedBucket(nowNanos);
        messages = new SharedBucket(nowNanos);
        bytes = new SharedBucket(nowNanos);
    }

    /** Counts attempts to connect. */
    public SharedBucket connects() {
        return connects;
    }

    /** Counts messages of the peer. */
    public SharedBucket messages() {
        return messages;
    }

    /** Counts bytes of these messages. */
    public SharedBucket bytes() {
        return bytes;
    }

    int connections() {
        return connections;
    }

    void connections(int now) {
        connections = now;
    }
}
