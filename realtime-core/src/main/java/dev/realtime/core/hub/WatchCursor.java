package dev.realtime.core.hub;

import dev.realtime.core.frame.ServerFrame;
import java.util.Optional;

/**
 * How far one connection has come in a channel's log of presence. What it cannot have is not told as a gap: the peer knows
 * no offsets of that log.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class WatchCursor extends Cursor {

    WatchCursor(Connection connection, Audience audience, long next) {
        super(connection, audience, next);
    }

    @Override
    Optional<ServerFrame> gapFrame() {
        Watching.missed(this);
        return Optional.empty();
    }

    @Override
    void startAnew(long head) {
        super.startAnew(head);
        if (isPlaced()) {
            Watching.missed(this);
        }
    }
}
