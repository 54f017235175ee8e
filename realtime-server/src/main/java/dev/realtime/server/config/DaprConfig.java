package dev.realtime.server.config;

import java.util.Map;
import java.util.Optional;

/**
 * Topics that a Dapr sidecar delivers.
 *
 * <p><b>Threads:</b> immutable.
 */
public record DaprConfig(
        @Setting(about = "Name of the Dapr component for publish and subscribe. Without it Dapr is not heard.")
                Optional<String> pubsub,
        @Setting(
                        about =
                                "What the sidecar has to show, its `APP_API_TOKEN`. Where none is set, a sidecar on this"
                                        + " machine is heard.")
                Optional<Secret> appToken,
        @Setting(about = "Topic where Dapr puts what is dropped.") Optional<String> deadLetters,
        @Setting(about = "Topics by name, and where their events go. Without any: `task-updates`, as with Kafka.")
                Map<String, RouteConfig> topics) {

    public DaprConfig {
        topics = Map.copyOf(topics);
    }
}
