package dev.realtime.edge.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Opens the server socket and sets up what comes in through it. */
final class Listener {

    private static final RecvByteBufAllocator READS = new FixedRecvByteBufAllocator(16 * 1024);

    private final EdgeParts parts;
    private final NettyLanes lanes;
    private final Optional<SslContext> tls;
    private final Map<NettyLane, EdgeLane> edgeLanes = new HashMap<>();

    Listener(EdgeParts parts, NettyLanes lanes, Optional<TlsFiles> tls) {
        this.parts = parts;
        this.lanes = lanes;
        this.tls = tls.map(TlsFiles::context);
        lanes.all().forEach(lane -> edgeLanes.put(lane, new EdgeLane(parts, lane)));
    }

    NettyEdge listen(String host, int port) {
        EdgeLimits limits = parts.limits();
        Class<? extends ServerChannel> type =
                lanes.epoll() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ChannelFuture bound = new ServerBootstrap()
                .group(lanes.group())
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, limits.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new AcceptPause())
                .childOption(ChannelOption.TCP_NODELAY, true)
                // One for all: the default makes three objects for each connection that guess the next read's length.
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.SO_SNDBUF, limits.sendBufferBytes())
                .childHandler(new Newcomer())
                .bind(host, port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException("cannot listen on " + host + ":" + port, bound.cause());
        }
        return new NettyEdge(bound.channel(), edgeLanes.values(), parts.sockets());
    }

    /** Sets up an accepted socket, on its lane. */
    private final class Newcomer extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel channel) {
            EdgeLane edge = edgeLanes.get(lanes.of(channel.eventLoop()));
            Places.Outcome outcome = parts.plain().take("");
            if (!(outcome instanceof Places.Place place)) {
                // Whoever is in comes first; there is no memory to be polite to the rest.
                Cut.now(channel);
                return;
            }
            if (!edge.entered(channel)) {
                place.leave();
                Cut.now(channel);
                return;
            }
            tls.ifPresent(context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
            channel.pipeline().addLast(new HttpFront(edge, place));
        }
    }
}
