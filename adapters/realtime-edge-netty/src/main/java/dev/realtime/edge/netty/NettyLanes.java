package dev.realtime.edge.netty;

import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Lane;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event loops of a server, each of them a lane. Opened first, since the hub is built on the lanes and the edge on
 * the hub; closed last.
 *
 * <p><b>Shape:</b> epoll where the machine has it, otherwise NIO. Threads are named {@code realtime-lane-0} and so on.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class NettyLanes implements AutoCloseable {

    private static final int CLOSE_SECONDS = 10;

    private final EventLoopGroup group;
    private final boolean epoll;
    private final Map<EventLoop, NettyLane> byLoop = new IdentityHashMap<>();
    private final List<NettyLane> lanes;

    private NettyLanes(EventLoopGroup group, boolean epoll) {
        this.group = group;
        this.epoll = epoll;
        List<NettyLane> all = new ArrayList<>();
        for (EventExecutor loop : group) {
            NettyLane lane = new NettyLane((SingleThreadEventLoop) loop, SystemTicker.INSTANCE);
            byLoop.put(lane.loop(), lane);
            all.add(lane);
        }
        lanes = List.copyOf(all);
    }

    /** One lane for each processor. */
    public static NettyLanes open() {
        return open(Runtime.getRuntime().availableProcessors());
    }

    /** @param count how many lanes, at least 1 */
    public static NettyLanes open(int count) {
        return open(count, Epoll.isAvailable());
    }

    /** Lanes on Java's own selectors, also where epoll is there. */
    static NettyLanes openOnNio(int count) {
        return open(count, false);
    }

    private static NettyLanes open(int count, boolean epoll) {
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        AtomicInteger started = new AtomicInteger();
        // Netty keeps its pooled memory per thread only for threads of this class.
        ThreadFactory threads = task -> new FastThreadLocalThread(task, "realtime-lane-" + started.getAndIncrement());
        return new NettyLanes(new MultiThreadIoEventLoopGroup(count, threads, io), epoll);
    }

    /** What the hub is built on. */
    public List<Lane> lanes() {
        return List.copyOf(lanes);
    }

    /** Ends all loops with every connection that still lives on them. Waits until they have ended. */
    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    EventLoopGroup group() {
        return group;
    }

    boolean epoll() {
        return epoll;
    }

    List<NettyLane> all() {
        return lanes;
    }

    NettyLane of(EventLoop loop) {
        return byLoop.get(loop);
    }
}
