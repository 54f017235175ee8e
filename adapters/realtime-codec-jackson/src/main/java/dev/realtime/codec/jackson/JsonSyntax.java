package dev.realtime.codec.jackson;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/**
 * The JSON we accept: one object, each name once, nothing after it, and everything of bounded length.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class JsonSyntax {

    /** Levels of objects and arrays, the message itself included. */
    static final int MAX_DEPTH = 64;

    /** Longest name of a field, in characters. */
    static final int MAX_NAME_LENGTH = 256;

    /** Longest number, in characters. */
    static final int MAX_NUMBER_LENGTH = 100;

    private final JsonFactory factory;
    private final int maxBytes;

    /** @param maxBytes longest message */
    JsonSyntax(int maxBytes) {
        this.maxBytes = maxBytes;
        this.factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNameLength(MAX_NAME_LENGTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxStringLength(maxBytes)
                        .maxDocumentLength(maxBytes)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // Interned names of strangers would stay in the JVM's table; a name table shared between messages
                // would be theirs to fill.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }

    /**
     * Shows {@code fields} each field of the object that these bytes are.
     *
     * @return what is wrong with the message, for its sender; empty if nothing is
     */
    String read(byte[] bytes, int from, int to, FieldReader fields) {
        if (to - from > maxBytes) {
            return "the message is too long";
        }
        if (!JsonText.isClean(bytes, from, to)) {
            return "the message holds characters that are not allowed";
        }
        try (JsonParser parser = factory.createParser(bytes, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return "the message is not a JSON object";
            }
            JsonInput in = new JsonInput(parser, bytes, from);
            in.fields(fields);
            if (parser.nextToken() != null) {
                return "something follows the JSON object";
            }
            return in.problem();
        } catch (IOException e) {
            // The exception's text repeats the peer's, so it goes nowhere.
            return "the message is not valid JSON";
        }
    }

    /** Takes what it knows of an object, one field after the other. */
    @FunctionalInterface
    interface FieldReader {

        /** @param in stands before the field's value; what is not taken is skipped */
        void field(String name, JsonInput in) throws IOException;
    }
}
