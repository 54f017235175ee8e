package dev.realtime.server.call;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.realtime.core.ChannelName;
import dev.realtime.core.History;
import dev.realtime.core.Member;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.PresenceStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * What other backends read of a channel: {@code channel.history}, what it keeps, and {@code channel.presence}, who is there.
 *
 * <p><b>Shape:</b> entries and members look as in {@code realtime.v1} (docs/protocol.md); raw bytes are {@code
 * {"base64": …}}.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public record ChannelCalls(Hub hub) {

    public static final String HISTORY = "channel.history";
    public static final String PRESENCE = "channel.presence";

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private static final List<String> OF_HISTORY = List.of("tenant", "channel", "limit", "epoch", "offset", "reverse");
    private static final List<String> OF_PRESENCE = List.of("tenant", "channel", "limit");

    public AdminCalls addTo(AdminCalls calls) {
        return calls.with(HISTORY, this::history).with(PRESENCE, this::presence);
    }

    private CompletionStage<Payload> history(Payload body) {
        Params params = Params.of(body, OF_HISTORY);
        ChannelName channel = params.channel(params.tenant());
        int limit = params.whole("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
        Optional<StreamPosition> from = position(params);
        boolean isReverse = params.flag("reverse").orElse(false);
        return (isReverse ? hub.historyBack(channel, from, limit) : hub.history(channel, from, limit))
                .thenApply(page -> describe(channel, page));
    }

    private CompletionStage<Payload> presence(Payload body) {
        Params params = Params.of(body, OF_PRESENCE);
        ChannelName channel = params.channel(params.tenant());
        int limit = params.whole("limit", 0, MAX_LIMIT).orElse(DEFAULT_LIMIT);
        return hub.members(channel, limit).thenApply(members -> describe(channel, members));
    }

    private static Optional<StreamPosition> position(Params params) {
        Optional<String> epoch = params.text("epoch").filter(text -> !text.isEmpty() && text.length() <= 64);
        Optional<Long> offset = params.offset("offset");
        if (params.has("epoch") != params.has("offset") || epoch.isPresent() != offset.isPresent()) {
            throw new BadParamsException("need epoch and offset, as an answer had them, or neither");
        }
        return epoch.map(text -> new StreamPosition(text, offset.orElseThrow()));
    }

    private static Payload describe(ChannelName channel, History page) {
        return Payload.json(Json.object(json -> {
            json.writeStringField("channel", channel.local());
            json.writeStringField("epoch", page.top().epoch());
            json.writeNumberField("offset", page.top().offset());
            if (page.next().isPresent()) {
                json.writeNumberField("next", page.next().getAsLong());
            }
            json.writeArrayFieldStart("publications");
            for (Publication publication : page.publications()) {
                json.writeStartObject();
                write(json, publication);
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    private static void write(JsonGenerator json, Publication publication) throws IOException {
        Message message = publication.message();
        if (message.kind() != Message.Kind.MESSAGE) {
            json.writeStringField("type", message.kind().name().toLowerCase(Locale.ROOT));
        }
        textIfAny(json, "via", message.via());
        json.writeNumberField("offset", publication.offset());
        textIfAny(json, "event", message.event());
        write(json, "data", message.data());
        json.writeStringField(
                "timestamp",
                Instant.ofEpochMilli(publication.publishedAtMillis()).toString());
        textIfAny(json, "origin", message.origin());
        textIfAny(json, "key", message.key());
        if (!message.tags().isEmpty()) {
            json.writeObjectFieldStart("tags");
            for (Map.Entry<String, String> tag : new TreeMap<>(message.tags()).entrySet()) {
                json.writeStringField(tag.getKey(), tag.getValue());
            }
            json.writeEndObject();
        }
    }

    private static Payload describe(ChannelName channel, PresenceStore.Snapshot members) {
        return Payload.json(Json.object(json -> {
            json.writeStringField("channel", channel.local());
            json.writeNumberField("total", members.total());
            json.writeArrayFieldStart("members");
            for (Member member : members.members()) {
                json.writeStartObject();
                textIfAny(json, "client", member.client());
                json.writeStringField("user", member.user().value());
                writeIfAny(json, "info", member.info());
                writeIfAny(json, "state", member.state());
                json.writeStringField(
                        "joined", Instant.ofEpochMilli(member.joinedAtMillis()).toString());
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }

    private static void textIfAny(JsonGenerator json, String name, String text) throws IOException {
        if (!text.isEmpty()) {
            json.writeStringField(name, text);
        }
    }

    private static void writeIfAny(JsonGenerator json, String name, Optional<Payload> value) throws IOException {
        if (value.isPresent()) {
            write(json, name, value.get());
        }
    }

    private static void write(JsonGenerator json, String name, Payload value) throws IOException {
        json.writeFieldName(name);
        if (value.isBinary()) {
            json.writeStartObject();
            json.writeBinaryField("base64", value.bytes());
            json.writeEndObject();
        } else {
            json.writeRawValue(new String(value.bytes(), StandardCharsets.UTF_8));
        }
    }
}
