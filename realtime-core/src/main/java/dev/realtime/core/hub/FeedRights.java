package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.spi.Authorizer.Action;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Which channels of a feed its reader may read. Each entry of a feed is authorised by the channel it was published to, as
 * if the reader had subscribed there; an answer is good for a minute.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class FeedRights {

    private static final long GOOD_FOR_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_CHANNELS = 1_024;

    private record Right(boolean allowed, long untilNanos) {}

    private final Cursor cursor;
    // In the order of answers, so that the oldest goes first.
    private final Map<String, Right> known = new LinkedHashMap<>();
    private boolean asking;

    FeedRights(Cursor cursor) {
        this.cursor = cursor;
    }

    /** Whether the reader gets an entry of that channel, as far as that is known; asks if it is not. */
    Choice choose(String channel) {
        Right right = known.get(channel);
        if (right != null && cursor.connection.kernel().nanos() - right.untilNanos() < 0) {
            return right.allowed() ? Choice.TAKE : Choice.PASS;
        }
        return asking ? Choice.WAIT : ask(channel);
    }

    private Choice ask(String channel) {
        Connection connection = cursor.connection;
        ChannelName name = new ChannelName(cursor.channel().tenant(), channel);
        CompletableFuture<Boolean> answer = connection
                .lane()
                .commands()
                .permits()
                .allowed(connection, Action.SUBSCRIBE, name)
                .toCompletableFuture();
        if (answer.isDone() && !answer.isCompletedExceptionally()) {
            return note(channel, answer.join());
        }
        asking = true;
        answer.whenComplete((allowed, failure) -> connection.lane().run(() -> {
            asking = false;
            if (failure == null) {
                note(channel, allowed);
                cursor.goOn();
            } else {
                // Nobody knows whether this is for the reader. It comes back, and is asked about again.
                connection.end(CloseCode.INSUFFICIENT_STATE);
            }
        }));
        return Choice.WAIT;
    }

    private Choice note(String channel, boolean allowed) {
        known.remove(channel);
        known.put(channel, new Right(allowed, cursor.connection.kernel().nanos() + GOOD_FOR_NANOS));
        if (known.size() > MAX_CHANNELS) {
            known.remove(known.keySet().iterator().next());
        }
        return allowed ? Choice.TAKE : Choice.PASS;
    }
}
