package dev.realtime.server.call;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.Hub;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What other backends publish: {@code channel.publish} and {@code user.publish}.
 *
 * <p><b>Shape:</b> {@code data} is any JSON value; {@code event} names what happened, {@code key} what it replaces, {@code
 * tags} are for subscribers' filters, {@code idempotencyKey} names the act, so that a repeat of it within five minutes has
 * the first one's outcome. What is sent to a user may name a {@code channel} under which he is shown it. The answer is the
 * entry's place.
 *
 * <p><b>Threads:</b> thread-safe.
 *
 * @param maxDataBytes longest data, as of clients
 */
public record PublishCalls(Hub hub, int maxDataBytes) {

    public static final String TO_CHANNEL = "channel.publish";
    public static final String TO_USER = "user.publish";

    static final int MAX_LABEL = 128;
    private static final int MAX_TAG = 64;
    private static final int MAX_TAGS = 16;

    private static final List<String> FIELDS =
            List.of("tenant", "channel", "event", "data", "key", "tags", "idempotencyKey");
    private static final List<String> FIELDS_TO_USER =
            List.of("tenant", "userId", "channel", "event", "data", "key", "tags", "idempotencyKey");

    public AdminCalls addTo(AdminCalls calls) {
        return calls.with(TO_CHANNEL, this::toChannel).with(TO_USER, this::toUser);
    }

    private CompletionStage<Payload> toChannel(Payload body) {
        Params params = Params.of(body, FIELDS);
        ChannelName channel = params.channel(params.tenant());
        if (channel.isFeed()) {
            throw new BadParamsException("need a channel, and no feed: feeds are made of what channels get");
        }
        return hub.publish(channel, message(params)).thenApply(PublishCalls::accepted);
    }

    private CompletionStage<Payload> toUser(Payload body) {
        Params params = Params.of(body, FIELDS_TO_USER);
        UserId user = params.user();
        Message message = message(params);
        Message shown = params.has("channel") ? message.via(params.channel(user.tenant())) : message;
        return hub.sendToUser(user, shown).thenApply(PublishCalls::accepted);
    }

    private Message message(Params params) {
        return Message.of(params.label("event", MAX_LABEL), data(params, maxDataBytes))
                .key(params.label("key", MAX_LABEL))
                .tags(tags(params))
                .idempotencyKey(params.label("idempotencyKey", MAX_LABEL));
    }

    private static Map<String, String> tags(Params params) {
        if (!params.has("tags")) {
            return Map.of();
        }
        Optional<JsonFields> fields = params.fields().raw("tags").flatMap(JsonFields::read);
        Map<String, String> tags = new HashMap<>();
        fields.ifPresent(found -> found.names().forEach(name -> found.text(name)
                .filter(value -> value.length() <= MAX_TAG && name.length() <= MAX_TAG)
                .ifPresent(value -> tags.put(name, value))));
        boolean isWhole =
                fields.filter(found -> found.names().size() == tags.size()).isPresent();
        if (!isWhole || tags.size() > MAX_TAGS) {
            throw new BadParamsException(
                    "need tags, an object of at most " + MAX_TAGS + " texts of at most " + MAX_TAG + " characters");
        }
        return tags;
    }

    static Payload data(Params params, int maxBytes) {
        byte[] data = params.fields().raw("data").orElseThrow(() -> new BadParamsException("need data"));
        if (data.length > maxBytes) {
            throw new RefusedException(ErrorCode.MESSAGE_TOO_LARGE, "need data of at most " + maxBytes + " bytes");
        }
        return Payload.jsonBytes(data);
    }

    static Payload accepted(StreamPosition position) {
        return Payload.json(Json.object(json -> {
            json.writeBooleanField("success", true);
            json.writeStringField("epoch", position.epoch());
            json.writeNumberField("offset", position.offset());
        }));
    }
}
