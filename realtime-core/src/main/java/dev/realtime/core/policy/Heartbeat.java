package dev.realtime.core.policy;

import java.time.Duration;

/**
 * Decides when a quiet peer is asked for a sign of life and when it is given up. Any frame is a sign of life, so a busy
 * peer is never pinged.
 *
 * <p>Keeps nothing of a connection: the few bits it needs are parameters, since a server has a hundred thousand of
 * them. Times are nanoseconds of one monotonic clock and may wrap.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class Heartbeat {

    /** What the owner of the connection does now. */
    public enum Verdict {
        WAIT,
        PING,
        DEAD
    }

    private final long pingAfterNanos;
    private final long deadAfterNanos;

    /**
     * @param pingAfter silence before a ping goes out, more than zero
     * @param deadAfter silence before the peer is given up, more than {@code pingAfter}
     */
    public Heartbeat(Duration pingAfter, Duration deadAfter) {
        if (pingAfter.isZero() || pingAfter.isNegative() || deadAfter.compareTo(pingAfter) <= 0) {
            throw new IllegalArgumentException(
                    "need 0 < pingAfter < deadAfter but got " + pingAfter + ", " + deadAfter);
        }
        this.pingAfterNanos = pingAfter.toNanos();
        this.deadAfterNanos = deadAfter.toNanos();
    }

    /** @param pinged whether a ping went out since the peer was last heard */
    public Verdict check(long heardAtNanos, boolean pinged, long nowNanos) {
        long silentNanos = nowNanos - heardAtNanos;
        if (silentNanos >= deadAfterNanos) {
            return Verdict.DEAD;
        }
        return !pinged && silentNanos >= pingAfterNanos ? Verdict.PING : Verdict.WAIT;
    }

    /** How long the owner may sleep before {@link #check} can have something new to say; at least 1. */
    public long sleepNanos(long heardAtNanos, boolean pinged, long nowNanos) {
        long silentNanos = nowNanos - heardAtNanos;
        return Math.max(1, (pinged ? deadAfterNanos : pingAfterNanos) - silentNanos);
    }
}
