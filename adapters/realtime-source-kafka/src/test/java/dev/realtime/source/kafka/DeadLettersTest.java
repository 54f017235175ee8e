package dev.realtime.source.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.source.Rejection;
import dev.realtime.source.delivery.Stop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final AtomicLong nanos = new AtomicLong();
    private final Counts counts = new Counts();
    private final Graves graves = new Graves();
    private final DeadLetters deadLetters = new DeadLetters(
            new OneProducer(graves),
            KafkaSourceOptions.at("nowhere:9092").telemetry(counts),
            new Stop(new SystemRandomness()),
            nanos::get);
    private int offset;

    @AfterEach
    void close() {
        deadLetters.close();
    }

    @Test
    @DisplayName("KF01: a letter that could be written at the second try takes those behind it along")
    void losesNothingOverAHiccup() {
        graves.hiccups = 2;
        CompletableFuture<?> first = bury("t");
        CompletableFuture<?> second = bury("t");

        await().atMost(SOON).until(() -> first.isDone() && second.isDone());
        assertThat(graves.history()).hasSize(2);
        assertThat(counts.deadLettersLost).hasValue(0);
    }

    @Test
    @DisplayName("KF01: where a letter was lost no other is tried for half a minute, and then one")
    void triesOneLetterInAWhile() {
        graves.hiccups = Integer.MAX_VALUE;
        CompletableFuture<?> first = bury("t");
        CompletableFuture<?> behind = bury("t");
        await().atMost(SOON).until(() -> first.isDone() && behind.isDone());
        assertThat(graves.tries).hasValue(3);

        assertThat(bury("t")).isDone();
        nanos.addAndGet(ShutTopics.WINDOW.toNanos());
        CompletableFuture<?> probe = bury("t");
        assertThat(bury("t")).isDone();
        await().atMost(SOON).until(probe::isDone);

        assertThat(graves.tries).hasValue(4);
        assertThat(counts.deadLettersLost).hasValue(5);
    }

    @Test
    @DisplayName("KF01: a topic that is there again takes letters again")
    void writesAgainWhatCanBeWrittenAgain() {
        graves.hiccups = 3;
        CompletableFuture<?> first = bury("t");
        await().atMost(SOON).until(first::isDone);
        nanos.addAndGet(ShutTopics.WINDOW.toNanos());

        CompletableFuture<?> probe = bury("t");
        await().atMost(SOON).until(() -> probe.isDone() && graves.history().size() == 1);
        await().atMost(SOON).until(() -> bury("t").isDone() && graves.history().size() > 1);
    }

    @Test
    @DisplayName("KF01: a topic of dead letters that is missing is no matter of another one")
    void losesNothingOfAnotherTopic() {
        graves.missing = "t-dead";
        CompletableFuture<?> lost = bury("t");
        await().atMost(SOON).until(lost::isDone);
        CompletableFuture<?> kept = bury("u");
        await().atMost(SOON).until(kept::isDone);

        assertThat(graves.history()).hasSize(1);
        assertThat(counts.deadLettersLost).hasValue(1);
    }

    @Test
    @DisplayName("KF01: a letter that is too long for its topic shuts nothing")
    void shutsNothingForALetterThatIsWrong() {
        graves.tooLarge = true;
        CompletableFuture<?> lost = bury("t");
        await().atMost(SOON).until(lost::isDone);
        graves.tooLarge = false;
        CompletableFuture<?> kept = bury("t");
        await().atMost(SOON).until(kept::isDone);

        assertThat(graves.history()).hasSize(1);
        assertThat(counts.deadLettersLost).hasValue(1);
    }

    private CompletableFuture<Void> bury(String topic) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(topic, 0, offset++, null, "poison".getBytes(UTF_8));
        return deadLetters.bury(new Letter(record, Rejection.MALFORMED, "need JSON"));
    }

    /** A Kafka that is there, whose topics are not. */
    private static final class Graves extends MockProducer<byte[], byte[]> {

        private final AtomicInteger tries = new AtomicInteger();
        private volatile int hiccups;
        private volatile String missing = "";
        private volatile boolean tooLarge;

        private Graves() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            MetricName connections = new MetricName("connection-count", "producer-metrics", "", Map.of());
            setMockMetrics(connections, new Metric() {
                @Override
                public MetricName metricName() {
                    return connections;
                }

                @Override
                public Object metricValue() {
                    return 1;
                }
            });
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            int tried = tries.incrementAndGet();
            if (tooLarge) {
                throw new RecordTooLargeException("too large");
            }
            if (tried <= hiccups || record.topic().equals(missing)) {
                callback.onCompletion(null, new TimeoutException("not present in metadata"));
                return CompletableFuture.failedFuture(new TimeoutException("not present in metadata"));
            }
            return super.send(record, callback);
        }
    }

    private record OneProducer(Producer<byte[], byte[]> producer) implements KafkaClients {

        @Override
        public Consumer<byte[], byte[]> consumer() {
            throw new KafkaException("there is none");
        }
    }
}
