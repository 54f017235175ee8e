package dev.realtime.server;

import dev.realtime.auth.JwtAuthenticator;
import dev.realtime.codec.jackson.KvWatchDialect;
import dev.realtime.core.Limits;
import dev.realtime.core.endpoint.Endpoints;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.hub.HubBuilder;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.NettyEdge;
import dev.realtime.edge.netty.NettyLanes;
import dev.realtime.server.call.AdminCalls;
import dev.realtime.server.call.BlockCalls;
import dev.realtime.server.call.CallDesk;
import dev.realtime.server.call.ChannelCalls;
import dev.realtime.server.call.ControlCalls;
import dev.realtime.server.call.PublishCalls;
import dev.realtime.server.call.WebSocketCalls;
import dev.realtime.server.config.AuthConfig;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.EndpointConfig;
import dev.realtime.server.config.HandlersConfig;
import dev.realtime.server.config.KafkaConfig;
import dev.realtime.server.config.ListenConfig;
import dev.realtime.server.config.OutboxConfig;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.server.figures.SourceFigures;
import dev.realtime.server.figures.Sources;
import dev.realtime.server.handler.HandlerModules;
import dev.realtime.server.handler.HandlerPool;
import dev.realtime.server.http.AdminGate;
import dev.realtime.server.http.AdminRoutes;
import dev.realtime.server.http.BlockRoutes;
import dev.realtime.server.http.ChannelRoutes;
import dev.realtime.server.http.ControlRoutes;
import dev.realtime.server.http.OpenApi;
import dev.realtime.server.http.Page;
import dev.realtime.server.http.Probes;
import dev.realtime.server.http.Router;
import dev.realtime.server.http.UserGate;
import dev.realtime.server.kv.KvRoutes;
import dev.realtime.server.kv.KvStores;
import dev.realtime.source.SourceTelemetry;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Puts a server together, its parts opened one after the other.
 *
 * <p><b>Threads:</b> confined to the thread that builds.
 */
final class Assembly {

    private static final System.Logger LOG = System.getLogger("dev.realtime.server");
    static final ClassLoader CLASS_PATH = Assembly.class.getClassLoader();
    final List<AutoCloseable> parts = new ArrayList<>();
    final AtomicBoolean draining = new AtomicBoolean();
    final List<AutoCloseable> readers = new ArrayList<>();
    private HandlerPool pool;
    private Sources sources;
    private Feeds feeds;
    Hub hub;
    NettyEdge edge;
    Router router;

    void open(ServerConfig config, RealtimeServer.Builder builder) {
        Trust.check(config);
        checkParts(config, CLASS_PATH);
        Rules rules = new Rules(config.channels());
        Authorizer authorizer = rules.authorizer();
        Optional<JwtAuthenticator> tokens = config.auth().jwt().authenticator();
        tokens.ifPresent(parts::add);
        Warnings.of(config).forEach(warning -> LOG.log(Level.WARNING, warning));
        Doors doors = new Doors(config, tokens);
        Endpoints endpoints = doors.endpoints();

        NettyLanes lanes = opened(NettyLanes.open());
        HubBuilder engine = Hub.builder()
                .lanes(lanes.lanes())
                .limits(limits(config))
                .authorizer(authorizer)
                .telemetry(new RefusedTokens(SystemTicker.INSTANCE));
        tokens.map(JwtAuthenticator::subscriptionTokens).ifPresent(engine::subscriptionTokens);
        rules.addOptions(engine);
        addHandlers(engine, config.handlers(), builder);
        hub = opened(engine.build());
        feeds = new Feeds(hub);
        sources = new Sources(builder.sourceTelemetry, config.sources().required());
        KafkaConfig kafka = config.sources().kafka();
        OutboxConfig outbox = config.sources().outbox();
        // Known before anybody can ask whether the server is ready.
        Optional<SourceFigures> kafkaFigures = kafka.servers().map(servers -> sources.reading("kafka"));
        Optional<SourceFigures> outboxFigures = outbox.url().map(url -> sources.reading("outbox"));
        router = router(config, builder, rules, doors);
        edge = opened(listen(
                config,
                NettyEdge.builder()
                        .lanes(lanes)
                        .admitter(new DoorKeeper(hub.guard(endpoints), draining::get))
                        .acceptor(new ConnectionLog(hub, SystemTicker.INSTANCE))
                        .events(endpoints)
                        .http(router)));
        // Last, so that nothing is read that nobody could be told of, and closed first.
        kafkaFigures.ifPresent(figures -> readers.add(opened(feeds.startKafka(kafka, figures))));
        outboxFigures.ifPresent(figures -> readers.add(opened(feeds.startOutbox(outbox, limits(config), figures))));
    }

    /** @throws ConfigException if a part that has its own settings could not be made of them; nothing is opened */
    static void checkParts(ServerConfig config, ClassLoader classPath) {
        Feeds.check(config, classPath);
        RecordSizes.check(config);
        if (config.kv().enabled() && config.kv().url().isPresent()) {
            OptionalModule.KEYS.need("kv.url", classPath);
        }
        if (config.kv().enabled() && OptionalModule.KEYS.isThere(classPath)) {
            KvStores.check(config.kv());
        }
    }

    // Opened before the hub, so that modules are closed when nothing calls them any more.
    private void addHandlers(HubBuilder engine, HandlersConfig config, RealtimeServer.Builder builder) {
        HandlerModules modules = opened(HandlerModules.named(config.modules()));
        pool = opened(new HandlerPool(config.threads(), config.queue()));
        engine.handlersOn(pool)
                .onCalls(it ->
                        builder.handlers.and(builder.handlersOfHub.apply(it)).and(modules.handlers(it)));
    }

    private static Limits limits(ServerConfig config) {
        return config.limits()
                .limits()
                .with(limits -> limits.quotas = config.quotas().quotas());
    }

    private static NettyEdge listen(ServerConfig config, NettyEdge.Builder edge) {
        Limits limits = config.limits().limits();
        ListenConfig listen = config.server();
        edge.host(listen.host())
                .port(listen.port())
                .limits(config.edge().limits(limits))
                .trustedProxies(listen.trustedProxies());
        listen.tls().cert().ifPresent(cert -> edge.tls(cert, listen.tls().key().orElseThrow()));
        try {
            return edge.start();
        } catch (IllegalStateException e) {
            throw new StartException("cannot start: " + ListenFailure.text(listen, e), e);
        }
    }

    private Router router(ServerConfig config, RealtimeServer.Builder builder, Rules rules, Doors doors) {
        int maxData = config.limits().limits().maxMessageBytes();
        CallDesk desk = new CallDesk(calls(
                rules, maxData, builder.calls.and(builder.callsOfHub.apply(hub)).on(pool)));
        AdminGate gate = new AdminGate(config.auth().keys(), AuthConfig.ADMIN, hub.blocks());
        Router.Builder routes = Router.builder(doors.hosts());
        new Probes(draining::get, sources).addTo(routes);
        new AdminRoutes(hub, desk, gate, config.stats() == ServerConfig.StatsAccess.OPEN, sources).addTo(routes);
        new BlockRoutes(desk, gate).addTo(routes);
        new ControlRoutes(desk, gate).addTo(routes);
        new ChannelRoutes(desk, gate).addTo(routes);
        new OpenApi().addTo(routes);
        feeds.addDapr(config.sources().dapr(), sources, routes);
        if (config.kv().enabled() && OptionalModule.KEYS.isThere(CLASS_PATH)) {
            boolean isOpenedNow = config.kv().url().isPresent();
            KvStores keys =
                    opened(new KvStores(config.kv(), hub, isOpenedNow ? sources.reading("kv") : SourceTelemetry.NONE));
            if (isOpenedNow) {
                open(keys);
            }
            new KvRoutes(keys, new UserGate(doors.judge(KvWatchDialect.NAME), hub)).addTo(routes);
        }
        builder.routes.forEach(routes::get);
        if (config.server().page()) {
            if (!builder.routes.containsKey(Demo.DESCRIPTION)) {
                // The page asks every server; browsers would show a 404 as an error of the page.
                routes.get(Demo.DESCRIPTION, request -> CompletableFuture.completedStage(HttpReply.empty(204)));
            }
            routes.otherwise(new Page(builder.page));
        }
        config.endpoints().stream()
                .map(EndpointConfig::path)
                .filter(path -> !config.server().page() || !path.equals("/"))
                .forEach(routes::webSocket);
        return routes.build();
    }

    private static void open(KvStores keys) {
        try {
            keys.open();
        } catch (IllegalStateException e) {
            throw new StartException("cannot start: " + e.getMessage(), e);
        }
    }

    private AdminCalls calls(Rules rules, int maxData, AdminCalls ofApplication) {
        AdminCalls calls = new WebSocketCalls(hub, rules.names(), maxData).addTo(ofApplication);
        calls = new BlockCalls(hub.blocks()).addTo(calls);
        calls = new ControlCalls(hub).addTo(calls);
        calls = new PublishCalls(hub, maxData).addTo(calls);
        return new ChannelCalls(hub).addTo(calls);
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.add(part);
        return part;
    }
}
