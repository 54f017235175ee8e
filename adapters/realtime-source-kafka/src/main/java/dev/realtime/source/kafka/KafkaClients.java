package dev.realtime.source.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Makes the clients of Kafka that a source needs.
 *
 * <p><b>Errors:</b> {@link org.apache.kafka.common.KafkaException}, for one if no server has an address just now.
 */
interface KafkaClients {

    Consumer<byte[], byte[]> consumer();

    Producer<byte[], byte[]> producer();

    /** @throws IllegalArgumentException if Kafka finds a setting wrong */
    static KafkaClients of(KafkaSourceOptions options) {
        Map<String, Object> consumer = ClientProperties.ofConsumer(options);
        Map<String, Object> producer = ClientProperties.ofProducer(options);
        return new KafkaClients() {
            @Override
            public Consumer<byte[], byte[]> consumer() {
                return new KafkaConsumer<>(consumer);
            }

            @Override
            public Producer<byte[], byte[]> producer() {
                return new KafkaProducer<>(producer);
            }
        };
    }

    /** Whether a client with those metrics has a connection. There is no other way to know: it tries for ever, silently. */
    static boolean isConnected(Map<MetricName, ? extends Metric> metrics) {
        return metrics.entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("connection-count"))
                .anyMatch(metric -> metric.getValue().metricValue() instanceof Number count && count.longValue() > 0);
    }
}
