package dev.realtime.source.dapr;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.realtime.source.Rejection;
import dev.realtime.source.dapr.DaprSubscription.Content;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads events from requests: structured (the body is the event), binary (headers are, the body is its data), or raw (the
 * body is the data of an event without a name).
 *
 * <p><b>Threads:</b> stateless.
 *
 * <p><b>Source:</b> CloudEvents 1.0.2, JSON event format and HTTP protocol binding.
 */
final class CloudEventReader {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch";
    private static final String VERSION = "1.0";
    private static final int MAX_DEPTH = 66;
    private static final int MAX_NAME = 256;
    private static final int MAX_NUMBER = 100;
    private static final int MAX_ATTRIBUTE = 512;

    static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Interned names of strangers would stay in the JVM's table.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NUMBER)
                    // The body is here already, and bounded as a whole.
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private CloudEventReader() {}

    static CloudEvent read(DaprRequest request, Content content) {
        String type = mediaType(request);
        if (type.equals(STRUCTURED)) {
            return structured(request.body());
        }
        if (type.startsWith(BATCH)) {
            return malformed("need one event, not a batch");
        }
        if (request.headers().containsKey("ce-specversion")) {
            return named(name -> request.header("ce-" + name), request.body());
        }
        if (content == Content.RAW) {
            return withData("", request.body());
        }
        return malformed("need an event, in its headers or as " + STRUCTURED);
    }

    private static CloudEvent structured(byte[] body) {
        // Jackson would guess at UTF-16 and UTF-32.
        if (contains(body, (byte) 0)) {
            return malformed("need an event in UTF-8");
        }
        try (JsonParser parser = JSON.createParser(body)) {
            Map<String, String> attributes = new HashMap<>();
            Optional<byte[]> data = members(parser, body, attributes);
            return named(name -> Optional.ofNullable(attributes.get(name)), data.orElse(new byte[0]));
        } catch (IOException | IllegalArgumentException e) {
            return malformed("need an event in JSON, with one value as its data");
        }
    }

    /** @return the data as it is written, so that nothing in it changes on the way */
    private static Optional<byte[]> members(JsonParser parser, byte[] body, Map<String, String> attributes)
            throws IOException {
        Optional<byte[]> data = Optional.empty();
        boolean isObject = parser.nextToken() == JsonToken.START_OBJECT;
        while (isObject && parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            boolean isData = name.equals("data") || name.equals("data_base64");
            if (isData && value != JsonToken.VALUE_NULL) {
                if (data.isPresent()) {
                    throw new IllegalArgumentException("data stands twice");
                }
                data = Optional.of(name.equals("data") ? slice(parser, body) : base64(parser));
            } else if (value == JsonToken.VALUE_STRING) {
                attributes.put(name, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        if (!isObject || parser.nextToken() != null) {
            throw new IllegalArgumentException("not one object");
        }
        return data;
    }

    private static byte[] slice(JsonParser parser, byte[] body) throws IOException {
        int begin = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        parser.finishToken();
        int end = Math.toIntExact(parser.currentLocation().getByteOffset());
        return Arrays.copyOfRange(body, begin, end);
    }

    private static byte[] base64(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException("not base64");
        }
        return Base64.getDecoder().decode(parser.getText());
    }

    private static CloudEvent named(Attributes attributes, byte[] data) {
        if (!attributes.of("specversion").filter(VERSION::equals).isPresent()) {
            return malformed("need specversion " + VERSION);
        }
        Optional<String> id = attributes.of("id").filter(CloudEventReader::isAttribute);
        Optional<String> source = attributes.of("source").filter(CloudEventReader::isAttribute);
        Optional<String> type = attributes.of("type").filter(CloudEventReader::isAttribute);
        if (id.isEmpty() || source.isEmpty() || type.isEmpty()) {
            return malformed("need id, source and type, of at most " + MAX_ATTRIBUTE + " characters");
        }
        // Neither holds the separator, so no two events share a name.
        return withData("ce:" + source.get() + "\n" + id.get(), data);
    }

    private static CloudEvent withData(String act, byte[] data) {
        return data.length == 0
                ? new CloudEvent.Unreadable(Rejection.EMPTY, "need an event with data")
                : new CloudEvent.Read(act, data);
    }

    private static boolean isAttribute(String text) {
        return !text.isEmpty() && text.length() <= MAX_ATTRIBUTE && text.chars().noneMatch(Character::isISOControl);
    }

    private static String mediaType(DaprRequest request) {
        String type = request.header("content-type").orElse("");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).trim().toLowerCase(Locale.ROOT);
    }

    private static boolean contains(byte[] bytes, byte wanted) {
        for (byte b : bytes) {
            if (b == wanted) {
                return true;
            }
        }
        return false;
    }

    private static CloudEvent malformed(String detail) {
        return new CloudEvent.Unreadable(Rejection.MALFORMED, detail);
    }

    @FunctionalInterface
    private interface Attributes {
        Optional<String> of(String name);
    }
}
