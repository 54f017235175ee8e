package dev.realtime.edge.netty;

import dev.realtime.core.spi.Inbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import jakarta.websocket.MessageHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.glassfish.tyrus.core.TyrusWebSocket;

/**
 * The read side of one upgraded connection: socket, gate, Tyrus, engine.
 *
 * <p>When the engine stops reading in the middle of what was read from the socket, the rest waits here; it is bounded by
 * what one read brings.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 */
final class NettySocket extends ChannelInboundHandlerAdapter
        implements FrameGate.Sink, NettyLink.Reads, MessageHandler.Whole<ByteBuffer> {

    private static final System.Logger LOG = System.getLogger(NettySocket.class.getName());

    /** More than one read brings. A peer can only pass it while its own end is closed, when Netty reads to the end. */
    private static final int MAX_WAITING = 256 * 1024;

    private final EdgeLane edge;
    private final FrameGate gate;
    private final NettyLink link;
    private final Places.Place place;
    private final TyrusWebSocket session;

    private Inbound inbound = Inbound.nobody();
    private ChannelHandlerContext context;
    private ByteBuf waiting = Unpooled.EMPTY_BUFFER;
    private boolean reading = true;
    private boolean consuming;
    /** Kind of the message that is with Tyrus. */
    private boolean isText;

    NettySocket(ChannelHandlerContext before, EdgeLane edge, Places.Place place, JakartaSide.Answer answer) {
        this.edge = edge;
        this.place = place;
        this.gate = new FrameGate(edge.limits(), edge.lane().ticker(), this);
        this.link = new NettyLink(before.channel(), edge.lane(), edge.limits(), this);
        this.session = edge.jakarta().open(answer, this);
    }

    NettyLink link() {
        return link;
    }

    /** Names who takes the messages. */
    void attach(Inbound to) {
        inbound = to;
        link.attach(to);
    }

    /** Starts with what came right behind the request. @param early given away */
    void begin(ByteBuf early) {
        waiting = early;
        consume();
        if (reading) {
            context.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (waiting.isReadable()) {
            waiting = Unpooled.wrappedBuffer(waiting, bytes);
        } else {
            waiting.release();
            waiting = bytes;
        }
        consume();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.release();
        waiting = Unpooled.EMPTY_BUFFER;
        reading = false;
        edge.left(ctx.channel());
        place.leave();
        link.gone();
        JakartaSide.end(session);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.log(System.Logger.Level.DEBUG, "a connection broke");
        } else {
            LOG.log(System.Logger.Level.ERROR, "a connection ends because of a bug", cause);
        }
        link.abort();
    }

    @Override
    public void reading(boolean on) {
        if (reading == on) {
            return;
        }
        reading = on;
        context.channel().config().setAutoRead(on);
        if (on && waiting.isReadable()) {
            // Not from here: the engine is in the middle of something.
            edge.lane().execute(this::consume);
        }
    }

    @Override
    public void message(boolean text, byte[] payload) {
        if (link.isOpen()) {
            isText = text;
            JakartaSide.deliver(session, payload);
        }
    }

    /** Out of Tyrus again, which would swallow what is thrown here. */
    @Override
    public void onMessage(ByteBuffer message) {
        try {
            if (isText) {
                inbound.text(message.array());
            } else {
                inbound.binary(message.array());
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a connection ends because of a bug", e);
            link.violated(CloseNumbers.INTERNAL, "Internal error");
        }
    }

    @Override
    public void pinged(byte[] payload) {
        if (link.isOpen()) {
            inbound.pinged(payload);
        }
    }

    @Override
    public void heard() {
        if (link.isOpen()) {
            inbound.heard();
        }
    }

    @Override
    public void peerClosed(int code) {
        link.peerClosed(code);
    }

    @Override
    public void violated(int code, String reason) {
        link.violated(code, reason);
    }

    private void consume() {
        if (consuming) {
            return;
        }
        consuming = true;
        try {
            while (reading && waiting.isReadable()) {
                gate.read(waiting);
            }
        } finally {
            consuming = false;
        }
        if (!waiting.isReadable()) {
            waiting.release();
            waiting = Unpooled.EMPTY_BUFFER;
        } else if (waiting.readableBytes() > MAX_WAITING) {
            link.abort();
        }
    }
}
