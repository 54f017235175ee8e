package dev.realtime.edge.netty;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.EncodedFrame.Kind;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import dev.realtime.core.spi.Dialect;
import dev.realtime.edge.netty.EventFrame.Mark;
import java.util.Base64;
import java.util.OptionalLong;

/**
 * Another dialect as it is spoken over an event stream: its messages are the events, and with each goes how the reader's
 * place moves by it.
 *
 * <p>What a client cannot be told in that dialect, that it misses something, is an event of its own.
 *
 * <p><b>Threads:</b> thread-safe and without state.
 *
 * <p><b>Source:</b> HTML, server-sent events; docs/protocol.md, "Events over HTTP".
 */
final class EventDialect implements Dialect {

    /** The event that says that some messages will never come, where the dialect has no word for it. */
    static final String GAP = "gap";

    /** The event that carries a binary message. */
    static final String BINARY = "binary";

    private final Dialect spoken;

    EventDialect(Dialect spoken) {
        this.spoken = spoken;
    }

    @Override
    public String name() {
        return "sse:" + spoken.name();
    }

    @Override
    public EncodedFrame encode(ServerFrame frame) {
        byte[] lines = lines(spoken.encode(frame));
        if (frame instanceof ServerFrame.Push push) {
            return entry(push.channel(), push.publication(), lines);
        } else if (frame instanceof ServerFrame.Subscribed subscribed) {
            return subscribed(subscribed, lines);
        } else if (frame instanceof ServerFrame.Unsubscribed unsubscribed) {
            return EventFrame.of(Mark.GONE, unsubscribed.channel().local(), "", 0, 0, lines);
        } else if (frame instanceof ServerFrame.Position position) {
            return EventFrame.to(position.channel().local(), position.offset(), lines);
        } else if (frame instanceof ServerFrame.Gap gap) {
            return gap(gap, lines);
        }
        return ofStream(frame, lines);
    }

    private EncodedFrame ofStream(ServerFrame frame, byte[] lines) {
        if (frame instanceof ServerFrame.StreamOpen open) {
            return lines.length == 0 && !spoken.followsUntoldStreams()
                    ? EncodedFrame.NONE
                    : stream(
                            Mark.STREAM,
                            open.channel(),
                            open.stream(),
                            open.publication().offset(),
                            0,
                            lines);
        } else if (frame instanceof ServerFrame.StreamEnd end) {
            return lines.length == 0 && !spoken.followsUntoldStreams()
                    ? EncodedFrame.NONE
                    : stream(
                            Mark.STREAM_END,
                            end.channel(),
                            end.stream(),
                            end.publication().offset(),
                            0,
                            lines);
        } else if (frame instanceof ServerFrame.StreamChunk chunk) {
            return stream(Mark.STREAM, chunk.channel(), chunk.stream(), 0, chunk.seq() + 1, lines);
        } else if (frame instanceof ServerFrame.StreamGap gap) {
            byte[] told = lines.length > 0 ? lines : EventFrame.lines(GAP, json(gap));
            return stream(Mark.STREAM, gap.channel(), gap.stream(), 0, gap.to() + 1, told);
        }
        return lines.length == 0 ? EncodedFrame.NONE : EventFrame.of(lines);
    }

    private static byte[] lines(EncodedFrame message) {
        return message.kind() == Kind.BINARY
                ? EventFrame.lines(BINARY, Base64.getEncoder().encodeToString(message.bytes()))
                : EventFrame.lines(message);
    }

    // One that has no form is passed over, and the place it leads to is told by a position.
    private static EncodedFrame entry(ChannelName log, Publication publication, byte[] lines) {
        return lines.length == 0 ? EncodedFrame.NONE : EventFrame.to(log.local(), publication.offset(), lines);
    }

    private EncodedFrame subscribed(ServerFrame.Subscribed subscribed, byte[] lines) {
        boolean isLoss =
                subscribed.reason().filter(why -> why != NotRecovered.NEW).isPresent();
        byte[] told = new byte[0];
        if (spoken.startsWithConnect()) {
            told = lines;
        } else if (isLoss) {
            // A client of such a dialect asks for each channel, and is answered; nobody asked here.
            told = EventFrame.lines(GAP, json(subscribed));
        }
        return EventFrame.of(
                Mark.AT,
                subscribed.channel().local(),
                subscribed.position().epoch(),
                subscribed.position().offset(),
                0,
                told);
    }

    private static EncodedFrame gap(ServerFrame.Gap gap, byte[] lines) {
        byte[] told = lines.length > 0 ? lines : EventFrame.lines(GAP, json(gap));
        return EventFrame.to(gap.channel().local(), gap.to(), told);
    }

    private static EncodedFrame stream(
            Mark mark, ChannelName channel, String stream, long offset, long pieces, byte[] lines) {
        return EventFrame.of(mark, channel.local(), stream, offset, pieces, lines);
    }

    // No name of a channel or a stream has a character that JSON would have escaped.
    private static String json(ServerFrame.Subscribed lost) {
        return "{\"channel\":\"" + lost.channel().local() + "\",\"reason\":\""
                + lost.reason().orElseThrow() + "\"}";
    }

    private static String json(ServerFrame.Gap gap) {
        return "{\"channel\":\"" + gap.channel().local() + "\",\"from\":" + gap.from() + ",\"to\":" + gap.to()
                + ",\"reason\":\"" + gap.reason() + "\"}";
    }

    private static String json(ServerFrame.StreamGap gap) {
        return "{\"channel\":\"" + gap.channel().local() + "\",\"stream\":\"" + gap.stream() + "\",\"from\":"
                + gap.from() + ",\"to\":" + gap.to() + ",\"reason\":\"" + gap.reason() + "\"}";
    }

    @Override
    public boolean listensOnly() {
        return true;
    }

    @Override
    public boolean startsWithConnect() {
        return spoken.startsWithConnect();
    }

    @Override
    public boolean followsUntoldStreams() {
        return spoken.followsUntoldStreams();
    }

    /** Never asked: nothing comes from an event stream's reader. */
    @Override
    public ClientFrame decode(byte[] utf8) {
        return new ClientFrame.Malformed(OptionalLong.empty(), "an event stream has one direction");
    }

    @Override
    public boolean takesBinary() {
        return false;
    }

    @Override
    public ClientFrame decodeBinary(byte[] bytes) {
        return decode(bytes);
    }

    @Override
    public int closeNumber(CloseCode code) {
        return spoken.closeNumber(code);
    }

    @Override
    public String closeReason(CloseCode code) {
        return spoken.closeReason(code);
    }
}
