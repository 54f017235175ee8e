package dev.realtime.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.source.delivery.Courier;
import dev.realtime.source.delivery.Outage;
import dev.realtime.source.delivery.Stop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadingTest {

    private final Counts counts = new Counts();
    private final Stop stop = new Stop(new SystemRandomness());

    @Test
    void makesAnotherConsumerWhateverBreaksOneAndWhoeverInterruptsIt() {
        Breaking clients = new Breaking(
                new KafkaException("no rights"),
                new NoClassDefFoundError("a library is missing"),
                new StackOverflowError("deep"),
                new InterruptException("somebody interrupted"));

        reading(clients).run();

        assertThat(clients.left).isEmpty();
        assertThat(counts.failed).hasValue(4);
        assertThat(stop.isAsked()).as("by the last one alone").isTrue();
    }

    @Test
    void endsAndSaysSoWhereMemoryIsOut() {
        Breaking clients = new Breaking(new OutOfMemoryError("heap"), new KafkaException("never made"));

        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> reading(clients).run());

        assertThat(clients.left).hasSize(1);
        assertThat(counts.failed).hasValue(1);
    }

    private Reading reading(KafkaClients clients) {
        KafkaSourceOptions options =
                KafkaSourceOptions.at("nowhere:9092").withoutDeadLetters().telemetry(counts);
        Courier courier = new Courier(
                (channel, message) -> new CompletableFuture<>(),
                new Courier.Terms(options.publishTimeout(), counts, stop, (delay, task) -> {}));
        Outage outage = new Outage(System.getLogger("test"), "Kafka", counts);
        Reading.Terms terms = new Reading.Terms(options, outage, SystemTicker.INSTANCE, lag -> {});
        return new Reading(clients, courier, terms, stop);
    }

    /** Each consumer breaks before it is there, and the thread is interrupted, which spares the pauses; then all is over. */
    private final class Breaking implements KafkaClients {

        private final Deque<Throwable> left;

        Breaking(Throwable... causes) {
            left = new ArrayDeque<>(List.of(causes));
        }

        @Override
        public Consumer<byte[], byte[]> consumer() {
            Throwable cause = left.poll();
            if (cause == null) {
                stop.ask();
                throw new KafkaException("over");
            }
            Thread.currentThread().interrupt();
            if (cause instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) cause;
        }

        @Override
        public Producer<byte[], byte[]> producer() {
            throw new KafkaException("there is none");
        }
    }
}
