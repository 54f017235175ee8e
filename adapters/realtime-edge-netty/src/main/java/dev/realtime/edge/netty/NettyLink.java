package dev.realtime.edge.netty;

import dev.realtime.core.frame.Batch;
import dev.realtime.core.spi.Inbound;
import dev.realtime.core.spi.Link;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The write side of one upgraded connection, and the one place that decides how it ends.
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
final class NettyLink implements Link, Watched, ChannelFutureListener {

    private static final byte[] NO_REASON = {};

    /** Most that is left to Netty at once, one frame excepted: what waits there is not the engine's any more. */
    private static final int MAX_HANDED_OVER = 64 * 1024;

    private final Channel channel;
    private final NettyLane lane;
    private final EdgeLimits limits;
    /** Where direct writes go; empty where they cannot. */
    private final Optional<FileDescriptor> socket;

    private final Reads reads;
    private Inbound inbound;

    private State state = State.OPEN;
    /** What the connection closed with, once that is decided. */
    private int closeCode = CloseNumbers.BROKEN;

    private boolean told;
    private boolean busy;
    private boolean isWatched;
    /** When the write or the closing handshake under way has to have got on. */
    private long deadline;
    /** Tells a write that moves from one that stands. */
    private long progress;

    NettyLink(Channel channel, NettyLane lane, EdgeLimits limits, Reads reads) {
        this.channel = channel;
        this.lane = lane;
        this.limits = limits;
        this.reads = reads;
        this.inbound = Inbound.nobody();
        boolean direct =
                channel instanceof EpollSocketChannel && channel.pipeline().get(SslHandler.class) == null;
        this.socket = direct ? Optional.of(((EpollSocketChannel) channel).fd()) : Optional.empty();
    }

    /** Names who is told what becomes of the connection. */
    void attach(Inbound to) {
        inbound = to;
    }

    @Override
    public int write(Batch batch) {
        // A closed channel's descriptor may be another connection's by now.
        if (state != State.OPEN || busy || !channel.isActive()) {
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
    public boolean isBusy() {
        return busy;
    }

    @Override
    public void close(int code, String reason) {
        if (state == State.OPEN) {
            closeCode = code;
            sendClose(code, reason.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void abort() {
        if (state != State.OVER) {
            state = State.OVER;
            Cut.now(channel);
        }
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
        if (state == State.OPEN) {
            closeCode = code;
            sendClose(code, NO_REASON);
        }
        endOurSide();
        tell();
    }

    /** The socket is gone. */
    void gone() {
        state = State.OVER;
        busy = false;
        tell();
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** A write that was left to Netty has ended. */
    @Override
    public void operationComplete(ChannelFuture write) {
        if (!write.isSuccess()) {
            abort();
            return;
        }
        busy = false;
        if (state == State.OPEN) {
            inbound.writable();
        }
    }

    @Override
    public boolean stillWatched(long soonNanos) {
        isWatched = channel.isOpen() && (state == State.CLOSING || busy);
        if (!isWatched) {
            return false;
        }
        if (state == State.OPEN && hasMoved()) {
            deadline = lane.ticker().nanos() + limits.writeStall().toNanos();
        } else if (deadline - soonNanos < 0) {
            abort();
        }
        return true;
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

    private void handOver(ByteBuf bytes) {
        ChannelFuture write = channel.writeAndFlush(bytes);
        if (write.isDone()) {
            if (!write.isSuccess()) {
                abort();
            }
            return;
        }
        busy = true;
        progress = outstanding();
        watchUntil(limits.writeStall().toNanos());
        write.addListener(this);
    }

    private void sendClose(int code, byte[] reason) {
        state = State.CLOSING;
        channel.writeAndFlush(JoinedFrames.close(code, reason));
        watchUntil(limits.closeTimeout().toNanos());
    }

    private void endOurSide() {
        if (state != State.CLOSING) {
            return;
        }
        // Behind the close frame, and behind whatever is still before it.
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            if (flushed.isSuccess()) {
                Cut.ourSide(channel);
            }
        });
    }

    private void watchUntil(long nanos) {
        deadline = lane.ticker().nanos() + nanos;
        if (!isWatched) {
            isWatched = true;
            lane.watch(this);
        }
    }

    private boolean hasMoved() {
        long now = outstanding();
        boolean moved = now != progress;
        progress = now;
        return moved;
    }

    private long outstanding() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
    }

    private void tell() {
        if (!told) {
            told = true;
            inbound.closed(closeCode);
        }
    }

    private enum State {
        OPEN,
        /** A close frame is on its way. */
        CLOSING,
        OVER
    }

    /** The read side of the same connection. */
    interface Reads {
        void reading(boolean on);
    }
}
