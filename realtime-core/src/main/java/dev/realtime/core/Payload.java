package dev.realtime.core;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What an application sends: one JSON value or raw bytes. The engine never looks inside.
 *
 * <p><b>Shape:</b> the bytes of a JSON payload are UTF-8 and hold exactly one JSON value; who makes one of {@linkplain
 * #jsonBytes bytes} vouches for that. They are copied neither in nor out, so the caller gives the array away.
 *
 * <p><b>Threads:</b> immutable as long as nobody writes to the array.
 */
public final class Payload {

    /** An empty JSON object. */
    public static final Payload EMPTY = jsonBytes(new byte[] {'{', '}'});

    private final byte[] bytes;
    private final boolean binary;

    private Payload(byte[] bytes, boolean binary) {
        this.bytes = bytes;
        this.binary = binary;
    }

    /**
     * @param json one JSON value
     * @throws IllegalArgumentException if it is none: it would stand in every subscriber's message as it is, and what was
     *     meant as data would be read as something else; or if the text holds half of a surrogate pair, which has no UTF-8
     *     form, so that every subscriber would close the connection (RFC 6455 §8.1)
     */
    public static Payload json(String json) {
        try {
            ByteBuffer utf8 = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(json));
            byte[] bytes = Arrays.copyOf(utf8.array(), utf8.limit());
            if (!JsonCheck.isOneValue(bytes)) {
                throw new IllegalArgumentException("need one JSON value");
            }
            return jsonBytes(bytes);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("need text without lone surrogates", e);
        }
    }

    /** @param utf8 one JSON value, valid UTF-8, as a parser or a writer of JSON left it: it is not looked at again */
    public static Payload jsonBytes(byte[] utf8) {
        return new Payload(utf8, false);
    }

    /** @param bytes anything */
    public static Payload binary(byte[] bytes) {
        return new Payload(bytes, true);
    }

    /** The payload's own array: read it, never write to it. */
    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return bytes.length;
    }

    /** Whether these are raw bytes; otherwise they are the UTF-8 form of a JSON value. */
    public boolean isBinary() {
        return binary;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && binary == that.binary && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes) * 31 + Boolean.hashCode(binary);
    }

    /** Kind and size only: payloads do not belong in logs. */
    @Override
    public String toString() {
        return (binary ? "binary" : "json") + "[" + bytes.length + " bytes]";
    }
}
