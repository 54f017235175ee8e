package dev.realtime.core;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * What a publisher hands to a channel; it becomes a {@link Publication} when the channel's log takes it.
 *
 * <p><b>Shape:</b> an empty string stands for "none" in every text.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param kind what it is to those who read it; applications publish {@link Kind#MESSAGE}, the rest is the engine's own
 * @param event the application's name for what happened
 * @param data the payload
 * @param origin public id of the publishing client; empty when the server itself publishes
 * @param echo whether the origin gets its own message
 * @param via channel under which another log (a user's own, a feed) shows the message: who may not read that channel, or
 *     of a user's own log is not subscribed to it, passes the message over
 * @param key conflation key: where only the latest counts, messages of the same key replace each other
 * @param tags for subscribers' filters
 * @param idempotencyKey names the act of publishing, so that a repeat of it within {@link #IDEMPOTENCY_WINDOW} is the
 *     same act
 */
public record Message(
        Kind kind,
        String event,
        Payload data,
        String origin,
        boolean echo,
        String via,
        String key,
        Map<String, String> tags,
        String idempotencyKey) {

    /** How long a broker knows an idempotency key again. */
    public static final Duration IDEMPOTENCY_WINDOW = Duration.ofMinutes(5);

    private static final int TAG_OVERHEAD_BYTES = 32;

    /** What a message is to those who read it. */
    public enum Kind {
        MESSAGE,
        /** A stream begins; its id is the {@link #key}. */
        OPEN,
        /** A piece of a stream, in the stream's own log. */
        CHUNK,
        /** A stream is complete, or failed; its id is the {@link #key}. */
        END,
        /** A reader asks for a stream to be stopped; in the log of open streams, for the node that writes the stream. */
        CANCEL,
        /** A member came; its {@link Member#key} is the {@link #key}. In a channel's log of presence, like all below. */
        JOIN,
        LEAVE,
        /** A member's state changed. */
        UPDATE,
        /** The number of members of a channel that has too many to name each. */
        COUNT,
        /** A user has read up to an offset. */
        READ
    }

    public Message {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(via, "via");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(idempotencyKey, "idempotencyKey");
        tags = Map.copyOf(tags);
    }

    /** A message of the server itself that everybody gets. */
    public static Message of(Payload data) {
        return of("", data);
    }

    /** A message of the server itself that everybody gets. */
    public static Message of(String event, Payload data) {
        return new Message(Kind.MESSAGE, event, data, "", true, "", "", Map.of(), "");
    }

    /** The same, as something else than a plain message: for the engine's own entries. */
    public Message kind(Kind newKind) {
        return new Message(newKind, event, data, origin, echo, via, key, tags, idempotencyKey);
    }

    public Message from(String client) {
        return new Message(kind, event, data, client, echo, via, key, tags, idempotencyKey);
    }

    /** The same message, not shown to its origin, neither now nor when it resumes later. */
    public Message withoutEcho() {
        return new Message(kind, event, data, origin, false, via, key, tags, idempotencyKey);
    }

    public Message via(ChannelName channel) {
        return new Message(kind, event, data, origin, echo, channel.local(), key, tags, idempotencyKey);
    }

    /** The same message as an entry of the feed that {@code channel} belongs to; an act of its own in each channel. */
    public Message inFeed(ChannelName channel) {
        String act = idempotencyKey.isEmpty() ? "" : channel.local() + "\n" + idempotencyKey;
        return via(channel).idempotencyKey(act);
    }

    public Message key(String conflationKey) {
        return new Message(kind, event, data, origin, echo, via, conflationKey, tags, idempotencyKey);
    }

    public Message tags(Map<String, String> newTags) {
        return new Message(kind, event, data, origin, echo, via, key, newTags, idempotencyKey);
    }

    /** A repeat with the same key within {@link #IDEMPOTENCY_WINDOW} appends nothing and has the first one's outcome. */
    public Message idempotencyKey(String name) {
        return new Message(kind, event, data, origin, echo, via, key, tags, name);
    }

    /** Bytes of payload and texts that a log has to keep for it, without object headers. */
    public int size() {
        int size = data.size() + event.length() + origin.length() + via.length() + key.length();
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            size += tag.getKey().length() + tag.getValue().length() + TAG_OVERHEAD_BYTES;
        }
        return size + idempotencyKey.length();
    }
}
