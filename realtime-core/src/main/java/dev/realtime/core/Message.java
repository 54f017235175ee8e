package dev.realtime.core;

import java.util.Map;
import java.util.Objects;

/**
 * What a publisher hands to a channel; it becomes a {@link Publication} when the channel's log takes it.
 *
 * <p><b>Shape:</b> an empty string stands for "none" in every text.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param event the application's name for what happened
 * @param data the payload
 * @param origin public id of the publishing client; empty when the server itself publishes
 * @param echo whether the origin gets its own message
 * @param via channel under which a user's own log shows the message: connections of the user that are not subscribed
 *     to it pass the message over
 * @param key conflation key
 * @param tags for subscribers' filters
 */
public record Message(
        String event, Payload data, String origin, boolean echo, String via, String key, Map<String, String> tags) {

    private static final int TAG_OVERHEAD_BYTES = 32;

    public Message {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(via, "via");
        Objects.requireNonNull(key, "key");
        tags = Map.copyOf(tags);
    }

    /** A message of the server itself that everybody gets. */
    public static Message of(Payload data) {
        return new Message("", data, "", true, "", "", Map.of());
    }

    /** A message of the server itself that everybody gets. */
    public static Message of(String event, Payload data) {
        return new Message(event, data, "", true, "", "", Map.of());
    }

    public Message from(String client) {
        return new Message(event, data, client, echo, via, key, tags);
    }

    /** The same message, not shown to its origin, neither now nor when it resumes later. */
    public Message withoutEcho() {
        return new Message(event, data, origin, false, via, key, tags);
    }

    public Message via(ChannelName channel) {
        return new Message(event, data, origin, echo, channel.local(), key, tags);
    }

    public Message key(String conflationKey) {
        return new Message(event, data, origin, echo, via, conflationKey, tags);
    }

    public Message tags(Map<String, String> newTags) {
        return new Message(event, data, origin, echo, via, key, newTags);
    }

    /** Bytes of payload and texts that a log has to keep for it, without object headers. */
    public int size() {
        int size = data.size() + event.length() + origin.length() + via.length() + key.length();
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            size += tag.getKey().length() + tag.getValue().length() + TAG_OVERHEAD_BYTES;
        }
        return size;
    }
}
