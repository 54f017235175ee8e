package dev.realtime.server;

import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.RouteConfig;
import dev.realtime.server.config.ServerConfig;
import java.util.Map;

/** Whether the longest record of a topic can come in and be published: one that cannot would be brought for ever, or lost. */
final class RecordSizes {

    private RecordSizes() {}

    /** @throws ConfigException if a topic takes records that nothing else takes */
    static void check(ServerConfig config) {
        check(config, "sources.kafka.topics.", config.sources().kafka().topics());
        check(config, "sources.dapr.topics.", config.sources().dapr().topics());
        long body = config.edge().maxBodyBytes().bytes();
        config.sources().dapr().topics().forEach((topic, route) -> {
            // Dapr writes what is no JSON in base64, and an envelope around everything.
            if (route.maxRecord().bytes() > body / 4 * 3) {
                throw tooLong("sources.dapr.topics." + topic, "at most three quarters of edge.max-body-bytes");
            }
        });
    }

    private static void check(ServerConfig config, String prefix, Map<String, RouteConfig> topics) {
        long waiting = config.limits().maxPendingPublishBytes().bytes();
        topics.forEach((topic, route) -> {
            if (route.maxRecord().bytes() >= waiting) {
                throw tooLong(prefix + topic, "less than limits.max-pending-publish-bytes");
            }
        });
    }

    private static ConfigException tooLong(String topic, String most) {
        return new ConfigException(topic + ".max-record", "need " + most);
    }
}
