package dev.realtime.codec.jackson;

import dev.realtime.core.Payload;
import dev.realtime.core.frame.EncodedFrame;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;

/**
 * Writes one message, a JSON object, field by field in the order of the calls.
 *
 * <p>The first payload is not copied until {@link #bytes}, which allocates the finished message in one piece: a message
 * is encoded once for all its receivers, and what it costs beyond its own bytes is the same for a small and a large one.
 * Half a surrogate pair in a text becomes U+FFFD, so that what leaves is always valid UTF-8.
 *
 * <p><b>Threads:</b> confined to the call that encodes.
 */
final class JsonOutput {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final byte[] NOTHING = {};
    private static final int REPLACEMENT = 0xFFFD;

    private byte[] buffer = new byte[224];
    private int length;
    private byte[] payload = NOTHING;
    private int payloadAt;
    private byte[] attached;
    private int depth;
    private boolean first;

    JsonOutput() {
        open();
    }

    /** An object whose first field is {@code type}. */
    static JsonOutput ofType(String type) {
        return new JsonOutput().text("type", type);
    }

    /** @param name ASCII without characters to escape, as all names are */
    JsonOutput text(String name, String value) {
        name(name);
        string(value);
        return this;
    }

    /** A field that is left out when the text is empty. */
    JsonOutput textIfAny(String name, String value) {
        return value.isEmpty() ? this : text(name, value);
    }

    JsonOutput number(String name, long value) {
        name(name);
        ascii(Long.toString(value));
        return this;
    }

    JsonOutput flag(String name, boolean value) {
        name(name);
        ascii(value ? "true" : "false");
        return this;
    }

    /** A moment in ISO-8601 with milliseconds, in UTC. */
    JsonOutput time(String name, long epochMillis) {
        name(name);
        int millis = (int) Math.floorMod(epochMillis, 1_000L);
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1_000L), 0, ZoneOffset.UTC);
        put('"').digits(time.getYear(), 4).put('-').digits(time.getMonthValue(), 2);
        put('-').digits(time.getDayOfMonth(), 2).put('T').digits(time.getHour(), 2);
        put(':').digits(time.getMinute(), 2).put(':').digits(time.getSecond(), 2);
        return put('.').digits(millis, 3).put('Z').put('"');
    }

    /** The payload as it is; raw bytes as {@code {"base64":"…"}}. */
    JsonOutput payload(String name, Payload value) {
        name(name);
        if (value.isBinary()) {
            ascii("{\"base64\":\"");
            insert(Base64.getEncoder().encode(value.bytes()));
            ascii("\"}");
        } else {
            insert(value.bytes());
        }
        return this;
    }

    /** What the message is about: raw bytes follow the JSON object, unless it is only part of the message. */
    JsonOutput body(String name, Payload value) {
        if (value.isBinary() && depth == 1) {
            attached = value.bytes();
            return this;
        }
        return payload(name, value);
    }

    /** Numbers from {@code low} to {@code high}, as an array of the two. */
    JsonOutput range(String name, long low, long high) {
        name(name);
        ascii("[");
        ascii(Long.toString(low));
        ascii(",");
        ascii(Long.toString(high));
        ascii("]");
        return this;
    }

    /** What follows, up to {@link #close}, are fields of an object of that name. */
    JsonOutput object(String name) {
        name(name);
        open();
        return this;
    }

    JsonOutput close() {
        first = false;
        depth--;
        return put('}');
    }

    /** What follows, up to {@link #closeArray}, are objects: each from {@link #item} to {@link #close}. */
    JsonOutput array(String name) {
        name(name);
        first = true;
        return put('[');
    }

    JsonOutput item() {
        comma();
        open();
        return this;
    }

    JsonOutput closeArray() {
        first = false;
        return put(']');
    }

    /** Ends the message: a binary one if raw bytes are to follow, else a text. */
    EncodedFrame frame() {
        return attached == null
                ? EncodedFrame.text(bytes())
                : EncodedFrame.binary(BinaryMessage.join(bytes(), attached));
    }

    /** Ends the JSON object. */
    byte[] bytes() {
        close();
        if (payload.length == 0) {
            return Arrays.copyOf(buffer, length);
        }
        byte[] message = Arrays.copyOf(buffer, length + payload.length);
        System.arraycopy(payload, 0, message, payloadAt, payload.length);
        System.arraycopy(buffer, payloadAt, message, payloadAt + payload.length, length - payloadAt);
        return message;
    }

    /** A string whose name is not ours, in an object of strings. */
    JsonOutput entry(String name, String value) {
        comma();
        string(name);
        put(':');
        string(value);
        return this;
    }

    private void open() {
        put('{');
        first = true;
        depth++;
    }

    private void insert(byte[] json) {
        if (payload.length == 0) {
            payload = json;
            payloadAt = length;
            return;
        }
        if (length + json.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + json.length));
        }
        System.arraycopy(json, 0, buffer, length, json.length);
        length += json.length;
    }

    private void name(String name) {
        comma();
        put('"');
        ascii(name);
        put('"');
        put(':');
    }

    private void comma() {
        if (!first) {
            put(',');
        }
        first = false;
    }

    private void string(String text) {
        put('"');
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c < 0x80) {
                asciiCharacter(c);
                i++;
            } else {
                int codePoint = text.codePointAt(i);
                codePoint(Character.getType(codePoint) == Character.SURROGATE ? REPLACEMENT : codePoint);
                i += Character.charCount(codePoint);
            }
        }
        put('"');
    }

    private void asciiCharacter(char c) {
        if (c == '"' || c == '\\') {
            put('\\').put(c);
        } else if (c < ' ') {
            ascii("\\u00");
            put(HEX[c >> 4]).put(HEX[c & 0xf]);
        } else {
            put(c);
        }
    }

    private void codePoint(int codePoint) {
        if (codePoint < 0x800) {
            put(0xC0 | codePoint >> 6);
        } else if (codePoint < 0x10000) {
            put(0xE0 | codePoint >> 12).put(continuation(codePoint >> 6));
        } else {
            put(0xF0 | codePoint >> 18).put(continuation(codePoint >> 12)).put(continuation(codePoint >> 6));
        }
        put(continuation(codePoint));
    }

    private static int continuation(int bits) {
        return 0x80 | bits & 0x3F;
    }

    private JsonOutput digits(int value, int count) {
        int power = 1;
        for (int i = 1; i < count; i++) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            put('0' + value / power % 10);
        }
        return this;
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }

    private JsonOutput put(int value) {
        if (length == buffer.length) {
            buffer = Arrays.copyOf(buffer, length * 2);
        }
        buffer[length++] = (byte) value;
        return this;
    }
}
