package dev.realtime.source.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Settings of Kafka's clients: what the source rests on is its own, the rest is the user's. */
final class ClientProperties {

    /** A fetch brings all partitions of a server together at most this, and reads ahead by as much. */
    private static final int FETCH_BYTES = 8 * 1024 * 1024;

    private static final int POLL_RECORDS = 500;
    private static final int RECONNECT_MILLIS = 5_000;

    /** A server that was killed holds on to its partitions for so long; Kafka's own 45 s are long for news. */
    private static final int SESSION_MILLIS = 10_000;

    /** How long a dead letter may wait for a server, and how long for news of its topic. */
    private static final int DELIVERY_MILLIS = 10_000;

    private static final int BLOCK_MILLIS = 3_000;

    private static final Set<String> OURS = Set.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);

    private ClientProperties() {}

    /** @throws IllegalArgumentException if one of them is unknown to Kafka, wrong, or the source's own */
    static void check(Map<String, String> properties) {
        Set<String> known = new TreeSet<>(ConsumerConfig.configNames());
        known.addAll(ProducerConfig.configNames());
        for (String name : properties.keySet()) {
            if (OURS.contains(name)) {
                throw new IllegalArgumentException("need " + name + " left to the source");
            }
            if (!known.contains(name)) {
                throw new IllegalArgumentException("need settings that Kafka's clients have but got " + name);
            }
        }
    }

    /** @throws IllegalArgumentException if Kafka finds a value wrong */
    static Map<String, Object> ofConsumer(KafkaSourceOptions options) {
        Map<String, Object> all = new HashMap<>();
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        all.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        all.put(ConsumerConfig.CLIENT_ID_CONFIG, "realtime-source");
        all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        all.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS);
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        addKnown(options.properties(), ConsumerConfig.configNames(), all);
        all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, options.servers());
        all.put(ConsumerConfig.GROUP_ID_CONFIG, options.group());
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(POLL_RECORDS, options.maxInFlight()));
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        try {
            new ConsumerConfig(all);
        } catch (ConfigException e) {
            throw wrong("consumer", ConsumerConfig.configDef(), all, e);
        }
        return all;
    }

    /** @throws IllegalArgumentException if Kafka finds a value wrong */
    static Map<String, Object> ofProducer(KafkaSourceOptions options) {
        Map<String, Object> all = new HashMap<>();
        all.put(ProducerConfig.CLIENT_ID_CONFIG, "realtime-source-dead-letters");
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS / 2);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        all.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS);
        addKnown(options.properties(), ProducerConfig.configNames(), all);
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, options.servers());
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        try {
            new ProducerConfig(all);
        } catch (ConfigException e) {
            throw wrong("producer", ProducerConfig.configDef(), all, e);
        }
        return all;
    }

    // Kafka's own words hold the value, which may be a password.
    private static IllegalArgumentException wrong(
            String client, ConfigDef known, Map<String, Object> all, ConfigException cause) {
        Map<String, String> texts = new HashMap<>();
        all.forEach((name, value) -> texts.put(name, value.toString()));
        String names = known.validate(texts).stream()
                .filter(setting -> !setting.errorMessages().isEmpty())
                .map(ConfigValue::name)
                .sorted()
                .collect(Collectors.joining(", "));
        String what = names.isEmpty() ? "settings that go together" : "another value of " + names;
        return new IllegalArgumentException("Kafka's " + client + " needs " + what, cause);
    }

    private static void addKnown(Map<String, String> properties, Set<String> known, Map<String, Object> into) {
        properties.forEach((name, value) -> {
            if (known.contains(name)) {
                into.put(name, value);
            }
        });
    }
}
