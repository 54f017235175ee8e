package dev.realtime.edge.netty;

import dev.realtime.core.spi.Inbound;
import dev.realtime.core.spi.Link;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the write sides of all connections have in common: what was left to Netty and whether it moves, and the one place
 * that decides how a connection ends.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 */
abstract class EdgeLink implements Link, Watched, ChannelFutureListener {

    /** Most that is left to Netty at once, one frame excepted: what waits there is not the engine's any more. */
    static final int MAX_HANDED_OVER = 64 * 1024;

    private final Channel channel;
    private final NettyLane lane;
    private final EdgeLimits limits;
    private Inbound inbound = Inbound.nobody();

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

    EdgeLink(Channel channel, NettyLane lane, EdgeLimits limits) {
        this.channel = channel;
        this.lane = lane;
        this.limits = limits;
    }

    /** Names who is told what becomes of the connection. */
    final void attach(Inbound to) {
        inbound = to;
    }

    @Override
    public final boolean isBusy() {
        return busy;
    }

    @Override
    public final void close(int code, String reason) {
        if (state == State.OPEN) {
            closeCode = code;
            state = State.CLOSING;
            sayClosed(channel, code, reason.getBytes(StandardCharsets.UTF_8));
            watchUntil(limits.closeTimeout().toNanos());
        }
    }

    /** Writes what tells the peer that nothing more comes, behind whatever is on its way. */
    abstract void sayClosed(Channel to, int code, byte[] reason);

    @Override
    public final void abort() {
        if (state != State.OVER) {
            state = State.OVER;
            Cut.now(channel);
        }
    }

    /** The socket is gone. */
    final void gone() {
        state = State.OVER;
        busy = false;
        tell();
    }

    final boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether something can be written now. A closed channel's descriptor may be another connection's by now. */
    final boolean takesFrames() {
        return state == State.OPEN && !busy && channel.isActive();
    }

    final Inbound inbound() {
        return inbound;
    }

    /** A write that was left to Netty has ended. */
    @Override
    public final void operationComplete(ChannelFuture write) {
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
    public final boolean stillWatched(long soonNanos) {
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

    /** Leaves bytes to Netty; busy until they are out. @param bytes given away */
    final void handOver(ByteBuf bytes) {
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

    /** Once what tells the peer so is out, and whatever is before it. */
    final void endOurSide() {
        if (state != State.CLOSING) {
            return;
        }
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            if (flushed.isSuccess()) {
                Cut.ourSide(channel);
            }
        });
    }

    /** The engine hears of the end, once. */
    final void tell() {
        if (!told) {
            told = true;
            inbound.closed(closeCode);
        }
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

    private enum State {
        OPEN,
        /** The peer is being told that nothing more comes. */
        CLOSING,
        OVER
    }
}
