package dev.realtime.core;

import java.time.Duration;

/**
 * How much may happen: so much a second in the long run, and so much at once after a pause. The unit is the one of what
 * is counted: messages, bytes, connections.
 *
 * <p><b>Shape:</b> both above zero. Less than one a second is written as a fraction or made by {@link #every}. A burst
 * that would take longer than a year to earn is refused: nobody means that, and arithmetic in nanoseconds has an end.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param perSecond in the long run
 * @param burst at once, by somebody who was quiet before
 */
public record Rate(double perSecond, long burst) {

    private static final double NANOS_OF_SECOND = 1e9;
    private static final long LONGEST_NANOS = Duration.ofDays(365).toNanos();

    public Rate {
        if (!(perSecond > 0 && perSecond < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("need perSecond above zero but got " + perSecond);
        }
        if (burst < 1) {
            throw new IllegalArgumentException("need burst above zero but got " + burst);
        }
        if (burst / perSecond * NANOS_OF_SECOND > LONGEST_NANOS) {
            throw new IllegalArgumentException(
                    "need a burst that is earned within a year but got " + burst + " at " + perSecond + " a second");
        }
    }

    /** So many in each {@code period}, also all at once. */
    public static Rate every(Duration period, long count) {
        if (period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("need a period above zero but got " + period);
        }
        return new Rate(count * NANOS_OF_SECOND / period.toNanos(), count);
    }

    /**
     * The time in which {@code amount} is earned, at least 1 for an amount above zero, and a year for what would take
     * longer.
     */
    public long nanosFor(long amount) {
        return (long) Math.min(LONGEST_NANOS, Math.ceil(amount * NANOS_OF_SECOND / perSecond));
    }
}
