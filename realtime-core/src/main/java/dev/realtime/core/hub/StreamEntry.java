package dev.realtime.core.hub;

import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Payload;
import dev.realtime.core.frame.ServerFrame.StreamEnd;
import java.util.HashMap;
import java.util.Map;

/**
 * The entries of a stream. {@code open} and {@code end} stand in the channel, so that they have their place among its
 * messages, and once more in the channel's log of open streams, where the newest of each stream tells who comes late
 * what is open. The chunks stand in the stream's own log.
 *
 * <p><b>Threads:</b> stateless.
 */
final class StreamEntry {

    /** What sums up a stream that says nothing in the end: JSON's null. */
    static final Payload NOTHING = Payload.json("null");

    // A space, which no stream's id holds, keeps it apart from the entries that tell of the stream itself.
    private static final String CANCEL = "cancel ";

    private static final int MAX_REMEMBERED_BYTES = 4 * 1024;

    private StreamEntry() {}

    static Message open(String stream, String event) {
        return Message.of(event, Payload.EMPTY).kind(Kind.OPEN).key(stream);
    }

    /** @param event the stream's, by which dialects without streams name the chunk */
    static Message chunk(String event, Payload data) {
        return Message.of(event, data).kind(Kind.CHUNK);
    }

    /** @param open how the stream began; its origin ends it @param error empty for success */
    static Message end(Message open, long chunks, Payload data, String error) {
        Map<String, String> tags = Map.of(StreamEnd.CHUNKS, Long.toString(chunks));
        Message end = new Message(
                Kind.END, open.event(), data, open.origin(), open.echo(), "", open.key(), tags, open.idempotencyKey());
        return error.isEmpty()
                ? end
                : end.tags(Map.of(StreamEnd.CHUNKS, Long.toString(chunks), StreamEnd.ERROR, error));
    }

    /** The end as the log of open streams keeps it. A large summary would push out what others are to find there. */
    static Message remembered(Message end) {
        if (end.data().size() <= MAX_REMEMBERED_BYTES) {
            return end;
        }
        Map<String, String> tags = new HashMap<>(end.tags());
        tags.putIfAbsent(StreamEnd.ERROR, "EXPIRED");
        return end(end, StreamEnd.chunksOf(end), NOTHING, tags.get(StreamEnd.ERROR));
    }

    static Message cancel(String stream) {
        return Message.of(Payload.EMPTY).kind(Kind.CANCEL).key(CANCEL + stream);
    }

    static boolean isCancelOf(String stream, Message message) {
        return message.kind() == Kind.CANCEL
                && message.key().length() == CANCEL.length() + stream.length()
                && message.key().endsWith(stream);
    }
}
