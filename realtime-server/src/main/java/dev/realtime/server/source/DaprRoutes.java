package dev.realtime.server.source;

import dev.realtime.core.hub.Hub;
import dev.realtime.server.config.DaprConfig;
import dev.realtime.server.config.RouteConfig;
import dev.realtime.server.config.Secret;
import dev.realtime.server.http.Router;
import dev.realtime.source.Routing;
import dev.realtime.source.SourceTelemetry;
import dev.realtime.source.dapr.DaprApi;
import dev.realtime.source.dapr.DaprOptions;
import dev.realtime.source.dapr.DaprSubscription;
import dev.realtime.source.dapr.DaprSubscription.Content;
import java.util.List;
import java.util.Map;

/**
 * What a Dapr sidecar calls: {@code GET /dapr/subscribe}, and {@code POST} of events.
 *
 * <p><b>Threads:</b> thread-safe.
 *
 * <p><b>Source:</b> docs/sources.md.
 */
public final class DaprRoutes {

    private static final String TASK_UPDATES = "task-updates";

    private final List<String> paths;
    private final SidecarGate gate;

    /**
     * @param pubsub name of Dapr's component
     * @param telemetry hears what becomes of events
     * @throws IllegalArgumentException if a setting is wrong
     */
    public DaprRoutes(String pubsub, DaprConfig config, Hub hub, SourceTelemetry telemetry) {
        DaprApi api = new DaprApi(hub::publish, options(pubsub, config).telemetry(telemetry));
        paths = api.routes();
        gate = new SidecarGate(api, config.appToken().isPresent(), hub.blocks());
    }

    /** Looks at the settings and opens nothing. @throws IllegalArgumentException if one is wrong */
    public static void check(String pubsub, DaprConfig config) {
        options(pubsub, config);
    }

    private static DaprOptions options(String pubsub, DaprConfig config) {
        DaprSubscription[] subscriptions = config.topics().isEmpty()
                ? new DaprSubscription[] {subscription(pubsub, TASK_UPDATES, Routing.TASK_UPDATES, false, config)}
                : config.topics().entrySet().stream()
                        .map(topic -> subscription(pubsub, topic, config))
                        .toArray(DaprSubscription[]::new);
        DaprOptions options = DaprOptions.of(subscriptions);
        return config.appToken().map(Secret::reveal).map(options::appToken).orElse(options);
    }

    public Router.Builder addTo(Router.Builder routes) {
        routes.neighbour(DaprApi.SUBSCRIBE, "GET", gate);
        paths.forEach(path -> routes.neighbour(path, "POST", gate));
        return routes;
    }

    private static DaprSubscription subscription(
            String pubsub, Map.Entry<String, RouteConfig> topic, DaprConfig config) {
        RouteConfig route = topic.getValue();
        return subscription(pubsub, topic.getKey(), route.routing(), route.raw(), config);
    }

    private static DaprSubscription subscription(
            String pubsub, String topic, Routing routing, boolean raw, DaprConfig config) {
        DaprSubscription subscription = DaprSubscription.of(pubsub, topic, routing);
        subscription = raw ? subscription.content(Content.RAW) : subscription;
        return config.deadLetters().map(subscription::deadLetterTopic).orElse(subscription);
    }
}
