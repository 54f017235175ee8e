package dev.realtime.examples.tasks;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The topic that tells what becomes of tasks. Its key is the user: what one user did stays in order.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class Topic implements AutoCloseable {

    static final String NAME = "task-updates";

    private final KafkaProducer<String, byte[]> producer;

    /** @param servers {@code host:port} of Kafka */
    Topic(String servers) {
        // Kafka has it, on all its replicas, or the caller hears that it has not.
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                servers,
                "acks",
                "all",
                "enable.idempotence",
                true,
                "max.block.ms",
                3_000,
                "request.timeout.ms",
                3_000,
                "delivery.timeout.ms",
                5_000);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Writes a change.
     *
     * @param then runs once Kafka has it, in the order in which Kafka has changes of one user
     * @return fails if Kafka does not take it in time
     */
    CompletableFuture<Void> write(Change change, Runnable then) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        producer.send(new ProducerRecord<>(NAME, change.user(), change.json()), (place, failure) -> {
            if (failure == null) {
                then.run();
                written.complete(null);
            } else {
                written.completeExceptionally(failure);
            }
        });
        return written;
    }

    @Override
    public void close() {
        producer.close();
    }
}
