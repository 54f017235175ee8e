package dev.realtime.core.hub;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.hub.ReadingGate.Reason;
import dev.realtime.core.policy.Heartbeat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The marks by which a connection is judged alive and moving: when it opened, when it was last heard, since when a write
 * has been under way, what of it ends by the clock.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class Pulse {

    private static final EncodedFrame PING = EncodedFrame.ping(new byte[0]);

    private final Connection connection;
    private final long openedAtNanos;
    private long heardAtNanos;
    private boolean pinged;
    private long pingedAtNanos;
    private boolean writing;
    private long writingSinceNanos;
    // Null while nothing of the connection ends by the clock.
    private Deadlines deadlines;
    private byte slot = Connections.NO_SLOT;

    Pulse(Connection connection, long nowNanos) {
        this.connection = connection;
        this.openedAtNanos = nowNanos;
        this.heardAtNanos = nowNanos;
    }

    long openedAtNanos() {
        return openedAtNanos;
    }

    /** Where in the wheel of {@link Connections} it stands. */
    byte slot() {
        return slot;
    }

    void slot(byte number) {
        slot = number;
    }

    /** What of the connection ends by the clock. */
    Deadlines deadlines() {
        if (deadlines == null) {
            deadlines = new Deadlines();
        }
        return deadlines;
    }

    /** The connection goes by that token from now on. */
    void livesBy(Identity identity) {
        if (deadlines != null || identity.expiresAt().isPresent()) {
            deadlines().token(connection, identity);
            connection.lane().connections().checkSoon(connection);
        }
    }

    /** A subscription stands by that grant. */
    void granted(Grant grant) {
        if (grant.endAtMillis() != Grant.NEVER) {
            deadlines().grant(connection, grant);
        }
    }

    void heard(long nowNanos) {
        heardAtNanos = nowNanos;
        pinged = false;
    }

    /** Looks at deadlines and heartbeat. @return when to look again, in nanoseconds; 0 for never */
    long check(long nowNanos) {
        if (connection.isOver()) {
            return 0;
        }
        if (connection.isOpening()) {
            return checkOpening(nowNanos);
        }
        long dueNanos = deadlines == null ? Long.MAX_VALUE : deadlines.check(connection);
        if (connection.isOver()) {
            return 0;
        }
        if (connection.reading().isClosedFor(Reason.REPLIES)
                || connection.order().excusesSilence(nowNanos)) {
            heard(nowNanos);
        }
        connection.subscriptions().sweepStreams(nowNanos);
        Heartbeat heartbeat = connection.kernel().heartbeat();
        switch (heartbeat.check(heardAtNanos, pinged, pingedAtNanos, nowNanos)) {
            case PING -> ping(nowNanos);
            case DEAD -> {
                connection.end(CloseCode.NO_PONG);
                return 0;
            }
            default -> {}
        }
        return Math.min(dueNanos, heartbeat.sleepNanos(heardAtNanos, pinged, pingedAtNanos, nowNanos));
    }

    /** A write did not end at once. @return whether that is news to whoever watches */
    boolean startsWriting(long nowNanos) {
        boolean news = !writing;
        writing = true;
        writingSinceNanos = nowNanos;
        return news;
    }

    /** Whether a write is still under way; if not, the next one that does not end at once is news again. */
    boolean isWriting() {
        writing = !connection.isOver() && connection.link().isBusy();
        return writing;
    }

    /** Whether one write has been under way for longer than a reader may take. */
    boolean isStalled(long nowNanos) {
        Limits limits = connection.kernel().limits();
        return isWriting() && nowNanos - writingSinceNanos > limits.maxLagAge().toNanos();
    }

    private long checkOpening(long nowNanos) {
        Limits limits = connection.kernel().limits();
        long leftNanos = limits.connectTimeout().toNanos() - (nowNanos - openedAtNanos);
        if (leftNanos <= 0) {
            endOpening();
            return 0;
        }
        // Looks again before a ping can be due, should the peer present itself meanwhile.
        return Math.min(leftNanos, limits.pingAfter().toNanos());
    }

    private void endOpening() {
        if (connection.opening().isJudging()) {
            // A peer whose credential we are slow to judge is not to blame, and told to come back.
            connection.end(CloseCode.OVERLOADED);
            return;
        }
        CloseCode late = CloseCode.CREDENTIALS_TIMEOUT;
        connection.fail(OptionalLong.empty(), Optional.empty(), ErrorCode.UNAUTHORIZED, late.reason());
        connection.end(late);
    }

    private void ping(long nowNanos) {
        pinged = true;
        pingedAtNanos = nowNanos;
        if (connection.wantsPings()) {
            connection.tell(new ServerFrame.Ping(connection.kernel().millis()));
        }
        connection.tell(PING);
    }
}
