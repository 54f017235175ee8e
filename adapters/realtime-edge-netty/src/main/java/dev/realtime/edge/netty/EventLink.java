package dev.realtime.edge.netty;

import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;

/**
 * The write side of one event stream. A ping is a comment, and counts as answered when the system has taken it: whether
 * the peer is still there is what TCP finds out by it.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 *
 * <p><b>Source:</b> HTML, server-sent events, §9.2.5 and §9.2.7.
 */
final class EventLink extends EdgeLink {

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "id: ".getBytes(StandardCharsets.US_ASCII);

    private final Channel channel;
    private final EventPlaces places;

    EventLink(Channel channel, NettyLane lane, EdgeLimits limits, EventPlaces places) {
        super(channel, lane, limits);
        this.channel = channel;
        this.places = places;
    }

    @Override
    public int write(Batch batch) {
        if (!takesFrames()) {
            return 0;
        }
        ByteBuf out = channel.alloc().directBuffer();
        int count = 0;
        boolean isLifeSign = false;
        while (count < batch.count() && out.readableBytes() < MAX_HANDED_OVER) {
            EncodedFrame frame = batch.frame(count++);
            isLifeSign |= frame.kind() == EncodedFrame.Kind.PING;
            append(frame, out);
        }
        handOver(out);
        if (isLifeSign && isOpen()) {
            inbound().heard();
        }
        return count;
    }

    private void append(EncodedFrame frame, ByteBuf out) {
        if (frame.kind() != EncodedFrame.Kind.TEXT) {
            out.writeBytes(COMMENT);
            return;
        }
        byte[] bytes = frame.bytes();
        int lines = EventFrame.apply(bytes, places);
        // Also where there are no lines: a browser takes the id of an event without data, and tells its page nothing.
        out.writeBytes(ID);
        out.writeCharSequence(places.id(), StandardCharsets.US_ASCII);
        out.writeByte('\n');
        out.writeBytes(bytes, lines, bytes.length - lines).writeByte('\n');
    }

    /** The end of the answer is the end of the connection. */
    @Override
    void sayClosed(Channel to, int code, byte[] reason) {
        endOurSide();
    }

    /** The peer has nothing to say, and that it went would not be seen otherwise. */
    @Override
    public void reading(boolean on) {}
}
