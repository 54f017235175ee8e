package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame.Acknowledge.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far users have received and read, as their clients said, and as far as a server has confirmed it. What was said and
 * not confirmed may be known or not.
 */
final class Reached {

    static final String ANY_DEVICE = "any device";
    static final String EYES = "eyes";

    /** An offset before all others. */
    static final long NOTHING = -1;

    private final Map<Reading, Map<String, Mark>> marks = new HashMap<>();

    private record Reading(UserId user, ChannelName channel, String reader) {}

    private static final class Mark {
        private long said = NOTHING;
        private long kept = NOTHING;
    }

    static String device(SimClient client) {
        return "device " + client.device();
    }

    /** Whose cursors a receipt of the client moves. */
    static List<String> readers(SimClient client, Level level) {
        return level == Level.READ ? List.of(device(client), ANY_DEVICE, EYES) : List.of(device(client), ANY_DEVICE);
    }

    void said(UserId user, ChannelName channel, String reader, StreamPosition position) {
        Mark mark = of(user, channel, reader).computeIfAbsent(position.epoch(), epoch -> new Mark());
        mark.said = Math.max(mark.said, position.offset());
    }

    void kept(UserId user, ChannelName channel, String reader, StreamPosition position) {
        Mark mark = of(user, channel, reader).get(position.epoch());
        mark.kept = Math.max(mark.kept, position.offset());
    }

    /** No cursor of that reader stands further. */
    long said(UserId user, ChannelName channel, String reader, String epoch) {
        Mark mark = of(user, channel, reader).get(epoch);
        return mark == null ? NOTHING : mark.said;
    }

    /** The reader's cursor stands there at least, if it {@link #isOfOneEpoch}. */
    long kept(UserId user, ChannelName channel, String reader, String epoch) {
        Mark mark = of(user, channel, reader).get(epoch);
        return mark == null ? NOTHING : mark.kept;
    }

    /** Whether a server has confirmed anything, in whichever epoch. */
    boolean isKnown(UserId user, ChannelName channel, String reader) {
        return of(user, channel, reader).values().stream().anyMatch(mark -> mark.kept != NOTHING);
    }

    /** Whether a client has said anything, in whichever epoch. */
    boolean hasSpoken(UserId user, ChannelName channel, String reader) {
        return !of(user, channel, reader).isEmpty();
    }

    /** Whether nothing was said of another epoch. Of two the store knows the one that it heard of last. */
    boolean isOfOneEpoch(UserId user, ChannelName channel, String reader, String epoch) {
        Map<String, Mark> found = of(user, channel, reader);
        return found.isEmpty() || found.size() == 1 && found.containsKey(epoch);
    }

    private Map<String, Mark> of(UserId user, ChannelName channel, String reader) {
        return marks.computeIfAbsent(new Reading(user, channel, reader), key -> new HashMap<>(2));
    }
}
