package dev.realtime.core.hub;

import dev.realtime.core.frame.ServerFrame;
import java.util.Optional;

/**
 * How far one connection has come in a channel's log of presence. What it cannot have is not told as a gap: the peer knows
 * no offsets of that log.
 *
 * <p>While an answer about the members is on its way nothing is read: the answer may be older than what is new by now, and
 * of what is told about one member the last is taken for right.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class WatchCursor extends Cursor {

    // Answers on their way.
    private int awaited;
    private boolean missed;

    WatchCursor(Connection connection, Audience audience, long next) {
        super(connection, audience, next);
    }

    /** The members are being asked for. */
    void awaitsAnswer() {
        awaited++;
    }

    /** The peer has been told the members, or that nobody knows. */
    void answered() {
        awaited--;
        if (awaited == 0 && missed && !isClosed()) {
            missed = false;
            Watching.missed(this);
        }
        if (awaited == 0) {
            connection.wake(this);
        }
    }

    @Override
    boolean isHeld() {
        return awaited > 0 || super.isHeld();
    }

    @Override
    boolean hasNews() {
        return awaited == 0 && super.hasNews();
    }

    @Override
    Optional<ServerFrame> gapFrame() {
        miss();
        return Optional.empty();
    }

    @Override
    void startAnew(long head) {
        super.startAnew(head);
        if (isPlaced()) {
            miss();
        }
    }

    private void miss() {
        if (awaited > 0) {
            missed = true;
        } else {
            Watching.missed(this);
        }
    }
}
