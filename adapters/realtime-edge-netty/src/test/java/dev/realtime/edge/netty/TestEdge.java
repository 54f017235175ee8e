package dev.realtime.edge.netty;

import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Admitter;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Handshake;
import dev.realtime.core.spi.Inbound;
import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Link;
import dev.realtime.testkit.RawPeer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.awaitility.Awaitility;

/**
 * An edge on a free port whose engine notes what it is told and sends every message back. {@link #server} gives the
 * connections in the order in which they opened.
 */
final class TestEdge implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 10;

    private final NettyLanes lanes;
    private final NettyEdge edge;
    private final BlockingQueue<Server> servers = new LinkedBlockingQueue<>();

    private TestEdge(
            NettyLanes lanes,
            Function<Handshake, CompletionStage<Admission>> admitter,
            Consumer<NettyEdge.Builder> options) {
        this.lanes = lanes;
        NettyEdge.Builder builder =
                NettyEdge.builder().lanes(lanes).acceptor(this::accept).admitter(admitter::apply);
        options.accept(builder);
        this.edge = builder.start();
    }

    static TestEdge start() {
        return start(options -> {});
    }

    static TestEdge start(Consumer<NettyEdge.Builder> options) {
        return start(NettyLanes.open(1), handshake -> accepted(handshake, Optional.empty()), options);
    }

    static TestEdge withLimits(Consumer<EdgeLimits.Builder> changes) {
        return start(options -> options.limits(EdgeLimits.DEFAULT.with(changes)));
    }

    static TestEdge admittedBy(Admitter admitter) {
        return start(NettyLanes.open(1), admitter::admit, options -> {});
    }

    static TestEdge start(
            NettyLanes lanes,
            Function<Handshake, CompletionStage<Admission>> admitter,
            Consumer<NettyEdge.Builder> options) {
        return new TestEdge(lanes, admitter, options);
    }

    static CompletionStage<Admission> accepted(Handshake handshake, Optional<String> subprotocol) {
        Authenticator nobody = token -> CompletableFuture.failedStage(new UnsupportedOperationException());
        return CompletableFuture.completedStage(new Admission.Accepted(
                new NoDialect(), subprotocol, Optional.empty(), nobody, handshake.remoteAddress()));
    }

    static Dialect noDialect() {
        return new NoDialect();
    }

    int port() {
        return edge.port();
    }

    NettyEdge edge() {
        return edge;
    }

    /** An open connection, seen from the peer. */
    RawPeer open() {
        return RawPeer.open(port(), "/ws");
    }

    /** The next connection that opened, seen from the engine. */
    Server server() {
        return take(servers);
    }

    /** Waits until the edge holds no open connection. */
    void awaitNoConnections() {
        Awaitility.await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> edge.connections() == 0);
    }

    /** Bytes of the heap in use after a collection. */
    long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    boolean hasServer() {
        return !servers.isEmpty();
    }

    @Override
    public void close() {
        edge.close();
        lanes.close();
    }

    private Inbound accept(Lane lane, Link link, Admission.Accepted admission) {
        Server server = new Server(lane, link, admission);
        servers.add(server);
        return server;
    }

    private static <T> T take(BlockingQueue<T> from) {
        try {
            T next = from.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came in time");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The engine's side of one connection. */
    static final class Server implements Inbound {

        private final Lane lane;
        private final Link link;
        private final Admission.Accepted admission;
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private volatile boolean echo = true;
        /** Confined to the lane. */
        private boolean fills;

        private volatile Consumer<Lane> reaction = lane -> {};

        Server(Lane lane, Link link, Admission.Accepted admission) {
            this.lane = lane;
            this.link = link;
            this.admission = admission;
        }

        Link link() {
            return link;
        }

        Admission.Accepted admission() {
            return admission;
        }

        /** What the engine was told next, in a word and its argument. */
        String event() {
            return take(events);
        }

        /** The number it was told at the end; passes over everything before. */
        int closed() {
            String event = event();
            while (!event.startsWith("closed ")) {
                event = event();
            }
            return Integer.parseInt(event.substring("closed ".length()));
        }

        boolean hasEvent() {
            return !events.isEmpty();
        }

        void echo(boolean on) {
            echo = on;
        }

        /** Writes whenever it can, until the peer ends that by not reading. */
        void fill() {
            onLane(it -> {
                fills = true;
                refill();
                return it;
            });
        }

        /** Also does this, on the lane, inside every message. */
        void whenTold(Consumer<Lane> action) {
            reaction = action;
        }

        /** Runs on the connection's lane and waits for it. */
        <T> T onLane(Function<Link, T> action) {
            CompletableFuture<T> result = new CompletableFuture<>();
            lane.execute(() -> {
                try {
                    result.complete(action.apply(link));
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
            return result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }

        void close(int code, String reason) {
            onLane(it -> {
                it.close(code, reason);
                return code;
            });
        }

        @Override
        public void text(byte[] utf8) {
            String text = new String(utf8, StandardCharsets.UTF_8);
            events.add("text " + (text.length() > 100 ? text.length() : text));
            reaction.accept(lane);
            send(EncodedFrame.text(utf8));
        }

        @Override
        public void binary(byte[] bytes) {
            events.add("binary " + bytes.length);
            send(EncodedFrame.binary(bytes));
        }

        @Override
        public void pinged(byte[] payload) {
            events.add("pinged " + payload.length);
            send(EncodedFrame.pong(payload));
        }

        @Override
        public void heard() {
            events.add("heard");
        }

        @Override
        public void writable() {
            events.add("writable");
            refill();
        }

        @Override
        public void closed(int code) {
            events.add("closed " + code);
        }

        private void refill() {
            while (fills && !link.isBusy()) {
                Batch batch = Batch.of(EncodedFrame.binary(new byte[16 * 1024]));
                fills = link.write(batch) > 0;
                batch.release();
            }
        }

        private void send(EncodedFrame frame) {
            if (echo) {
                Batch batch = Batch.of(frame);
                link.write(batch);
                batch.release();
            }
        }
    }

    /** Never asked: the test's engine speaks no dialect. */
    private static final class NoDialect implements Dialect {
        @Override
        public String name() {
            return "none";
        }

        @Override
        public ClientFrame decode(byte[] utf8) {
            return new ClientFrame.Malformed(OptionalLong.empty(), "no dialect");
        }

        @Override
        public ClientFrame decodeBinary(byte[] bytes) {
            return decode(bytes);
        }

        @Override
        public EncodedFrame encode(ServerFrame frame) {
            return EncodedFrame.NONE;
        }

        @Override
        public boolean startsWithConnect() {
            return false;
        }
    }
}
