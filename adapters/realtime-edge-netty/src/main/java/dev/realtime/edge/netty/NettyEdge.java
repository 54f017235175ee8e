package dev.realtime.edge.netty;

import dev.realtime.core.policy.AddressRange;
import dev.realtime.core.spi.Acceptor;
import dev.realtime.core.spi.Admitter;
import dev.realtime.core.spi.EventDoors;
import dev.realtime.core.spi.Telemetry;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A running server socket for HTTP/1.1, WebSocket and event streams.
 *
 * <pre>{@code
 * try (NettyLanes lanes = NettyLanes.open();
 *         Hub hub = Hub.builder().lanes(lanes.lanes()).authorizer(rules).build();
 *         NettyEdge edge = NettyEdge.builder().lanes(lanes).acceptor(hub).admitter(endpoints).start()) {
 *     …
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class NettyEdge implements AutoCloseable {

    private static final int CLOSE_SECONDS = 10;

    private final Channel server;
    private final Collection<EdgeLane> lanes;
    private final Places sockets;

    NettyEdge(Channel server, Collection<EdgeLane> lanes, Places sockets) {
        this.server = server;
        this.lanes = lanes;
        this.sockets = sockets;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The port it listens on. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** Open WebSocket connections and event streams. */
    public int connections() {
        return sockets.taken();
    }

    /** Lets nobody in any more; who is in stays. */
    public void stopAccepting() {
        server.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /** Stops accepting and cuts every connection. The lanes live on. Waits for them, so it is not for a lane to call. */
    @Override
    public void close() {
        stopAccepting();
        CountDownLatch ended = new CountDownLatch(lanes.size());
        for (EdgeLane lane : lanes) {
            lane.lane().run(() -> {
                lane.close();
                ended.countDown();
            });
        }
        try {
            if (!ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                System.getLogger(NettyEdge.class.getName())
                        .log(System.Logger.Level.WARNING, "a lane did not end its connections in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Options of an edge; lanes, acceptor and admitter have no default. Confined to the thread that builds. */
    public static final class Builder {
        private Optional<NettyLanes> lanes = Optional.empty();
        private Optional<Acceptor> acceptor = Optional.empty();
        private Optional<Admitter> admitter = Optional.empty();
        private HttpHandler http = request -> CompletableFuture.completedStage(Refusals.of(404, "Not found"));
        private String host = "127.0.0.1";
        private int port;
        private Optional<TlsFiles> tls = Optional.empty();
        private EdgeLimits limits = EdgeLimits.DEFAULT;
        private Predicate<String> hosts = any -> true;
        private Collection<AddressRange> trustedProxies = List.of();
        private Telemetry telemetry = Telemetry.NONE;
        private EventDoors events = EventDoors.NONE;

        private Builder() {}

        /** Where the edge runs. They are not closed with it. */
        public Builder lanes(NettyLanes open) {
            lanes = Optional.of(open);
            return this;
        }

        /** Who takes opened sockets, as a rule the hub. */
        public Builder acceptor(Acceptor taker) {
            acceptor = Optional.of(taker);
            return this;
        }

        /** Who decides about handshakes. */
        public Builder admitter(Admitter judge) {
            admitter = Optional.of(judge);
            return this;
        }

        /**
         * Where there are event streams: at the paths of these doors with {@code /events} appended. Who may have one decides
         * the admitter, and the acceptor takes it like a socket. Default: nowhere.
         */
        public Builder events(EventDoors doors) {
            events = Objects.requireNonNull(doors, "doors");
            return this;
        }

        /** Who answers plain requests. Default: 404 to all. */
        public Builder http(HttpHandler handler) {
            http = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /** Address to listen on. Default: {@code 127.0.0.1}. */
        public Builder host(String address) {
            host = Objects.requireNonNull(address, "address");
            return this;
        }

        /** Port to listen on; 0, the default, for any free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** Speaks TLS 1.2 and 1.3 with this certificate chain and PKCS #8 key, both PEM. */
        public Builder tls(Path certificates, Path key) {
            tls = Optional.of(new TlsFiles(certificates, key));
            return this;
        }

        public Builder limits(EdgeLimits bounds) {
            limits = Objects.requireNonNull(bounds, "bounds");
            return this;
        }

        /**
         * Which {@code Host} headers are this server's; every other request is answered with 421. Asked on lanes with the
         * header as it came, or with an empty text if an HTTP/1.0 request had none. Default: all.
         */
        public Builder hosts(Predicate<String> own) {
            hosts = Objects.requireNonNull(own, "own");
            return this;
        }

        /**
         * Whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed. Default: nobody's.
         */
        public Builder trustedProxies(Collection<AddressRange> trusted) {
            trustedProxies = List.copyOf(trusted);
            return this;
        }

        public Builder telemetry(Telemetry counts) {
            telemetry = Telemetry.careful(Objects.requireNonNull(counts, "counts"));
            return this;
        }

        /**
         * Starts listening.
         *
         * @throws IllegalStateException if the address is taken, or the TLS files do not fit
         */
        public NettyEdge start() {
            NettyLanes on = lanes.orElseThrow(() -> new IllegalStateException("need lanes"));
            EdgeParts parts = new EdgeParts(
                    acceptor.orElseThrow(() -> new IllegalStateException("need an acceptor")),
                    admitter.orElseThrow(() -> new IllegalStateException("need an admitter")),
                    http,
                    limits,
                    hosts,
                    new ForwardedFor(trustedProxies),
                    telemetry,
                    events,
                    new EventDialects(),
                    new Places(limits.maxConnections(), limits.maxConnectionsPerAddress()),
                    new Places(limits.maxPlainConnections(), limits.maxPlainConnections()));
            return new Listener(parts, on, tls).listen(host, port);
        }
    }
}
