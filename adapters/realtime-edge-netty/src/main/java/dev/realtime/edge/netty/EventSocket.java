package dev.realtime.edge.netty;

import dev.realtime.core.spi.Inbound;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;

/**
 * The read side of one event stream, from which nothing is expected but its end.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 */
final class EventSocket extends ChannelInboundHandlerAdapter {

    private static final System.Logger LOG = System.getLogger(EventSocket.class.getName());

    /** A request or two sent ahead are nobody's mistake. */
    private static final int MAX_UNWANTED = 16 * 1024;

    private final EdgeLane edge;
    private final Places.Place place;
    private final EventLink link;
    private int unwanted;

    EventSocket(Channel channel, EdgeLane edge, Places.Place place, EventPlaces places) {
        this.edge = edge;
        this.place = place;
        this.link = new EventLink(channel, edge.lane(), edge.limits(), places);
        if (channel instanceof EpollSocketChannel) {
            // A peer that is gone answers no comment, and nobody else would notice.
            long millis = Math.min(edge.limits().unansweredTimeout().toMillis(), Integer.MAX_VALUE);
            channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) millis);
        }
    }

    EventLink link() {
        return link;
    }

    /** Names who hears of the end. */
    void attach(Inbound to) {
        link.attach(to);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        unwanted += bytes.readableBytes();
        bytes.release();
        if (unwanted > MAX_UNWANTED) {
            link.abort();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        edge.left(ctx.channel());
        place.leave();
        link.gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.log(System.Logger.Level.DEBUG, "an event stream broke");
        } else {
            LOG.log(System.Logger.Level.ERROR, "an event stream ends because of a bug", cause);
        }
        link.abort();
    }
}
