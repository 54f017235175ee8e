package dev.realtime.core.policy;

import dev.realtime.core.Rate;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What one user or one address has and may: its open connections, the buckets that all of them draw from, and what they
 * hold of the node's room. A connection keeps a reference, so that nothing is looked up for a message.
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
    private static final AtomicIntegerFieldUpdater<Account> STREAMS =
            AtomicIntegerFieldUpdater.newUpdater(Account.class, "streams");
    private static final AtomicIntegerFieldUpdater<Account> CALL_BYTES =
            AtomicIntegerFieldUpdater.newUpdater(Account.class, "callBytes");

    private volatile long connectsFullAtNanos;
    private volatile long messagesFullAtNanos;
    private volatile long bytesFullAtNanos;
    // Written inside a step of Accounts on the key, one after the other.
    private volatile int connections;
    private volatile int streams;
    private volatile int callBytes;

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

    /** One more stream that the peer writes. @return false if it has {@code max} already, and nothing was counted */
    public boolean takeStream(int max) {
        return take(STREAMS, 1, max);
    }

    public void giveStreamBack() {
        STREAMS.decrementAndGet(this);
    }

    /** A call of so many bytes that waits. @return false if more than {@code max} would, and nothing was counted */
    public boolean takeCallBytes(int amount, int max) {
        return take(CALL_BYTES, amount, max);
    }

    public void giveCallBytesBack(int amount) {
        CALL_BYTES.addAndGet(this, -amount);
    }

    // Never beyond the bound, not even for a moment, in which another would be refused.
    private boolean take(AtomicIntegerFieldUpdater<Account> held, int amount, int max) {
        int before;
        do {
            before = held.get(this);
            if (amount > max - before) {
                return false;
            }
        } while (!held.compareAndSet(this, before, before + amount));
        return true;
    }

    int connections() {
        return connections;
    }

    void connections(int now) {
        connections = now;
    }
}
