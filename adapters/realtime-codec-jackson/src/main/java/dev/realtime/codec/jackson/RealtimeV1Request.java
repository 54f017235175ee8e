package dev.realtime.codec.jackson;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Payload;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.Acknowledge.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The fields of one {@code realtime.v1} message of a client, as far as they have been read.
 *
 * <p><b>Threads:</b> confined to the call that decodes.
 */
final class RealtimeV1Request implements JsonSyntax.FieldReader {

    /** Longest name that a client gives to something, in characters. */
    static final int MAX_LABEL_LENGTH = 128;

    /** Longest name and longest text of a tag, in characters. */
    static final int MAX_TAG_LENGTH = 64;

    private static final Payload NULL = Payload.jsonBytes("null".getBytes(StandardCharsets.US_ASCII));
    private static final int MAX_TAGS = 16;
    private static final int MAX_ERROR_LENGTH = 256;
    private static final long MAX_TIME_TO_LIVE_MS = Duration.ofHours(1).toMillis();

    private final Optional<Payload> attached;
    private final RealtimeV1Subscription subscription = new RealtimeV1Subscription();
    private Map<String, ClientFrame.SubscribeOptions> subscriptions = Map.of();
    private OptionalLong id = OptionalLong.empty();
    private String type = "";
    private String channel = "";
    private String event = "";
    private String method = "";
    private String key = "";
    private String idempotencyKey = "";
    private String session = "";
    private String device = "";
    private String stream = "";
    private String error = "";
    private Optional<Payload> data = Optional.empty();
    private Optional<Payload> state = Optional.empty();
    private OptionalLong ttlMs = OptionalLong.empty();
    private OptionalLong limit = OptionalLong.empty();
    private OptionalLong seq = OptionalLong.empty();
    private Optional<Boolean> watch = Optional.empty();
    private Map<String, String> tags = Map.of();
    private boolean echo = true;
    private boolean reverse;
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
                // As long as the longest valid name: the engine's grammar judges what is in it.
            case "channel" -> channel = in.text(ChannelName.MAX_LENGTH_WITH_USERS);
            case "event" -> event = in.text(MAX_LABEL_LENGTH);
            case "method" -> method = in.text(MAX_LABEL_LENGTH);
            case "key" -> key = in.text(MAX_LABEL_LENGTH);
            case "idempotencyKey" -> idempotencyKey = in.text(MAX_LABEL_LENGTH);
            case "session" -> session = in.text(MAX_LABEL_LENGTH);
            case "client" -> in.fields(this::aboutTheClient);
            case "stream" -> stream = in.text(MAX_LABEL_LENGTH);
            case "error" -> error = in.text(MAX_ERROR_LENGTH);
            case "data" -> data = in.payloadIfAny();
            case "state" -> state = in.payloadIfAny();
            case "ttlMs" -> ttlMs = in.number(1, MAX_TIME_TO_LIVE_MS);
            case "limit" -> limit = in.number(1, Integer.MAX_VALUE);
            case "seq" -> seq = in.number();
            case "watch" -> watch = in.flag();
            case "tags" -> tags = in.texts(MAX_TAGS, MAX_TAG_LENGTH);
            case "echo" -> echo = in.flag(true);
            case "reverse" -> reverse = in.flag(false);
            case "subs" -> in.fields(this::subscription);
            case "features" -> pings = in.contains("ping");
            default -> subscription.field(name, in);
        }
    }

    /** What the fields ask for. */
    ClientFrame frame() {
        if (attached.isPresent() && (data.isPresent() || state.isPresent())) {
            return malformed("the payload of a binary message stands after its header");
        }
        return switch (type) {
            case "connect" -> connect();
            case "subscribe" -> positioned(new ClientFrame.Subscribe(id, channel, subscription.options()));
            case "unsubscribe" -> onChannel(new ClientFrame.Unsubscribe(id, channel));
            case "publish" -> onChannel(
                    new ClientFrame.Publish(id, channel, event, payload(), echo, key, tags, idempotencyKey));
            case "history" -> history();
            case "presence" -> onChannel(new ClientFrame.Presence(id, channel, watch));
            case "update" -> update();
            case "refresh" -> refresh();
            case "delivered" -> acknowledge(Level.DELIVERED);
            case "receipt" -> acknowledge(Level.READ);
            case "call" -> method.isEmpty() ? missing("method") : new ClientFrame.Call(id, method, payload());
            case "ping" -> new ClientFrame.Ping(id);
            case "pong" -> new ClientFrame.Pong();
            case "open", "stream", "end", "cancel" -> aboutAStream();
            case "" -> missing("type");
            default -> malformed("this type is not known here");
        };
    }

    ClientFrame malformed(String problem) {
        return new ClientFrame.Malformed(id, problem);
    }

    private ClientFrame connect() {
        return contradiction.isEmpty()
                ? new ClientFrame.Connect(id, subscription.token(), session, device, subscriptions, pings)
                : malformed(contradiction);
    }

    private ClientFrame history() {
        OptionalInt count = limit.isPresent() ? OptionalInt.of((int) limit.getAsLong()) : OptionalInt.empty();
        return positioned(new ClientFrame.History(id, channel, subscription.since(), count, reverse));
    }

    private ClientFrame update() {
        Optional<Payload> now = attached.or(() -> state);
        if (ttlMs.isPresent() && now.isEmpty()) {
            return malformed("ttlMs needs a state");
        }
        Optional<Duration> timeToLive =
                ttlMs.isPresent() ? Optional.of(Duration.ofMillis(ttlMs.getAsLong())) : Optional.empty();
        return onChannel(new ClientFrame.Update(id, channel, now, timeToLive));
    }

    private ClientFrame refresh() {
        String token = subscription.token();
        return token.isEmpty() ? missing("token") : new ClientFrame.Refresh(id, token);
    }

    private ClientFrame acknowledge(Level level) {
        OptionalLong offset = subscription.offset();
        return offset.isEmpty()
                ? missing("offset")
                : onChannel(new ClientFrame.Acknowledge(id, level, channel, subscription.epoch(), offset.getAsLong()));
    }

    private ClientFrame aboutAStream() {
        if (stream.isEmpty()) {
            return missing("stream");
        }
        return switch (type) {
            case "open" -> onChannel(new ClientFrame.Open(id, stream, channel, event));
            case "stream" -> seq.isEmpty()
                    ? missing("seq")
                    : new ClientFrame.Chunk(id, stream, seq.getAsLong(), payload());
            case "end" -> new ClientFrame.End(id, stream, attached.or(() -> data), error);
            default -> new ClientFrame.Cancel(id, channel, stream);
        };
    }

    private Payload payload() {
        return attached.or(() -> data).orElse(NULL);
    }

    private ClientFrame positioned(ClientFrame frame) {
        return subscription.isHalf() ? malformed(RealtimeV1Subscription.HALF) : onChannel(frame);
    }

    private ClientFrame onChannel(ClientFrame frame) {
        return channel.isEmpty() ? missing("channel") : frame;
    }

    private ClientFrame missing(String field) {
        return malformed(field + " is missing");
    }

    private void aboutTheClient(String name, JsonInput in) throws IOException {
        if (name.equals("device")) {
            device = in.text(MAX_LABEL_LENGTH);
        }
    }

    private void subscription(String channelName, JsonInput in) throws IOException {
        RealtimeV1Subscription wanted = new RealtimeV1Subscription();
        in.fields(wanted);
        if (wanted.isHalf()) {
            contradiction = "subs: " + RealtimeV1Subscription.HALF;
        }
        if (subscriptions.isEmpty()) {
            subscriptions = new LinkedHashMap<>();
        }
        subscriptions.put(channelName, wanted.options());
    }
}
