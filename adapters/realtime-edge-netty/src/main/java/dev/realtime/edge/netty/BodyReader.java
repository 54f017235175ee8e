package dev.realtime.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Collects the body of one request. Memory grows with the bytes that came, never with the length that was promised.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 *
 * <p><b>Source:</b> RFC 9112 §6.2, §7.1.
 */
final class BodyReader {

    private static final int MAX_LINE = 256;
    private static final int MAX_TRAILERS = 4_096;
    /** More cannot be a length anybody accepts. */
    private static final int MAX_SIZE_DIGITS = 8;

    private final int maxBytes;
    private final boolean chunked;
    private final ByteBuf body = Unpooled.buffer(0);
    /** Bytes of the body, or of the chunk, still to come. */
    private long remaining;
    /** The line under way, in a chunked body: a size, the end of a chunk, a trailer. */
    private final StringBuilder line = new StringBuilder();

    private Part part = Part.SIZE;
    private int trailerBytes;

    BodyReader(RequestHead head, int maxBytes) {
        this.maxBytes = maxBytes;
        this.chunked = head.isChunked();
        this.remaining = head.contentLength();
    }

    /** Takes from {@code in} what belongs to the body. */
    Progress read(ByteBuf in) {
        if (!chunked) {
            return remaining > maxBytes ? Progress.TOO_LARGE : data(in) ? Progress.DONE : Progress.MORE;
        }
        while (in.isReadable()) {
            if (part == Part.DATA) {
                if (data(in)) {
                    part = Part.CHUNK_END;
                }
                continue;
            }
            byte b = in.readByte();
            line.append((char) (b & 0xff));
            if (b == '\n') {
                Progress progress = line();
                line.setLength(0);
                if (progress != Progress.MORE) {
                    return progress;
                }
            } else if (line.length() > MAX_LINE) {
                return Progress.MALFORMED;
            }
        }
        return Progress.MORE;
    }

    /** The body that is {@link Progress#DONE}. */
    byte[] bytes() {
        byte[] bytes = new byte[body.readableBytes()];
        body.getBytes(0, bytes);
        return bytes;
    }

    /** @return whether all of it is there */
    private boolean data(ByteBuf in) {
        int count = (int) Math.min(remaining, in.readableBytes());
        body.writeBytes(in, count);
        remaining -= count;
        return remaining == 0;
    }

    private Progress line() {
        if (!line.toString().endsWith("\r\n")) {
            return Progress.MALFORMED;
        }
        line.setLength(line.length() - 2);
        return switch (part) {
            case SIZE -> size();
            case CHUNK_END -> chunkEnd();
            case TRAILER -> trailer();
            case DATA -> Progress.MALFORMED;
        };
    }

    private Progress size() {
        int semicolon = line.indexOf(";");
        String digits = semicolon < 0 ? line.toString() : line.substring(0, semicolon);
        boolean isSize = !digits.isEmpty()
                && digits.length() <= MAX_SIZE_DIGITS
                && digits.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
        if (!isSize) {
            return Progress.MALFORMED;
        }
        remaining = Long.parseLong(digits, 16);
        if (remaining > maxBytes - body.readableBytes()) {
            return Progress.TOO_LARGE;
        }
        part = remaining == 0 ? Part.TRAILER : Part.DATA;
        return Progress.MORE;
    }

    private Progress chunkEnd() {
        part = Part.SIZE;
        return line.isEmpty() ? Progress.MORE : Progress.MALFORMED;
    }

    /** Trailers are passed over: nothing here wants them. */
    private Progress trailer() {
        trailerBytes += line.length();
        return line.isEmpty() ? Progress.DONE : trailerBytes > MAX_TRAILERS ? Progress.MALFORMED : Progress.MORE;
    }

    enum Progress {
        MORE,
        DONE,
        TOO_LARGE,
        MALFORMED
    }

    private enum Part {
        SIZE,
        DATA,
        CHUNK_END,
        TRAILER
    }
}
