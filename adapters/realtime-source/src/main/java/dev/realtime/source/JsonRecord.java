package dev.realtime.source;

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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fields of a record: one JSON object in UTF-8, whose names stand once each.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param fields those that were asked for and are there: a text or a whole number as it is written, empty for any other
 *     value. {@code null} counts as not there
 */
record JsonRecord(Map<String, Optional<String>> fields) {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_NAME = 256;
    private static final int MAX_NUMBER = 100;

    static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Interned names of strangers would stay in the JVM's table.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NUMBER)
                    // The record is here already, and bounded as a whole.
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /**
     * Reads all of it.
     *
     * @param wanted names of fields; with dots, of fields in objects
     * @return empty if it is not such a record
     */
    static Optional<JsonRecord> read(byte[] utf8, Set<String> wanted) {
        // Jackson would guess at UTF-16 and UTF-32, and pass over a mark of the byte order that clients stumble on.
        if (!beginsAsObject(utf8) || !isUtf8(utf8)) {
            return Optional.empty();
        }
        Map<String, Optional<String>> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(utf8)) {
            parser.nextToken();
            readObject(parser, "", wanted, fields);
            return parser.nextToken() == null ? Optional.of(new JsonRecord(fields)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    // As deep as the names that are wanted have dots.
    private static void readObject(
            JsonParser parser, String prefix, Set<String> wanted, Map<String, Optional<String>> into)
            throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            // A name with a dot in it is not the way to a field in an object.
            boolean isStep = parser.currentName().indexOf('.') < 0;
            String name = prefix + parser.currentName();
            JsonToken value = parser.nextToken();
            if (isStep && wanted.contains(name) && value != JsonToken.VALUE_NULL) {
                into.put(name, text(parser, value));
            }
            String inner = name + ".";
            boolean leadsOn = isStep && value == JsonToken.START_OBJECT;
            if (leadsOn && wanted.stream().anyMatch(each -> each.startsWith(inner))) {
                readObject(parser, inner, wanted, into);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static Optional<String> text(JsonParser parser, JsonToken value) throws IOException {
        boolean isPlain = value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT;
        return isPlain ? Optional.of(parser.getText()) : Optional.empty();
    }

    private static boolean beginsAsObject(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b == '{';
            }
        }
        return false;
    }

    private static boolean isUtf8(byte[] bytes) {
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
