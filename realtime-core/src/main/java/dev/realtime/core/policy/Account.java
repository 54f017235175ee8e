package dev.realtime.core.policy;

import dev.realtime.core.Rate;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What one user or one address has and may: its open connections, and the buckets that all of them draw from. A
 * connection keeps a reference, so that nothing is looked up for a message.
 *
 * <p>The buckets are fields and no {@link SharedBucket}s of their own, since there is an account for nearly every
 * connection.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class Account {

    private static final AtomicLongFieldUpdater<Account> CONNECTS =
            AtomicLongFieldUpdater.newUpdater(Account.class, "connectsFullAtNanos");
    private static final AtomicLongFieldUpdater<Account> MESSAGES =
            AtomicLongFieldUpdater.newUpdater(Account.class, "messagesFullAtNanos");
    private static final AtomicLongFieldUpdater<Account> BYTES =
            AtomicLongFieldUpdater.newUpdater(Account.class, "bytesFullAtNanos");

    private volatile long connectsFullAtNanos;
    private volatile long messagesFullAtNanos;
    private volatile long bytesFullAtNanos;
    // Written inside a step of Accounts on the key, one after the other.
    private volatile int connections;

    Account(long nowNanos) {
        connectsFullAtNanos = nowNanos;
        messagesFullAtNanos = nowNanos;
        bytesFullAtNanos = nowNanos;
    }

    /** One attempt to connect. @return as {@link TokenBucket#take} */
    public long takeConnect(Rate rate, long nowNanos) {
        return SharedBucket.take(CONNECTS, this, rate, 1, nowNanos);
    }

    /** One message of the peer. @return as {@link TokenBucket#take} */
    public long takeMessage(Rate rate, long nowNanos) {
        return SharedBucket.take(MESSAGES, this, rate, 1, nowNanos);
    }

    /** The bytes of such a message. @return as {@link TokenBucket#take} */
    public long takeBytes(Rate rate, long amount, long nowNanos) {
        return SharedBucket.take(BYTES, this, rate, amount, nowNanos);
    }

    int connections() {
        return connections;
    }

    void connections(int now) {
        connections = now;
    }
}
