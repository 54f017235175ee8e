package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The cursors of a connection by channel. Most connections have one or two, so a short array does; a map comes only
 * with many.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class Subscriptions {

    private static final int MANY = 12;
    private static final Cursor[] NONE = {};

    private Cursor[] few = NONE;
    private Map<ChannelName, Cursor> many;
    // Null until the peer reads the first stream.
    private StreamReads streams;
    // Of subscriptions that stand by another word than the authorizer's. Null while there is none.
    private Map<ChannelName, Grant> grants;
    // Channels that count: those with a cursor, except the personal one, and those that may still get one.
    private int taken;

    /** Counts one more channel, before it is known whether the subscription comes about. @return whether it may */
    boolean reserve(int max) {
        if (taken >= max) {
            return false;
        }
        taken++;
        return true;
    }

    /** The subscription that was counted ended, or did not come about. */
    void giveBack() {
        taken--;
    }

    /** By whose word the channel's subscription stands, or will; empty for the authorizer's. */
    Optional<Grant> grant(ChannelName channel) {
        return grants == null ? Optional.empty() : Optional.ofNullable(grants.get(channel));
    }

    void grant(ChannelName channel, Grant grant) {
        grants = grants == null ? new HashMap<>(4) : grants;
        grants.put(channel, grant);
    }

    void forgetGrant(ChannelName channel) {
        if (grants != null && grants.remove(channel) != null && grants.isEmpty()) {
            grants = null;
        }
    }

    /** Channels whose grant has ended. */
    List<ChannelName> ended(long nowMillis) {
        if (grants == null) {
            return List.of();
        }
        return grants.entrySet().stream()
                .filter(grant -> grant.getValue().hasEnded(nowMillis))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** When the first of the grants ends; {@link Grant#NEVER} if none does. */
    long firstEndMillis() {
        return grants == null
                ? Grant.NEVER
                : grants.values().stream().mapToLong(Grant::endAtMillis).min().orElse(Grant.NEVER);
    }

    /** The cursor in that channel; null if there is none. */
    Cursor get(ChannelName channel) {
        if (many != null) {
            return many.get(channel);
        }
        for (Cursor cursor : few) {
            if (cursor.channel().equals(channel)) {
                return cursor;
            }
        }
        return null;
    }

    /** Whether the peer knows itself subscribed to the channel of that local name. */
    boolean shows(String tenant, String local) {
        if (many != null) {
            Cursor cursor = many.get(new ChannelName(tenant, local));
            return cursor != null && cursor.isPlaced();
        }
        for (Cursor cursor : few) {
            if (cursor.channel().local().equals(local)) {
                return cursor.isPlaced();
            }
        }
        return false;
    }

    /** The cursors there are now, the personal one among them; they may leave during the walk. */
    List<Cursor> all() {
        return many != null ? List.copyOf(many.values()) : List.of(few);
    }

    /** How many channels' logs of presence are read. */
    int watches() {
        int watches = 0;
        for (Cursor cursor : all()) {
            watches += cursor.channel().isPresence() ? 1 : 0;
        }
        return watches;
    }

    void add(Cursor cursor) {
        if (many == null && few.length < MANY) {
            few = Arrays.copyOf(few, few.length + 1);
            few[few.length - 1] = cursor;
            return;
        }
        if (many == null) {
            many = new HashMap<>();
            for (Cursor old : few) {
                many.put(old.channel(), old);
            }
            few = NONE;
        }
        many.put(cursor.channel(), cursor);
    }

    /** The streams that the peer reads, in these channels. @param connection whose subscriptions these are */
    StreamReads streams(Connection connection) {
        streams = streams == null ? new StreamReads(connection) : streams;
        return streams;
    }

    /** The streams that the peer knows by that id. @param channel the one that they are in; empty for any */
    List<StreamCursor> reading(String channel, String stream) {
        return streams == null ? List.of() : streams.find(channel, stream);
    }

    void forStreamsOf(Cursor parent, Consumer<StreamCursor> each) {
        if (streams != null) {
            streams.forEachOf(parent, each);
        }
    }

    boolean isReading(StreamCursor cursor) {
        return streams != null && streams.contains(cursor);
    }

    /** The peer does not get a part of a channel, and was told so if it is to know. */
    void passedOver(Cursor cursor) {
        if (streams != null) {
            streams.passedOver(cursor);
        }
    }

    /** Looks for streams that ended unseen, or that nobody goes on with. */
    void sweepStreams(long nowNanos) {
        if (streams != null) {
            streams.sweep(nowNanos);
        }
    }

    void remove(Cursor cursor) {
        if (streams != null) {
            streams.leave(cursor);
        }
        if (many != null) {
            many.remove(cursor.channel());
            return;
        }
        few = Arrays.stream(few).filter(other -> other != cursor).toArray(Cursor[]::new);
    }

    /** Hands over every cursor and is empty afterwards. */
    void clear(Consumer<Cursor> each) {
        Cursor[] all = many == null ? few : many.values().toArray(Cursor[]::new);
        few = NONE;
        many = null;
        if (streams != null) {
            streams.clear();
        }
        for (Cursor cursor : all) {
            each.accept(cursor);
        }
    }
}
