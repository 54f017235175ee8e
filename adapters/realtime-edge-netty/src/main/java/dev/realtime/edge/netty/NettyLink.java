package dev.realtime.edge.netty;

import dev.realtime.core.frame.Batch;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.Optional;

/**
 * The write side of one upgraded connection.
 *
 * <p>A write goes straight to the socket where it can: on epoll, without TLS. Nothing of Netty's may wait to be written
 * then, which the link knows because everything after the handshake's answer goes through it and {@link #isBusy} is
 * true for as long as any of it waits. Whatever the kernel does not take at once is left to Netty, whose completion of
 * the write ends being busy.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 *
 * <p><b>Source:</b> RFC 6455 §7.1.
 */
final class NettyLink extends EdgeLink {

    private static final String NO_REASON = "";

    /** Where direct writes go; empty where they cannot. */
    private final Optional<FileDescriptor> socket;

    private final Reads reads;

    NettyLink(Channel channel, NettyLane lane, EdgeLimits limits, Reads reads) {
        super(channel, lane, limits);
        this.reads = reads;
        boolean direct =
                channel instanceof EpollSocketChannel && channel.pipeline().get(SslHandler.class) == null;
        this.socket = direct ? Optional.of(((EpollSocketChannel) channel).fd()) : Optional.empty();
    }

    @Override
    public int write(Batch batch) {
        if (!takesFrames()) {
            return 0;
        }
        JoinedFrames frames = batch.joined(JoinedFrames::join);
        if (socket.isPresent()) {
            return writeDirect(socket.get(), frames);
        }
        int count = frames.countWithin(MAX_HANDED_OVER);
        handOver(frames.retained(count));
        return count;
    }

    @Override
    public void reading(boolean on) {
        reads.reading(on);
    }

    /** Ends it here and now: nothing the peer sends from now on means anything. */
    void violated(int code, String reason) {
        close(code, reason);
        endOurSide();
        tell();
    }

    /** The peer's close frame came: the answer to ours, or to be answered now. */
    void peerClosed(int code) {
        violated(code, NO_REASON);
    }

    @Override
    void sayClosed(Channel to, int code, byte[] reason) {
        to.writeAndFlush(JoinedFrames.close(code, reason));
    }

    private int writeDirect(FileDescriptor to, JoinedFrames frames) {
        int sent;
        try {
            sent = frames.sendOn(to);
        } catch (IOException e) {
            // The peer is gone; the channel's end tells the rest.
            abort();
            return 0;
        }
        if (sent == frames.size()) {
            return frames.count();
        }
        // One frame is left to Netty even if none of it went out: its completion tells when there is room again.
        int torn = frames.frameAt(sent);
        handOver(frames.restOf(torn, sent));
        return torn + 1;
    }

    /** The read side of the same connection. */
    interface Reads {
        void reading(boolean on);
    }
}
