package dev.realtime.source.kafka;

import dev.realtime.source.Routing;
import dev.realtime.source.SourceTelemetry;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is read, and how.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param servers {@code host:port}, several with commas between them
 * @param group the consumers that share the partitions: servers with one broker share a group, a server with a broker of its
 *     own has a group of its own
 * @param topics what is read, and where its records go
 * @param deadLetters topic for what can never be delivered, with {@code {topic}} for where it came from; empty for none: then
 *     a line in the log is all that is left of it
 * @param maxInFlight most records that are read and not settled; beyond, nothing is read
 * @param maxInFlightBytes the same in bytes, but for what a last fetch brings
 * @param publishTimeout how long the hub may take before a record is published again, under the same idempotency key
 * @param commitEvery how often positions are committed
 * @param farewell how long to wait for what is in flight when a partition, or the source, goes
 * @param properties further settings of Kafka's clients, by their names there: security, mostly
 */
public record KafkaSourceOptions(
        String servers,
        String group,
        Map<String, Routing> topics,
        Optional<String> deadLetters,
        int maxInFlight,
        long maxInFlightBytes,
        Duration publishTimeout,
        Duration commitEvery,
        Duration farewell,
        Map<String, String> properties,
        SourceTelemetry telemetry) {

    /** The topic that is read unless others are named. */
    public static final String TASK_UPDATES = "task-updates";

    private static final String TOPIC = "{topic}";
    private static final String LEGAL = "[A-Za-z0-9._-]{1,249}";

    public KafkaSourceOptions {
        Objects.requireNonNull(telemetry, "telemetry");
        topics = Map.copyOf(topics);
        properties = Map.copyOf(properties);
        if (servers.isBlank()) {
            throw new IllegalArgumentException("need servers");
        }
        if (group.isBlank()) {
            throw new IllegalArgumentException("need a group");
        }
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("need at least one topic");
        }
        for (String topic : topics.keySet()) {
            requireTopic(topic);
            if (deadLetters.isPresent()) {
                String grave = deadLetters.get().replace(TOPIC, topic);
                requireTopic(grave);
                if (topics.containsKey(grave)) {
                    throw new IllegalArgumentException("need a topic of dead letters that is not read: " + grave);
                }
            }
        }
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("need maxInFlight > 0 but got " + maxInFlight);
        }
        if (maxInFlightBytes < 1) {
            throw new IllegalArgumentException("need maxInFlightBytes > 0 but got " + maxInFlightBytes);
        }
        positive("publishTimeout", publishTimeout);
        positive("commitEvery", commitEvery);
        positive("farewell", farewell);
        ClientProperties.check(properties);
    }

    /**
     * The topic {@code task-updates} to its users, by the group {@code realtime}; dead letters to {@code {topic}-dead}; 1,000
     * records and 8 MiB in flight, 10 s for a publish, commits every second, 5 s of farewell.
     */
    public static KafkaSourceOptions at(String servers) {
        return new KafkaSourceOptions(
                servers,
                "realtime",
                Map.of(TASK_UPDATES, Routing.TASK_UPDATES),
                Optional.of(TOPIC + "-dead"),
                1_000,
                8L * 1024 * 1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Map.of(),
                SourceTelemetry.NONE);
    }

    public KafkaSourceOptions group(String name) {
        return with(draft -> draft.group = name);
    }

    public KafkaSourceOptions topics(Map<String, Routing> read) {
        return with(draft -> draft.topics = read);
    }

    public KafkaSourceOptions deadLetters(String topic) {
        return with(draft -> draft.deadLetters = Optional.of(topic));
    }

    public KafkaSourceOptions withoutDeadLetters() {
        return with(draft -> draft.deadLetters = Optional.empty());
    }

    public KafkaSourceOptions maxInFlight(int records) {
        return with(draft -> draft.maxInFlight = records);
    }

    public KafkaSourceOptions maxInFlightBytes(long bytes) {
        return with(draft -> draft.maxInFlightBytes = bytes);
    }

    public KafkaSourceOptions publishTimeout(Duration time) {
        return with(draft -> draft.publishTimeout = time);
    }

    public KafkaSourceOptions commitEvery(Duration time) {
        return with(draft -> draft.commitEvery = time);
    }

    public KafkaSourceOptions farewell(Duration time) {
        return with(draft -> draft.farewell = time);
    }

    public KafkaSourceOptions properties(Map<String, String> further) {
        return with(draft -> draft.properties = further);
    }

    public KafkaSourceOptions telemetry(SourceTelemetry listener) {
        return with(draft -> draft.telemetry = listener);
    }

    /** Where dead letters of a topic go. */
    Optional<String> deadLettersOf(String topic) {
        return deadLetters.map(name -> name.replace(TOPIC, topic));
    }

    /** Without the properties, which hold passwords. */
    @Override
    public String toString() {
        return "KafkaSourceOptions[" + servers + ", group " + group + ", topics " + topics.keySet() + "]";
    }

    private KafkaSourceOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    private static void requireTopic(String name) {
        if (!name.matches(LEGAL)) {
            throw new IllegalArgumentException("need 1-249 of [A-Za-z0-9._-] as a topic but got " + name);
        }
    }

    private static void positive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("need " + name + " > 0 but got " + time);
        }
    }

    /** The same, while one of it changes. */
    private static final class Draft {
        private final String servers;
        private String group;
        private Map<String, Routing> topics;
        private Optional<String> deadLetters;
        private int maxInFlight;
        private long maxInFlightBytes;
        private Duration publishTimeout;
        private Duration commitEvery;
        private Duration farewell;
        private Map<String, String> properties;
        private SourceTelemetry telemetry;

        Draft(KafkaSourceOptions from) {
            servers = from.servers;
            group = from.group;
            topics = from.topics;
            deadLetters = from.deadLetters;
            maxInFlight = from.maxInFlight;
            maxInFlightBytes = from.maxInFlightBytes;
            publishTimeout = from.publishTimeout;
            commitEvery = from.commitEvery;
            farewell = from.farewell;
            properties = from.properties;
            telemetry = from.telemetry;
        }

        KafkaSourceOptions options() {
            return new KafkaSourceOptions(
                    servers,
                    group,
                    topics,
                    deadLetters,
                    maxInFlight,
                    maxInFlightBytes,
                    publishTimeout,
                    commitEvery,
                    farewell,
                    properties,
                    telemetry);
        }
    }
}
