package dev.realtime.kv;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.realtime.kv.BadKvRequestException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the bodies of requests: JSON objects, of which one field counts and others do not. A field that stands twice, text
 * after the end and anything that is not UTF-8 are mistakes.
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> {@link BadKvRequestException} for whatever is not as it should be.
 */
final class KvBody {

    /** The largest whole number that every client can tell from its neighbours. */
    private static final long MAX_VERSION = (1L << 53) - 1;

    private static final int MAX_DEPTH = 16;
    private static final int MAX_NAME = 256;
    private static final int MAX_NUMBER = 64;

    static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Interned names of strangers would stay in the JVM's table.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NUMBER)
                    // The body is here already; values have a limit of their own.
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final KvLimits limits;

    KvBody(KvLimits limits) {
        this.limits = limits;
    }

    /** {@code {"keys":[…]}}. */
    List<KvKey> keys(byte[] body) {
        return list(body, "keys", this::key);
    }

    /** {@code {"mutations":[{"key":…,"value":…,"version":…},…]}}, each of another key. */
    List<Mutation> mutations(byte[] body) {
        List<Mutation> mutations = list(body, "mutations", this::mutation);
        Set<KvKey> keys = new HashSet<>();
        for (Mutation mutation : mutations) {
            if (!keys.add(mutation.key())) {
                throw bad("need each key once in the mutations");
            }
        }
        return mutations;
    }

    private <T> List<T> list(byte[] body, String name, Element<T> element) {
        // Jackson would guess at UTF-16 and UTF-32; JSON without control characters holds no NUL in UTF-8.
        if (!isUtf8WithoutNul(body)) {
            throw bad("need a body in UTF-8");
        }
        try (JsonParser parser = JSON.createParser(body)) {
            return list(parser, name, element);
        } catch (IOException e) {
            throw bad("need a body in JSON");
        }
    }

    private <T> List<T> list(JsonParser parser, String name, Element<T> element) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw bad("need an object");
        }
        Optional<List<T>> elements = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean counts = parser.currentName().equals(name);
            parser.nextToken();
            if (counts) {
                elements = Optional.of(elements(parser, name, element));
            } else {
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw bad("need one object and nothing after it");
        }
        return elements.orElseThrow(() -> bad("need " + name));
    }

    private <T> List<T> elements(JsonParser parser, String name, Element<T> element) throws IOException {
        List<T> elements = new ArrayList<>();
        boolean fits = parser.currentToken() == JsonToken.START_ARRAY;
        while (fits && parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(element.read(parser));
            fits = elements.size() <= limits.maxMutations();
        }
        if (!fits || elements.isEmpty()) {
            throw bad("need 1 to " + limits.maxMutations() + " " + name);
        }
        return elements;
    }

    private KvKey key(JsonParser parser) throws IOException {
        String text = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
        return KvApi.key(text);
    }

    private Mutation mutation(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw bad("need objects as mutations");
        }
        Optional<KvKey> key = Optional.empty();
        Optional<Optional<String>> value = Optional.empty();
        Optional<Long> version = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "key" -> key = Optional.of(key(parser));
                case "value" -> value = Optional.of(value(parser));
                case "version" -> version = Optional.of(version(parser));
                default -> parser.skipChildren();
            }
        }
        if (key.isEmpty() || value.isEmpty() || version.isEmpty()) {
            throw bad("need key, value and version in each mutation");
        }
        return new Mutation(key.get(), value.get(), version.get());
    }

    private Optional<String> value(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        String text = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : " ";
        if (text.length() > limits.maxValueBytes()) {
            throw new BadKvRequestException(
                    Code.VALUE_TOO_LARGE, "need values of at most " + limits.maxValueBytes() + " bytes");
        }
        if (!isBase64(text)) {
            throw new BadKvRequestException(Code.BAD_VALUE, "need value in base64, or null");
        }
        return Optional.of(text);
    }

    private static long version(JsonParser parser) throws IOException {
        boolean isWhole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        long version = isWhole ? parser.getLongValue() : Long.MIN_VALUE;
        if (version < Mutation.NEW || version > MAX_VERSION) {
            throw bad("need version, a whole number from -1 to 2^53-1");
        }
        return version;
    }

    /** In either alphabet, with or without padding: what it holds is between clients. */
    private static boolean isBase64(String text) {
        int end = text.length();
        while (end > 0 && text.length() - end < 2 && text.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean fits =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "+/-_".indexOf(c) >= 0;
            if (!fits) {
                return false;
            }
        }
        return true;
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

    private static BadKvRequestException bad(String message) {
        return new BadKvRequestException(Code.BAD_REQUEST, message);
    }

    @FunctionalInterface
    private interface Element<T> {
        T read(JsonParser parser) throws IOException;
    }
}
