package dev.realtime.server.source;

import dev.realtime.core.hub.Hub;
import dev.realtime.server.config.KafkaConfig;
import dev.realtime.source.Routing;
import dev.realtime.source.SourceTelemetry;
import dev.realtime.source.kafka.KafkaSource;
import dev.realtime.source.kafka.KafkaSourceOptions;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Reads topics of Kafka as the configuration says.
 *
 * <p><b>Source:</b> docs/sources.md.
 */
public final class KafkaPart {

    private static final String NO_DEAD_LETTERS = "none";

    private KafkaPart() {}

    /**
     * Begins to read, whether or not Kafka is there yet.
     *
     * @param servers where Kafka is
     * @param telemetry hears what becomes of records
     * @throws IllegalArgumentException if a setting is wrong
     */
    public static AutoCloseable start(String servers, KafkaConfig config, Hub hub, SourceTelemetry telemetry) {
        return KafkaSource.start(hub::publish, options(servers, config).telemetry(telemetry));
    }

    /** Looks at the settings and opens nothing. @throws IllegalArgumentException if one is wrong */
    public static void check(String servers, KafkaConfig config) {
        KafkaSource.check(options(servers, config));
    }

    private static KafkaSourceOptions options(String servers, KafkaConfig config) {
        KafkaSourceOptions options = KafkaSourceOptions.at(servers)
                .group(config.group())
                .maxInFlight(config.maxInFlight())
                .maxInFlightBytes(config.maxInFlightBytes().bytes())
                .properties(config.properties().map(KafkaPart::read).orElse(Map.of()));
        if (!config.topics().isEmpty()) {
            Map<String, Routing> topics = new HashMap<>();
            config.topics().forEach((topic, route) -> topics.put(topic, route.routing()));
            options = options.topics(topics);
        }
        return config.deadLetters().equals(NO_DEAD_LETTERS)
                ? options.withoutDeadLetters()
                : options.deadLetters(config.deadLetters());
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file, e);
        }
        Map<String, String> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }
}
