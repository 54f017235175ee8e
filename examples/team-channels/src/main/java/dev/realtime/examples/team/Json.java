package dev.realtime.examples.team;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.core.Payload;
import dev.realtime.server.call.BadParamsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** JSON as this application reads and writes it. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static Payload of(Map<String, ?> fields) {
        try {
            return Payload.jsonBytes(MAPPER.writeValueAsBytes(fields));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("maps of texts and numbers can be written", e);
        }
    }

    /** The text of that name in what an administrator's call was sent; answers 400 if there is none. */
    static String text(Payload params, String name) {
        try {
            JsonNode text = MAPPER.readTree(params.bytes()).path(name);
            if (text.isTextual() && !text.textValue().isBlank()) {
                return text.textValue();
            }
        } catch (IOException e) {
            throw new BadParamsException("need params as an object");
        }
        throw new BadParamsException("need " + name + ", a text");
    }
}
