package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes subscribers members of their channels, where a channel has presence. In a personal channel the member is the
 * user, whichever of his connections it is.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane. What happens is told to the lane that owns the channel,
 * always as a task of its own: this may be called in the middle of a turn.
 */
final class Membership {

    private Membership() {}

    /** The subscription has its place. */
    static void begins(Cursor cursor) {
        Connection connection = cursor.connection;
        Kernel kernel = connection.kernel();
        if (!cursor.audience.hasPresence()) {
            return;
        }
        cursor.isMember(true);
        kernel.holder().begin();
        Identity who = connection.identity();
        String client = cursor.channel().isPersonal() ? "" : connection.client();
        Member member = new Member(client, who.user(), who.info(), Optional.empty(), kernel.millis());
        tell(cursor, presence -> presence.connected(cursor.channel(), member));
    }

    /** The peer is subscribed no more, by its own wish or because it may not be. */
    static void ends(Cursor cursor) {
        if (!cursor.isMember()) {
            return;
        }
        cursor.isMember(false);
        ChannelName channel = cursor.channel();
        String key = key(cursor);
        tell(cursor, presence -> presence.left(channel, key));
        Watching.stop(cursor.connection, channel);
    }

    /** The connection is gone; its peer may come back. */
    static void breaksOff(Cursor cursor) {
        if (!cursor.isMember()) {
            return;
        }
        cursor.isMember(false);
        ChannelName channel = cursor.channel();
        String key = key(cursor);
        tell(cursor, presence -> presence.lost(channel, key));
    }

    /** What the member does. @param lastsNanos 0 for as long as it is one */
    static void says(Cursor cursor, Optional<Payload> state, long lastsNanos) {
        ChannelName channel = cursor.channel();
        String key = key(cursor);
        tell(cursor, presence -> presence.says(channel, key, state, lastsNanos));
    }

    private static String key(Cursor cursor) {
        Connection connection = cursor.connection;
        return cursor.channel().isPersonal() ? connection.identity().user().value() : connection.client();
    }

    private static void tell(Cursor cursor, Consumer<Presence> news) {
        LaneHub owner = cursor.connection.kernel().ownerOf(cursor.channel());
        owner.execute(() -> news.accept(owner.presence()));
    }
}
