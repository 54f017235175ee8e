package dev.realtime.core.policy;

import dev.realtime.core.Rate;

/**
 * What somebody may still do under a {@link Rate}. All that is kept is the moment at which the bucket will be full again;
 * a bucket nobody uses needs no refilling.
 *
 * <p>Something larger than the burst is let through by a full bucket and paid for afterwards; refused until the end of
 * time would be a trap. What is refused costs nothing: whoever keeps trying gets the rate, and no more.
 *
 * <p><b>Shape:</b> times are nanoseconds of one monotonic clock and may wrap. The rate is a parameter: one object serves
 * all who are under it, and it may change.
 *
 * <p><b>Threads:</b> confined to its owner; {@link SharedBucket} is for several.
 *
 * <p><b>Source:</b> generic cell rate algorithm, ITU-T I.371 annex A, as virtual scheduling.
 */
public final class TokenBucket {

    private long fullAtNanos;

    /** A full one. */
    public TokenBucket(long nowNanos) {
        fullAtNanos = nowNanos;
    }

    /**
     * Takes {@code amount}, or nothing.
     *
     * @param amount above zero
     * @return 0 if it was taken, else how many nanoseconds until it can be
     */
    public long take(Rate rate, long amount, long nowNanos) {
        long waitNanos = waitNanos(fullAtNanos, rate, amount, nowNanos);
        if (waitNanos == 0) {
            fullAtNanos = fullAtNanosAfter(fullAtNanos, rate, amount, nowNanos);
        }
        return waitNanos;
    }

    /** The same in two steps, for whoever keeps the moment as a field. How long until a bucket that is full at {@code fullAtNanos} has that much. */
    public static long waitNanos(long fullAtNanos, Rate rate, long amount, long nowNanos) {
        long spareNanos = Math.max(0, rate.nanosFor(rate.burst()) - rate.nanosFor(amount));
        return Math.max(0, missingNanos(fullAtNanos, nowNanos) - spareNanos);
    }

    /** When such a bucket is full again after that much was taken. */
    public static long fullAtNanosAfter(long fullAtNanos, Rate rate, long amount, long nowNanos) {
        return nowNanos + missingNanos(fullAtNanos, nowNanos) + rate.nanosFor(amount);
    }

    private static long missingNanos(long fullAtNanos, long nowNanos) {
        return Math.max(0, fullAtNanos - nowNanos);
    }
}
