package dev.realtime.source.dapr;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.realtime.source.dapr.DaprSubscription.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The answers, in JSON. */
final class DaprReplies {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String TYPE = "application/json";

    private DaprReplies() {}

    /** The hub has it. */
    static DaprReply success() {
        return status("SUCCESS");
    }

    /** It may come again. */
    static DaprReply retry() {
        return status("RETRY");
    }

    /** It shall not come again. */
    static DaprReply drop() {
        return status("DROP");
    }

    static DaprReply unauthorized() {
        return error(401, "UNAUTHORIZED", "need the app API token", Map.of("Content-Type", TYPE));
    }

    static DaprReply notFound() {
        return error(404, "NOT_FOUND", "there is nothing here", Map.of("Content-Type", TYPE));
    }

    static DaprReply notThatMethod(String allowed) {
        Map<String, String> headers = Map.of("Content-Type", TYPE, "Allow", allowed);
        return error(405, "BAD_REQUEST", "this path takes " + allowed, headers);
    }

    static DaprReply subscriptions(List<DaprSubscription> subscriptions) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartArray();
            for (DaprSubscription subscription : subscriptions) {
                write(json, subscription);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
        return new DaprReply(200, Map.of("Content-Type", TYPE), bytes.toByteArray());
    }

    private static void write(JsonGenerator json, DaprSubscription subscription) throws IOException {
        json.writeStartObject();
        json.writeStringField("pubsubname", subscription.pubsub());
        json.writeStringField("topic", subscription.topic());
        json.writeStringField("route", subscription.route());
        if (subscription.deadLetterTopic().isPresent()) {
            json.writeStringField(
                    "deadLetterTopic", subscription.deadLetterTopic().get());
        }
        if (subscription.content() == Content.RAW) {
            json.writeObjectFieldStart("metadata");
            json.writeStringField("rawPayload", "true");
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static DaprReply status(String word) {
        return new DaprReply(200, Map.of("Content-Type", TYPE), ("{\"status\":\"" + word + "\"}").getBytes(UTF_8));
    }

    private static DaprReply error(int status, String code, String message, Map<String, String> headers) {
        String body = "{\"error\":\"" + message + "\",\"code\":\"" + code + "\"}";
        return new DaprReply(status, headers, body.getBytes(UTF_8));
    }
}
