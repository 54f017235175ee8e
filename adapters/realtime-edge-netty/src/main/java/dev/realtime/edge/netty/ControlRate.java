package dev.realtime.edge.netty;

/**
 * How many control frames a peer may still send: a bucket that refills steadily.
 *
 * <p><b>Threads:</b> confined to its owner.
 */
final class ControlRate {

    private final long nanosPerFrame;
    private final long fullNanos;
    /** What the bucket holds, as the time it took to earn it. */
    private long savedNanos;

    private long checkedAt;

    ControlRate(EdgeLimits limits, long nowNanos) {
        nanosPerFrame = 1_000_000_000L / limits.controlsPerSecond();
        fullNanos = nanosPerFrame * limits.controlBurst();
        savedNanos = fullNanos;
        checkedAt = nowNanos;
    }

    /** Counts one frame. @return false if it is one too many */
    boolean allows(long nowNanos) {
        savedNanos = Math.min(fullNanos, savedNanos + (nowNanos - checkedAt));
        checkedAt = nowNanos;
        if (savedNanos < nanosPerFrame) {
            return false;
        }
        savedNanos -= nanosPerFrame;
        return true;
    }
}
