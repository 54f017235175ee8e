package dev.realtime.server.config;

/**
 * Where records come from that are not published by clients or over HTTP.
 *
 * <p><b>Threads:</b> immutable.
 */
public record SourcesConfig(
        @Setting(
                        about =
                                "Whether `/ready` answers 503 while a source cannot be read; without that it answers 200 and says"
                                        + " `degraded`.",
                        value = "false")
                boolean required,
        @Setting(about = "Topics of Kafka.") KafkaConfig kafka,
        @Setting(about = "What transactions of PostgreSQL published.") OutboxConfig outbox,
        @Setting(about = "Topics that a Dapr sidecar delivers to `/dapr/events/<topic>`.") DaprConfig dapr) {}
