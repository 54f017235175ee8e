package dev.realtime.codec.jackson;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The fields of one {@code realtime.v1} message of a client, as far as they have been read.
 *
 * <p><b>Threads:</b> confined to the call that decodes.
 */
final class RealtimeV1Request implements JsonSyntax.FieldReader {

    private static final Payload NULL = Payload.jsonBytes("null".getBytes(StandardCharsets.US_ASCII));
    private static final int ANY_LENGTH = Integer.MAX_VALUE;
    private static final int MAX_LABEL_LENGTH = 128;
    private static final int MAX_TAGS = 16;
    private static final int MAX_TAG_LENGTH = 64;

    private final Optional<Payload> attached;
    private final Position position = new Position();
    private final Map<String, ClientFrame.SubscribeOptions> subscriptions = new LinkedHashMap<>();
    private OptionalLong id = OptionalLong.empty();
    private String type = "";
    private String channel = "";
    private String event = "";
    private String method = "";
    private String key = "";
    private String token = "";
    private String session = "";
    private Payload data = NULL;
    private Map<String, String> tags = Map.of();
    private boolean echo = true;
    private boolean pings;
    private String contradiction = "";

    /** A request in a text message. */
    RealtimeV1Request() {
        this.attached = Optional.empty();
    }

    /** A request in front of raw bytes. */
    RealtimeV1Request(Payload attached) {
        this.attached = Optional.of(attached);
    }

    @Override
    public void field(String name, JsonInput in) throws IOException {
        switch (name) {
            case "id" -> id = in.number();
            case "type" -> type = in.text(MAX_LABEL_LENGTH);
                // Longer than any valid name, so that the engine's grammar judges all names that are nearly right.
            case "channel" -> channel = in.text(4 * ChannelName.MAX_LENGTH);
            case "event" -> event = in.text(MAX_LABEL_LENGTH);
            case "method" -> method = in.text(MAX_LABEL_LENGTH);
            case "key" -> key = in.text(MAX_LABEL_LENGTH);
            case "token" -> token = in.text(ANY_LENGTH);
            case "session" -> session = in.text(MAX_LABEL_LENGTH);
            case "data" -> data = in.payload();
            case "tags" -> tags = in.texts(MAX_TAGS, MAX_TAG_LENGTH);
            case "echo" -> echo = in.flag(true);
            case "subs" -> in.fields(this::subscription);
            case "features" -> pings = in.contains("ping");
            default -> position.field(name, in);
        }
    }

    /** What the fields ask for. */
    ClientFrame frame() {
        if (position.isHalf()) {
            return malformed("epoch and offset need each other");
        }
        if (!contradiction.isEmpty()) {
            return malformed(contradiction);
        }
        return switch (type) {
            case "connect" -> new ClientFrame.Connect(id, token, session, "", subscriptions, pings);
            case "subscribe" -> onChannel(new ClientFrame.Subscribe(id, channel, options(position)));
            case "unsubscribe" -> onChannel(new ClientFrame.Unsubscribe(id, channel));
            case "publish" -> publish();
            case "call" -> call();
            case "ping" -> new ClientFrame.Ping(id);
            case "pong" -> new ClientFrame.Pong();
            case "" -> malformed("type is missing");
            default -> malformed("this type is not known here");
        };
    }

    ClientFrame malformed(String problem) {
        return new ClientFrame.Malformed(id, problem);
    }

    private ClientFrame publish() {
        if (attached.isPresent() && data != NULL) {
            return malformed("data stands after the header of a binary message");
        }
        return onChannel(new ClientFrame.Publish(id, channel, event, attached.orElse(data), echo, key, tags));
    }

    private ClientFrame call() {
        if (attached.isPresent() && data != NULL) {
            return malformed("data stands after the header of a binary message");
        }
        return method.isEmpty()
                ? malformed("method is missing")
                : new ClientFrame.Call(id, method, attached.orElse(data));
    }

    private ClientFrame onChannel(ClientFrame frame) {
        return channel.isEmpty() ? malformed("channel is missing") : frame;
    }

    private void subscription(String channelName, JsonInput in) throws IOException {
        Position since = new Position();
        in.fields(since);
        if (since.isHalf()) {
            contradiction = "subs: epoch and offset need each other";
        }
        subscriptions.put(channelName, options(since));
    }

    private static ClientFrame.SubscribeOptions options(Position since) {
        return since.given().map(ClientFrame.SubscribeOptions::since).orElse(ClientFrame.SubscribeOptions.NONE);
    }

    /** Where the peer left off. */
    private static final class Position implements JsonSyntax.FieldReader {
        private Optional<String> epoch = Optional.empty();
        private OptionalLong offset = OptionalLong.empty();

        @Override
        public void field(String name, JsonInput in) throws IOException {
            switch (name) {
                case "epoch" -> epoch = Optional.of(in.text(MAX_LABEL_LENGTH)).filter(text -> !text.isEmpty());
                case "offset" -> offset = in.number();
                default -> {
                    // Unknown fields are ignored, so that newer clients can talk to older servers.
                }
            }
        }

        boolean isHalf() {
            return epoch.isPresent() != offset.isPresent();
        }

        Optional<StreamPosition> given() {
            return epoch.isPresent() && offset.isPresent()
                    ? Optional.of(new StreamPosition(epoch.get(), offset.getAsLong()))
                    : Optional.empty();
        }
    }
}
