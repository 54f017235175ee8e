package dev.realtime.server.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Topics of Kafka that are read.
 *
 * <p><b>Threads:</b> immutable.
 */
public record KafkaConfig(
        @Setting(about = "Kafka's `host:port`, several parted by commas. Without it nothing is read.")
                Optional<String> servers,
        @Setting(
                        about =
                                "The consumer group. Servers with one broker share a group; a server with a broker of its own has"
                                        + " a group of its own.",
                        value = KafkaConfig.GROUP)
                String group,
        @Setting(
                        about =
                                "Topic for records that can never be delivered; `{topic}` is where they came from; `none` for"
                                        + " none.",
                        value = "{topic}-dead")
                String deadLetters,
        @Setting(
                        about = "Records that are read and not settled; beyond, nothing is read.",
                        value = "1000",
                        max = 1_000_000)
                int maxInFlight,
        @Setting(about = "The same in bytes.", value = "8MiB") Size maxInFlightBytes,
        @Setting(
                        about =
                                "File with further settings of Kafka's clients, as its own programs take them: security, mostly.")
                Optional<Path> properties,
        @Setting(
                        about =
                                "Topics by name, and where their records go. Without any: `task-updates`, to the users of the"
                                        + " dialect `task-updates`.")
                Map<String, RouteConfig> topics) {

    /** The group of whoever names none. */
    public static final String GROUP = "realtime";

    public KafkaConfig {
        topics = Map.copyOf(topics);
    }
}
