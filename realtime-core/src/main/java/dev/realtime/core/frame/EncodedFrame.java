package dev.realtime.core.frame;

import java.nio.charset.StandardCharsets;

/**
 * One WebSocket message or control frame in the bytes of its payload; the link adds the frame header.
 *
 * <p><b>Shape:</b> {@link #NONE} stands for "this dialect has no such frame" and is never written. The array is shared
 * by all receivers: read it, never write to it.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param kind what the link makes of it
 * @param bytes the payload; at most 125 for {@code PING} and {@code PONG} (RFC 6455 §5.5)
 */
public record EncodedFrame(Kind kind, byte[] bytes) {

    /** A frame that a dialect leaves out. */
    public static final EncodedFrame NONE = new EncodedFrame(Kind.TEXT, new byte[0]);

    /** Kinds of frames that the engine hands to a link. Closing goes through {@code Link.close}. */
    public enum Kind {
        TEXT,
        BINARY,
        PING,
        PONG
    }

    /** @param utf8 valid UTF-8 */
    public static EncodedFrame text(byte[] utf8) {
        return new EncodedFrame(Kind.TEXT, utf8);
    }

    public static EncodedFrame binary(byte[] bytes) {
        return new EncodedFrame(Kind.BINARY, bytes);
    }

    public static EncodedFrame ping(byte[] bytes) {
        return new EncodedFrame(Kind.PING, bytes);
    }

    public static EncodedFrame pong(byte[] bytes) {
        return new EncodedFrame(Kind.PONG, bytes);
    }

    public int size() {
        return bytes.length;
    }

    /** The payload of a text frame as a string, made anew at every call. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Kind and size only: payloads do not belong in logs. */
    @Override
    public String toString() {
        return kind + "[" + bytes.length + " bytes]";
    }
}
