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
    private final long answerWithinNanos;

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
        this.answerWithinNanos = deadAfter.minus(pingAfter).toNanos();
    }

    /**
     * A peer is given up only after a ping it had time to answer: when the whole process was stopped for a while, everybody
     * looks silent, and nobody is to blame.
     *
     * @param pinged whether a ping went out since the peer was last heard
     * @param pingedAtNanos when; means nothing unless {@code pinged}
     */
    public Verdict check(long heardAtNanos, boolean pinged, long pingedAtNanos, long nowNanos) {
        if (pinged) {
            return nowNanos - pingedAtNanos >= answerWithinNanos ? Verdict.DEAD : Verdict.WAIT;
        }
        return nowNanos - heardAtNanos >= pingAfterNanos ? Verdict.PING : Verdict.WAIT;
    }

    /** How long the owner may sleep before {@link #check} can have something new to say; at least 1. */
    public long sleepNanos(long heardAtNanos, boolean pinged, long pingedAtNanos, long nowNanos) {
        long leftNanos =
                pinged ? answerWithinNanos - (nowNanos - pingedAtNanos) : pingAfterNanos - (nowNanos - heardAtNanos);
        return Math.max(1, leftNanos);
    }
}
