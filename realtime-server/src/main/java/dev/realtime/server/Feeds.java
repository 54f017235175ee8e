package dev.realtime.server;

import dev.realtime.core.Limits;
import dev.realtime.core.hub.Hub;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.DaprConfig;
import dev.realtime.server.config.KafkaConfig;
import dev.realtime.server.config.OutboxConfig;
import dev.realtime.server.config.ServerConfig;
import dev.realtime.server.figures.SourceFigures;
import dev.realtime.server.figures.Sources;
import dev.realtime.server.http.Router;
import dev.realtime.server.source.DaprRoutes;
import dev.realtime.server.source.KafkaPart;
import dev.realtime.server.source.OutboxPart;
import java.util.function.Supplier;

/**
 * Where messages come from that nobody publishes here: the sources of a configuration.
 *
 * <p><b>Threads:</b> confined to the thread that builds.
 */
final class Feeds {

    private static final String OF_KAFKA = "sources.kafka";
    private static final String OF_OUTBOX = "sources.outbox";
    private static final String OF_DAPR = "sources.dapr";

    private final Hub hub;

    Feeds(Hub hub) {
        this.hub = hub;
    }

    /**
     * Makes the options of every source and starts none, so that a mistake in them is told before anything is open.
     *
     * @throws ConfigException if one could not be started
     */
    static void check(ServerConfig config, ClassLoader classPath) {
        KafkaConfig kafka = config.sources().kafka();
        OutboxConfig outbox = config.sources().outbox();
        DaprConfig dapr = config.sources().dapr();
        if (kafka.servers().isPresent()) {
            OptionalModule.KAFKA.need(OF_KAFKA, classPath);
            check(OF_KAFKA, () -> KafkaPart.check(kafka.servers().get(), kafka));
        }
        if (outbox.url().isPresent()) {
            OptionalModule.OUTBOX.need(OF_OUTBOX, classPath);
            check(OF_OUTBOX, () -> OutboxPart.check(outbox, config.limits().limits()));
        }
        dapr.pubsub().ifPresent(pubsub -> check(OF_DAPR, () -> DaprRoutes.check(pubsub, dapr)));
    }

    AutoCloseable startKafka(KafkaConfig config, SourceFigures figures) {
        return made(OF_KAFKA, () -> KafkaPart.start(config.servers().orElseThrow(), config, hub, figures));
    }

    AutoCloseable startOutbox(OutboxConfig config, Limits limits, SourceFigures figures) {
        return made(OF_OUTBOX, () -> OutboxPart.start(config, limits, hub, figures));
    }

    void addDapr(DaprConfig config, Sources sources, Router.Builder routes) {
        config.pubsub()
                .map(pubsub -> made(OF_DAPR, () -> new DaprRoutes(pubsub, config, hub, sources.hearing("dapr"))))
                .ifPresent(dapr -> dapr.addTo(routes));
    }

    private static void check(String setting, Runnable look) {
        made(setting, () -> {
            look.run();
            return setting;
        });
    }

    private static <T> T made(String setting, Supplier<T> source) {
        try {
            return source.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(setting, e.getMessage());
        }
    }
}
