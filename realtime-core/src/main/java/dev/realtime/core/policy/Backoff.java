package dev.realtime.core.policy;

import java.time.Duration;
import java.util.List;

/**
 * How long to wait before the next try: 1, 2, 4, 8, 16, then 30 seconds, each shortened by jitter so that clients which
 * lost the same server do not come back in step.
 *
 * <p><b>Threads:</b> immutable. Who retries counts the attempts and starts again at 0 when a connection has proved
 * stable.
 *
 * <p><b>Source:</b> "full jitter" halved: Brooker, <i>Exponential Backoff and Jitter</i>, 2015.
 */
public final class Backoff {

    /** 1, 2, 4, 8, 16, 30 s. */
    public static final Backoff DEFAULT = new Backoff(List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8),
            Duration.ofSeconds(16),
            Duration.ofSeconds(30)));

    private final List<Duration> steps;

    /** @param steps the longest wait of each attempt, the last one for all that follow; at least one, all above zero */
    public Backoff(List<Duration> steps) {
        this.steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.stream().anyMatch(step -> step.isZero() || step.isNegative())) {
            throw new IllegalArgumentException("need at least one step, all above zero, but got " + steps);
        }
    }

    /**
     * @param attempt failures so far, from 0
     * @param jitter a random number from 0 (inclusive) to 1 (exclusive)
     * @return between half of the attempt's step and all of it
     */
    public Duration delay(int attempt, double jitter) {
        Duration step = steps.get(Math.min(attempt, steps.size() - 1));
        long half = step.toNanos() / 2;
        return Duration.ofNanos(half + (long) (half * jitter));
    }
}
