package dev.realtime.examples.assistant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** JSON as this application reads and writes it. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static Message event(String name, Map<String, ?> payload) {
        return Message.of(name, of(payload));
    }

    static Payload of(Map<String, ?> fields) {
        try {
            return Payload.jsonBytes(MAPPER.writeValueAsBytes(fields));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("maps of texts and numbers can be written", e);
        }
    }

    /** The text of that name in what a client sent; tells the client so if there is none. */
    static String text(Payload payload, String name) {
        try {
            JsonNode text = MAPPER.readTree(payload.bytes()).path(name);
            if (text.isTextual() && !text.textValue().isBlank()) {
                return text.textValue();
            }
        } catch (IOException e) {
            throw new RefusedException(ErrorCode.BAD_REQUEST, "need an object as payload");
        }
        throw new RefusedException(ErrorCode.BAD_REQUEST, "need " + name + ", a text");
    }
}
