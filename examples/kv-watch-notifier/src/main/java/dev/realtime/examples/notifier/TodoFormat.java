package dev.realtime.examples.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.kv.ClientBox;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * Reads and writes the values of tasks: JSON in base64, either plain or in a secretbox.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class TodoFormat {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATUS = "status";

    private final Optional<ClientBox> box;

    /** @param box opens what the app sealed; empty where it does not */
    TodoFormat(Optional<ClientBox> box) {
        this.box = box;
    }

    /** The task in a value; empty if it cannot be read. */
    Optional<Todo> read(String value) {
        return open(value)
                .map(Opened::json)
                .map(json -> new Todo(
                        text(json, "title"), text(json, "description"), text(json, STATUS), text(json, "priority")));
    }

    /** The value with another status and all else as it was, sealed if it was; empty if it cannot be read. */
    Optional<String> withStatus(String value, String status) {
        return open(value).map(opened -> {
            byte[] json = opened.json().put(STATUS, status).toString().getBytes(UTF_8);
            byte[] content = opened.sealed() ? box.orElseThrow().seal(json) : json;
            return Base64.getEncoder().encodeToString(content);
        });
    }

    private Optional<Opened> open(String value) {
        byte[] content;
        try {
            content = Base64.getDecoder().decode(value.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        Optional<Opened> plain = json(content).map(json -> new Opened(json, false));
        return plain.isPresent()
                ? plain
                : box.flatMap(key -> key.open(content))
                        .flatMap(TodoFormat::json)
                        .map(json -> new Opened(json, true));
    }

    private static Optional<ObjectNode> json(byte[] content) {
        try {
            return JSON.readTree(content) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode json, String field) {
        JsonNode found = json.path(field);
        return found.isValueNode() && !found.isNull() ? found.asText().strip() : "";
    }

    private record Opened(ObjectNode json, boolean sealed) {}
}
