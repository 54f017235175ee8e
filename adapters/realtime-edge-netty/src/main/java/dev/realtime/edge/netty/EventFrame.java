package dev.realtime.edge.netty;

import dev.realtime.core.frame.EncodedFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One event on its way from the dialect, which makes it once for all readers, to their links: the lines that they write
 * alike, and before them a mark that says how the reader's place moves, from which each link makes the id.
 *
 * <p><b>Shape:</b> the kind of mark; unless it is {@link Mark#NONE}, the channel, a text (of {@link Mark#AT} the epoch, of
 * streams the id, else empty) and two numbers, offset and pieces; the lines. Texts have two bytes of length before them.
 *
 * <p><b>Threads:</b> stateless.
 */
final class EventFrame {

    private static final int MARK_BYTES = 1 + 2 * Short.BYTES + 2 * Long.BYTES;
    private static final byte[] NOTHING = {};
    private static final Mark[] MARKS = Mark.values();

    private EventFrame() {}

    /** How a place moves. */
    enum Mark {
        NONE,
        AT,
        TO,
        GONE,
        STREAM,
        STREAM_END
    }

    /** Lines that move nothing. */
    static EncodedFrame of(byte[] lines) {
        return EncodedFrame.text(
                ByteBuffer.allocate(1 + lines.length).put((byte) 0).put(lines).array());
    }

    /** @param lines none for a mark alone */
    static EncodedFrame of(Mark mark, String channel, String text, long offset, long pieces, byte[] lines) {
        byte[] name = channel.getBytes(StandardCharsets.UTF_8);
        byte[] more = text.getBytes(StandardCharsets.UTF_8);
        return EncodedFrame.text(ByteBuffer.allocate(MARK_BYTES + name.length + more.length + lines.length)
                .put((byte) mark.ordinal())
                .putShort((short) name.length)
                .put(name)
                .putShort((short) more.length)
                .put(more)
                .putLong(offset)
                .putLong(pieces)
                .put(lines)
                .array());
    }

    /** A place that moves by one entry. */
    static EncodedFrame to(String channel, long offset, byte[] lines) {
        return of(Mark.TO, channel, "", offset, 0, lines);
    }

    /** Moves the places. @return where the lines begin */
    static int apply(byte[] frame, EventPlaces places) {
        ByteBuffer in = ByteBuffer.wrap(frame);
        Mark mark = MARKS[in.get()];
        if (mark == Mark.NONE) {
            return in.position();
        }
        String channel = text(in);
        String text = text(in);
        long offset = in.getLong();
        long pieces = in.getLong();
        switch (mark) {
            case AT -> places.at(channel, text, offset);
            case GONE -> places.gone(channel);
            case STREAM -> places.streamAt(channel, text, pieces);
            case STREAM_END -> places.streamEnded(channel, text);
            default -> {}
        }
        places.to(channel, offset);
        return in.position();
    }

    /** The lines of a message. */
    static byte[] lines(EncodedFrame message) {
        return message == EncodedFrame.NONE ? NOTHING : lines("", message.text());
    }

    /** The lines of an event. @param name what a page listens for; empty for {@code message} */
    static byte[] lines(String name, String data) {
        StringBuilder lines = new StringBuilder(data.length() + 16);
        if (!name.isEmpty()) {
            lines.append("event: ").append(name).append('\n');
        }
        lines.append("data: ");
        for (int i = 0; i < data.length(); i++) {
            char c = data.charAt(i);
            boolean isEnd = c == '\n' || c == '\r';
            // A carriage return and the line feed behind it are one end of a line to whoever reads this.
            i += c == '\r' && i + 1 < data.length() && data.charAt(i + 1) == '\n' ? 1 : 0;
            if (isEnd) {
                lines.append("\ndata: ");
            } else {
                lines.append(c);
            }
        }
        return lines.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
