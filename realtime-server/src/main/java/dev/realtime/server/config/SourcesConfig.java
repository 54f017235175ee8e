package dev.realtime.server.config;

/**
 * Where records come from that are not published by clients or over HTTP.
 *
 * <p><b>Threads:</b> immutable.
 */
public record SourcesConfig(
        @Setting(about = "Topics of Kafka.") KafkaConfig kafka,
        @Setting(about = "Topics that a Dapr sidecar delivers to `/dapr/events/<topic>`.") DaprConfig dapr) {}
