package dev.realtime.server;

import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.CallHandler;
import dev.realtime.core.spi.CallHandlers;
import dev.realtime.edge.netty.HttpHandler;
import dev.realtime.edge.netty.NettyEdge;
import dev.realtime.server.call.AdminCall;
import dev.realtime.server.call.AdminCalls;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.ConfigSources;
import dev.realtime.server.config.EndpointConfig;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.server.handler.HandlerModules;
import dev.realtime.server.http.Router;
import dev.realtime.source.SourceTelemetry;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A running server: engine, edge, endpoints and HTTP, made of a configuration.
 *
 * <pre>{@code
 * try (RealtimeServer server = RealtimeServer.builder()
 *         .set("server.port", "9000")
 *         .set("auth.admin-key", key)
 *         .onCall("orders.count", CallHandler.answering(call -> countOf(call.caller())))
 *         .start()) {
 *     server.hub().publish(ChannelName.of("chat"), Message.of(Payload.json("\"hello\"")));
 *     server.awaitStop();
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class RealtimeServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.realtime.server");
    private static final Duration HURRY = Duration.ofSeconds(1);

    private final ServerConfig config;
    private final List<AutoCloseable> parts;
    private final Hub hub;
    private final NettyEdge edge;
    private final Router router;
    private final AtomicBoolean draining;
    private final List<AutoCloseable> readers;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread atShutdown = new Thread(this::stopAndWait, "realtime-stop");

    private RealtimeServer(ServerConfig config, Assembly assembly) {
        this.config = config;
        this.parts = assembly.parts;
        this.hub = assembly.hub;
        this.edge = assembly.edge;
        this.router = assembly.router;
        this.draining = assembly.draining;
        this.readers = List.copyOf(assembly.readers);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The port it listens on, also where any was asked for. */
    public int port() {
        return edge.port();
    }

    /** What can be asked of it over HTTP: {@code POST /call}. */
    List<String> operations() {
        return router.operations();
    }

    /** The engine: publish through it. */
    public Hub hub() {
        return hub;
    }

    /** Where it can be reached: each endpoint, then the page. */
    public List<String> urls() {
        List<String> urls = new ArrayList<>(dialects().keySet());
        urls.add(url("http", "/"));
        return urls;
    }

    /** By the URL of each endpoint, the names of the dialects that are spoken there to who asks for no subprotocol. */
    public Map<String, List<String>> dialects() {
        Map<String, List<String>> dialects = new LinkedHashMap<>();
        for (EndpointConfig endpoint : config.endpoints()) {
            dialects.computeIfAbsent(url("ws", endpoint.path()), url -> new ArrayList<>())
                    .add(endpoint.dialect());
        }
        return dialects;
    }

    /**
     * Begins to stop: {@code /ready} says so at once and handshakes are answered with 503, connections are told to leave
     * one after the other. Returns at once; {@link #awaitStop} returns when the last has left.
     */
    public void stop() {
        if (draining.compareAndSet(false, true)) {
            readers.forEach(RealtimeServer::closeAside);
            drain(config.server().drain());
        }
    }

    /** Lets those who are still there leave within about a second. */
    public void hurry() {
        drain(HURRY);
    }

    /** Waits until the server has stopped. */
    public void awaitStop() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Cuts whoever is still there and ends every thread. */
    @Override
    public void close() {
        draining.set(true);
        if (closed.compareAndSet(false, true)) {
            closeAll(parts);
            stopped.countDown();
            forgetShutdown();
        }
    }

    // It may wait a while for what it has in flight.
    private static void closeAside(AutoCloseable source) {
        Thread closer = new Thread(() -> closeAll(List.of(source)), "realtime-source-end");
        closer.setDaemon(true);
        closer.start();
    }

    private void stopAndWait() {
        stop();
        awaitStop();
    }

    private void forgetShutdown() {
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "closed while the process ends");
        }
    }

    private void drain(Duration over) {
        hub.drain(over).whenComplete((nothing, failure) -> stopped.countDown());
    }

    private String url(String scheme, String path) {
        return scheme + (config.server().tls().isOn() ? "s" : "") + "://" + host() + ":" + port() + path;
    }

    private String host() {
        String host = config.server().host();
        return switch (host) {
            case "0.0.0.0", "::" -> "localhost";
            default -> host.contains(":") ? "[" + host + "]" : host;
        };
    }

    /** In the opposite order to that in which they were opened. */
    private static void closeAll(List<AutoCloseable> parts) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) {
                LOG.log(Level.ERROR, "closing " + parts.get(i).getClass().getSimpleName() + " failed", e);
            }
        }
    }

    /** Options of a server; it starts without any. Confined to the thread that builds. */
    public static final class Builder {
        private final Map<String, String> settings = new LinkedHashMap<>();
        final Map<String, HttpHandler> routes = new LinkedHashMap<>();
        private Optional<ServerConfig> configuration = Optional.empty();
        AdminCalls calls = AdminCalls.NONE;
        CallHandlers handlers = CallHandlers.NONE;
        Function<Hub, CallHandlers> handlersOfHub = hub -> CallHandlers.NONE;
        Function<Hub, AdminCalls> callsOfHub = hub -> AdminCalls.NONE;
        Function<String, SourceTelemetry> sourceTelemetry = source -> SourceTelemetry.NONE;
        String page = "/dev/realtime/server/page";

        private boolean stopsOnShutdown;

        private Builder() {}

        /** Sets what docs/configuration.md lists, in the words it uses. A later value replaces the earlier. */
        public Builder set(String setting, String value) {
            settings.put(setting, value);
            return this;
        }

        /** Everything at once, instead of {@link #set}. */
        public Builder configuration(ServerConfig whole) {
            configuration = Optional.of(whole);
            return this;
        }

        /** Answers administrators' calls that need the hub. Asked once, by {@link #start}; may be said once. */
        public Builder calls(Function<Hub, AdminCalls> more) {
            callsOfHub = more;
            return this;
        }

        /**
         * Serves the files of that folder of the class path at {@code /}, instead of the server's own page.
         *
         * @param resources beginning with a slash and ending without one; {@code index.html} in it is what {@code /} shows
         */
        public Builder page(String resources) {
            page = resources;
            return this;
        }

        /** Answers administrators' {@code POST /call} with that key. */
        public Builder call(String key, AdminCall call) {
            calls = calls.with(key, call);
            return this;
        }

        /**
         * Answers clients' calls of that method, and their events of that name.
         *
         * @throws IllegalArgumentException if the method is malformed or taken
         */
        public Builder onCall(String method, CallHandler handler) {
            handlers = handlers.with(method, handler);
            return this;
        }

        /** Answers clients' calls of every method without a handler of its own. */
        public Builder onOtherCalls(CallHandler handler) {
            handlers = handlers.otherwise(handler);
            return this;
        }

        /** Handlers that need the hub, to publish through it. Asked once, by {@link #start}; may be said once. */
        public Builder onCalls(Function<Hub, CallHandlers> more) {
            handlersOfHub = more;
            return this;
        }

        /**
         * Tells what becomes of records, for metrics. Asked once for each source of the configuration.
         *
         * @param bySource given the name of a source, {@code kafka}, {@code dapr} or {@code outbox}
         */
        public Builder sourceTelemetry(Function<String, SourceTelemetry> bySource) {
            sourceTelemetry = bySource;
            return this;
        }

        Builder route(String path, HttpHandler handler) {
            routes.put(path, handler);
            return this;
        }

        /**
         * When the process is told to end (SIGTERM, Ctrl-C, {@link System#exit}), lets it end only after the clients
         * were told to go elsewhere, which takes up to {@code server.drain}.
         */
        public Builder stopOnShutdown() {
            stopsOnShutdown = true;
            return this;
        }

        /**
         * Looks at the settings and opens nothing.
         *
         * @return what {@link #start} would warn of, a line each
         * @throws ConfigException if the server would not start with them
         */
        public List<String> check() {
            ServerConfig config = config();
            Trust.check(config);
            Assembly.checkParts(config, Assembly.CLASS_PATH);
            new Rules(config.channels()).authorizer();
            new Doors(config, Optional.empty()).endpoints();
            HandlerModules.named(config.handlers().modules()).close();
            return Warnings.of(config);
        }

        /**
         * @throws ConfigException if a setting is unknown or wrong; nothing was opened
         * @throws StartException if the port is in use or the certificate does not fit; nothing is left open
         */
        public RealtimeServer start() {
            ServerConfig config =
                    configuration.orElseGet(() -> ConfigSources.given(settings).load());
            Assembly assembly = new Assembly();
            try {
                assembly.open(config, this);
                RealtimeServer server = new RealtimeServer(config, assembly);
                if (stopsOnShutdown) {
                    Runtime.getRuntime().addShutdownHook(server.atShutdown);
                }
                return server;
            } catch (RuntimeException e) {
                closeAll(assembly.parts);
                throw e;
            }
        }

        private ServerConfig config() {
            return configuration.orElseGet(() -> ConfigSources.given(settings).load());
        }
    }
}
