package dev.realtime.core.policy;

import dev.realtime.core.Rate;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A {@link TokenBucket} that several lanes draw from: connections of one user, or of one address, live on different
 * ones.
 *
 * <p><b>Threads:</b> thread-safe; nobody waits for another.
 */
public final class SharedBucket {

    private static final VarHandle FULL_AT;

    static {
        try {
            FULL_AT = MethodHandles.lookup().findVarHandle(SharedBucket.class, "fullAtNanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long fullAtNanos;

    /** A full one. */
    public SharedBucket(long nowNanos) {
        fullAtNanos = nowNanos;
    }

    /** As {@link TokenBucket#take}. */
    public long take(Rate rate, long amount, long nowNanos) {
        while (true) {
            long seen = fullAtNanos;
            long waitNanos = TokenBucket.waitNanos(seen, rate, amount, nowNanos);
            if (waitNanos > 0
                    || FULL_AT.compareAndSet(this, seen, TokenBucket.fullAtNanosAfter(seen, rate, amount, nowNanos))) {
                return waitNanos;
            }
        }
    }
}
