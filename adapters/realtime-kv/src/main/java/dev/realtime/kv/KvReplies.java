package dev.realtime.kv;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.realtime.kv.BadKvRequestException.Code;
import dev.realtime.kv.KvOutcome.Written;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The answers, in JSON. */
final class KvReplies {

    static final String DECRYPT_FAILED = "DECRYPT_FAILED";

    private static final JsonFactory JSON = new JsonFactory();
    private static final Map<String, String> TYPE = Map.of("Content-Type", "application/json");

    private KvReplies() {}

    static KvReply record(KvRecord found) {
        return reply(200, json -> write(json, found));
    }

    static KvReply notFound() {
        return reply(404, json -> json.writeStringField("error", "Key not found"));
    }

    /** A page; where it ends before the list does, {@code next} is what to go on {@code after}. */
    static KvReply page(KvPage page) {
        return reply(200, json -> {
            writeAll(json, "items", page.records());
            if (page.next().isPresent()) {
                json.writeStringField("next", page.next().get().text());
            }
        });
    }

    static KvReply values(List<KvRecord> records) {
        return reply(200, json -> writeAll(json, "values", records));
    }

    static KvReply applied(List<Written> written) {
        return reply(200, json -> {
            json.writeBooleanField("success", true);
            json.writeArrayFieldStart("results");
            for (Written each : written) {
                json.writeStartObject();
                json.writeStringField("key", each.key().text());
                json.writeNumberField("version", each.version());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static KvReply mismatched(List<KvRecord> current) {
        return reply(409, json -> {
            json.writeBooleanField("success", false);
            json.writeArrayFieldStart("errors");
            for (KvRecord each : current) {
                json.writeStartObject();
                json.writeStringField("key", each.key().text());
                json.writeStringField("error", "version-mismatch");
                json.writeNumberField("version", each.version());
                writeValue(json, each);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static KvReply bad(BadKvRequestException mistake) {
        return error(mistake.code().status(), mistake.code().name(), mistake.getMessage(), TYPE);
    }

    static KvReply error(int status, String code, String message) {
        return error(status, code, message, TYPE);
    }

    /** @param version with which the record can be written over, if it is about one */
    static KvReply unreadable(OptionalLong version) {
        return reply(500, json -> {
            json.writeStringField("error", "a value cannot be opened");
            json.writeStringField("code", DECRYPT_FAILED);
            if (version.isPresent()) {
                json.writeNumberField("version", version.getAsLong());
            }
        });
    }

    /** Worth trying again, and when. */
    static KvReply later(String code, String message) {
        return error(503, code, message, Map.of("Content-Type", "application/json", "Retry-After", "1"));
    }

    static KvReply notThatMethod(String allowed) {
        return error(
                405,
                Code.BAD_REQUEST.name(),
                "this path takes " + allowed,
                Map.of("Content-Type", "application/json", "Allow", allowed));
    }

    private static KvReply error(int status, String code, String message, Map<String, String> headers) {
        return reply(status, headers, json -> {
            json.writeStringField("error", message);
            json.writeStringField("code", code);
        });
    }

    private static void writeAll(JsonGenerator json, String name, List<KvRecord> records) throws IOException {
        json.writeArrayFieldStart(name);
        for (KvRecord record : records) {
            json.writeStartObject();
            write(json, record);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, KvRecord record) throws IOException {
        json.writeStringField("key", record.key().text());
        writeValue(json, record);
        json.writeNumberField("version", record.version());
    }

    /** One that does not open has none: a null would say that it was deleted. */
    private static void writeValue(JsonGenerator json, KvRecord record) throws IOException {
        if (record.opens()) {
            json.writeStringField("value", record.value().orElse(null));
        } else {
            json.writeStringField("code", DECRYPT_FAILED);
        }
    }

    private static KvReply reply(int status, Fields fields) {
        return reply(status, TYPE, fields);
    }

    private static KvReply reply(int status, Map<String, String> headers, Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
        return new KvReply(status, headers, bytes.toByteArray());
    }

    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator object) throws IOException;
    }
}
