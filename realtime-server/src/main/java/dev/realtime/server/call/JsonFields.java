package dev.realtime.server.call;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a JSON object, each left as the bytes that the caller wrote: what is passed on reaches its receiver as
 * it was sent, down to the digits of a number.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class JsonFields {

    static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Interned names of strangers would stay in the JVM's table.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNumberLength(64)
                    .maxStringLength(1024 * 1024)
                    .maxNameLength(256)
                    .build())
            .build();

    private final Map<String, byte[]> fields;

    private JsonFields(Map<String, byte[]> fields) {
        this.fields = fields;
    }

    /** The fields of one JSON object; empty for anything else. */
    public static Optional<JsonFields> read(byte[] utf8) {
        // Jackson would guess at UTF-16 and UTF-32; JSON without control characters holds no NUL in UTF-8.
        if (!isUtf8WithoutNul(utf8)) {
            return Optional.empty();
        }
        try (JsonParser parser = JSON.createParser(utf8)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Map<String, byte[]> fields = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                fields.put(parser.currentName(), value(parser, utf8));
            }
            return parser.nextToken() == null ? Optional.of(new JsonFields(fields)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** In the order in which they were written. */
    public Set<String> names() {
        return fields.keySet();
    }

    /** This object and more fields, which are texts. */
    byte[] with(Map<String, String> more) {
        return Json.object(json -> {
                    for (Map.Entry<String, String> field : more.entrySet()) {
                        json.writeStringField(field.getKey(), field.getValue());
                    }
                    for (Map.Entry<String, byte[]> field : fields.entrySet()) {
                        json.writeFieldName(field.getKey());
                        json.writeRawValue(new String(field.getValue(), StandardCharsets.UTF_8));
                    }
                })
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The value's own bytes. */
    public Optional<byte[]> raw(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The value if it is a text. */
    public Optional<String> text(String name) {
        byte[] raw = fields.get(name);
        if (raw == null || raw[0] != '"') {
            return Optional.empty();
        }
        try (JsonParser parser = JSON.createParser(raw)) {
            parser.nextToken();
            return Optional.of(parser.getText());
        } catch (IOException e) {
            throw new IllegalStateException("read before, now it cannot be read", e);
        }
    }

    private static byte[] value(JsonParser parser, byte[] utf8) throws IOException {
        JsonToken token = parser.nextToken();
        int from = (int) parser.currentTokenLocation().getByteOffset();
        if (token == null) {
            throw new IOException("the value is missing");
        }
        if (token.isNumeric()) {
            parser.getNumberValue();
        } else if (token == JsonToken.VALUE_STRING) {
            parser.getTextLength();
        }
        checkInside(parser, token);
        int to = (int) parser.currentLocation().getByteOffset();
        return Arrays.copyOfRange(utf8, from, trimmed(utf8, from, to));
    }

    /** Reads to the end of an object or array, looking at each of its values, so that its limits are checked too. */
    private static void checkInside(JsonParser parser, JsonToken token) throws IOException {
        int depth = token.isStructStart() ? 1 : 0;
        while (depth > 0) {
            JsonToken inner = parser.nextToken();
            if (inner == null) {
                throw new IOException("the end is missing");
            }
            if (inner.isNumeric()) {
                parser.getNumberValue();
            }
            depth += inner.isStructStart() ? 1 : inner.isStructEnd() ? -1 : 0;
        }
    }

    /** After a number the parser has already taken what ends it. */
    private static int trimmed(byte[] utf8, int from, int to) {
        int end = to;
        while (end > from && (utf8[end - 1] <= ' ' && utf8[end - 1] >= 0)) {
            end--;
        }
        return end;
    }

    private static boolean isUtf8WithoutNul(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
