package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.StreamEnd;
import dev.realtime.core.spi.Telemetry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The streams that one connection reads. A stream comes into it when the peer is told that the stream is open: by the
 * channel's entry or, if it began before the peer came, by what the log of open streams says. It leaves with its end.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class StreamReads {

    // How much later than the writing node a reading one gives a stream up that nobody ended.
    private static final long GRACE_NANOS = 90_000_000_000L;

    // Of a stream that nobody knows any more.
    private static final String NO_EVENT = "";

    private final Connection connection;
    private final List<StreamCursor> cursors = new ArrayList<>(2);
    // Null until there is a gap in a channel with streams that are read.
    private MissedEnds missedEnds;

    StreamReads(Connection connection) {
        this.connection = connection;
    }

    /** What becomes of an {@code open} or {@code end} when a cursor of the channel comes to it. */
    Choice choose(Cursor parent, Entry entry) {
        Message message = entry.publication().message();
        StreamCursor cursor = find(parent, message);
        if (cursor == null) {
            return parent.chooseMessage(message);
        }
        if (message.kind() == Kind.OPEN) {
            // It was shown when the peer came.
            return Choice.PASS;
        }
        long chunks = StreamEnd.chunksOf(message);
        if (cursor.isReadTo(chunks)) {
            cursor.endsAfter(chunks);
            return Choice.TAKE;
        }
        cursor.awaitEnd(chunks, entry.offset());
        return Choice.WAIT;
    }

    /** The link has the {@code open} or {@code end}. */
    void taken(Cursor parent, Message message) {
        if (message.kind() == Kind.OPEN) {
            begin(parent, message);
        } else {
            StreamCursor cursor = find(parent, message);
            if (cursor != null) {
                remove(cursor);
            }
        }
    }

    /**
     * A subscription has its place, and the peer has been told.
     *
     * @param known the newest entry of each stream that the channel had in the last minutes
     * @param had how many chunks the peer has, of streams that it has not seen the end of
     * @param recovered whether the channel's cursor will come to everything since the peer was here
     */
    void joined(Cursor parent, Map<String, Publication> known, Map<String, Long> had, boolean recovered) {
        had.forEach((stream, chunks) -> {
            Publication newest = known.get(stream);
            if (!ChannelName.isStreamId(stream) || chunks < 0 || chunks > StreamWriter.MAX_CHUNKS) {
                connection.mistake(OptionalLong.empty(), "not a stream");
            } else if (newest == null && !recovered) {
                tellEnd(parent, stream, NO_EVENT, "EXPIRED");
            } else if (hasRoom(parent, stream, eventOf(newest))) {
                resume(parent, stream, chunks, newest, recovered);
            }
        });
        if (!recovered) {
            showOpen(parent, known.values(), had.keySet());
        } else if (had.keySet().stream().anyMatch(stream -> isEnded(known.get(stream)))) {
            // Where it left off may lie behind an end that it was about to be told of.
            passedOver(parent);
        }
    }

    private static String eventOf(Publication newest) {
        return newest == null ? NO_EVENT : newest.message().event();
    }

    private static boolean isEnded(Publication newest) {
        return newest != null && newest.message().kind() == Kind.END;
    }

    // Those that began before the peer came.
    private void showOpen(Cursor parent, Collection<Publication> known, Set<String> had) {
        for (Publication newest : known) {
            boolean isOpen = newest.message().kind() == Kind.OPEN;
            if (isOpen && !had.contains(newest.message().key()) && !show(parent, newest)) {
                return;
            }
        }
    }

    private void resume(Cursor parent, String stream, long had, Publication newest, boolean recovered) {
        ChannelName log = parent.channel().stream(stream);
        if (newest == null) {
            // Nobody knows it any more. The end is all that may still come, so that its log is not asked for.
            add(parent, new Audience(log, connection.lane()), NO_EVENT, had).lose();
            return;
        }
        StreamCursor cursor = add(parent, connection.lane().audience(log), eventOf(newest), had);
        cursor.start();
        if (!recovered && isEnded(newest)) {
            cursor.awaitEnd(newest);
        }
    }

    /** @return false if the peer reads all that it may */
    private boolean show(Cursor parent, Publication newest) {
        if (parent.choose(new Entry(newest, 0, 0)) != Choice.TAKE) {
            return true;
        }
        if (isFull()) {
            // Not a word of the others: there may be so many that they would cut a peer with a busy link.
            return false;
        }
        Message open = newest.message();
        Publication shown = Publication.unplaced(newest.publishedAtMillis(), open);
        EncodedFrame frame = Telling.encode(connection, ServerFrame.of(parent.channel(), shown));
        boolean isTold = frame != EncodedFrame.NONE;
        if (isTold) {
            connection.tell(frame);
        }
        if (isTold || connection.dialect().followsUntoldStreams()) {
            begin(parent, open);
        }
        return true;
    }

    private void begin(Cursor parent, Message open) {
        if (ChannelName.isStreamId(open.key()) && hasRoom(parent, open.key(), open.event())) {
            ChannelName log = parent.channel().stream(open.key());
            add(parent, connection.lane().audience(log), open.event(), 0).start();
        }
    }

    /** Those the peer knows by that id. @param channel the one that they are in; empty for any */
    List<StreamCursor> find(String channel, String stream) {
        return cursors.stream()
                .filter(cursor -> cursor.stream().equals(stream))
                .filter(cursor ->
                        channel.isEmpty() || cursor.parent().channel().local().equals(channel))
                .toList();
    }

    boolean contains(StreamCursor cursor) {
        return cursors.contains(cursor);
    }

    int size() {
        return cursors.size();
    }

    void remove(StreamCursor cursor) {
        cursors.remove(cursor);
        cursor.leave();
    }

    /** The subscription ended, and with it what it showed. */
    void leave(Cursor parent) {
        forEachOf(parent, this::remove);
    }

    /** The streams of one subscription; they may leave during the walk. */
    void forEachOf(Cursor parent, Consumer<StreamCursor> each) {
        for (StreamCursor cursor : List.copyOf(cursors)) {
            if (cursor.parent() == parent) {
                each.accept(cursor);
            }
        }
    }

    void clear() {
        List<StreamCursor> all = List.copyOf(cursors);
        cursors.clear();
        all.forEach(StreamCursor::leave);
    }

    /** The peer does not get a part of a channel, and was told so if it is to know. */
    void passedOver(Cursor parent) {
        if (cursors.stream().anyMatch(cursor -> cursor.parent() == parent)) {
            missedEnds = missedEnds == null ? new MissedEnds(connection, this) : missedEnds;
            missedEnds.passedOver(parent);
        }
    }

    /** Looks for streams that ended unseen, or that nobody goes on with. */
    void sweep(long nowNanos) {
        if (missedEnds != null) {
            missedEnds.look();
        }
        endForgotten(nowNanos);
    }

    // Nothing has come for longer than their writer may be silent.
    private void endForgotten(long nowNanos) {
        long maxNanos = connection.kernel().limits().streamSilence().toNanos() + GRACE_NANOS;
        for (StreamCursor cursor : List.copyOf(cursors)) {
            if (cursor.isForgotten(nowNanos, maxNanos)) {
                tellEnd(cursor.parent(), cursor.stream(), cursor.event(), "TIMEOUT");
                remove(cursor);
                cursor.parent().goOn();
            }
        }
    }

    private boolean hasRoom(Cursor parent, String stream, String event) {
        if (isFull()) {
            tellEnd(parent, stream, event, "LIMIT_EXCEEDED");
            return false;
        }
        return true;
    }

    private boolean isFull() {
        if (cursors.size() < connection.kernel().limits().maxStreamsPerConnection()) {
            return false;
        }
        connection.kernel().telemetry().limitHit(Telemetry.Limit.STREAMS_PER_CONNECTION);
        return true;
    }

    private void tellEnd(Cursor parent, String stream, String event, String error) {
        Message end = StreamEntry.end(StreamEntry.open(stream, event), 0, StreamEntry.NOTHING, error);
        Publication told = Publication.unplaced(connection.kernel().millis(), end);
        connection.tell(ServerFrame.of(parent.channel(), told));
    }

    private StreamCursor add(Cursor parent, Audience audience, String event, long had) {
        StreamCursor cursor = new StreamCursor(connection, audience, parent, event, had);
        cursors.add(cursor);
        return cursor;
    }

    private StreamCursor find(Cursor parent, Message message) {
        for (StreamCursor cursor : cursors) {
            if (cursor.parent() == parent && cursor.stream().equals(message.key())) {
                return cursor;
            }
        }
        return null;
    }
}
