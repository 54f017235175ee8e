package dev.realtime.core.policy;

import dev.realtime.core.Rate;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * A {@link TokenBucket} that several lanes draw from.
 *
 * <p><b>Threads:</b> thread-safe; nobody waits for another.
 */
public final class SharedBucket {

    private static final AtomicLongFieldUpdater<SharedBucket> FULL_AT =
            AtomicLongFieldUpdater.newUpdater(SharedBucket.class, "fullAtNanos");

    private volatile long fullAtNanos;

    /** A full one. */
    public SharedBucket(long nowNanos) {
        fullAtNanos = nowNanos;
    }

    /** As {@link TokenBucket#take}. */
    public long take(Rate rate, long amount, long nowNanos) {
        return take(FULL_AT, this, rate, amount, nowNanos);
    }

    /** The same with a bucket that is a field of {@code holder}. */
    static <T> long take(AtomicLongFieldUpdater<T> fullAtNanos, T holder, Rate rate, long amount, long nowNanos) {
        while (true) {
            long seen = fullAtNanos.get(holder);
            long waitNanos = TokenBucket.waitNanos(seen, rate, amount, nowNanos);
            if (waitNanos > 0) {
                return waitNanos;
            }
            long after = TokenBucket.fullAtNanosAfter(seen, rate, amount, nowNanos);
            if (fullAtNanos.compareAndSet(holder, seen, after)) {
                return 0;
            }
        }
    }
}
