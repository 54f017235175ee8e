package dev.realtime.source.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.RefusedException;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Broker;
import dev.realtime.source.Routing;
import dev.realtime.source.SourcePublisher;
import dev.realtime.source.delivery.Courier;
import dev.realtime.source.delivery.Later;
import dev.realtime.source.delivery.Stop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FlowTest {

    private static final KafkaSourceOptions OPTIONS =
            KafkaSourceOptions.at("nowhere:9092").withoutDeadLetters();
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Stop stop = new Stop(new SystemRandomness());
    private final Asked hub = new Asked();
    private final Courier courier = courier(OPTIONS.publishTimeout());
    private final DeadLetters deadLetters = new DeadLetters(new NoClients(), OPTIONS, stop, SystemTicker.INSTANCE);
    private Flow flow = new Flow(Routing.to("tasks#{user}"), courier, deadLetters);
    private long offset;

    @AfterEach
    void close() {
        deadLetters.close();
    }

    @Test
    @DisplayName("P17: records of one channel wait for each other, those of different channels do not")
    void keepsTheOrderOfAChannel() {
        take("ann", "ann", "bob", "ann");

        assertThat(hub.asked).containsExactly("ann 0", "bob 2");
        hub.answer("ann 0");
        assertThat(hub.asked).containsExactly("ann 0", "bob 2", "ann 1");
        hub.answer("ann 1");
        assertThat(hub.asked).containsExactly("ann 0", "bob 2", "ann 1", "ann 3");
    }

    @Test
    @DisplayName("P17: the position moves over what is settled, from the front")
    void movesOverWhatIsSettled() {
        take("ann", "bob", "cid");

        hub.answer("bob 1");
        flow.settle();
        assertThat(flow.position()).isEmpty();
        assertThat(flow.records()).isEqualTo(3);
        hub.answer("ann 0");
        flow.settle();
        assertThat(flow.position()).map(OffsetAndMetadata::offset).contains(2L);
        hub.answer("cid 2");
        flow.settle();
        assertThat(flow.position()).map(OffsetAndMetadata::offset).contains(3L);
        assertThat(flow.records()).isZero();
        assertThat(flow.bytes()).isZero();
    }

    @Test
    @DisplayName("P17: an unfit record is settled without the hub")
    void movesOverWhatIsUnfit() {
        take("*");

        flow.settle();
        assertThat(hub.asked).isEmpty();
        assertThat(flow.position()).map(OffsetAndMetadata::offset).contains(1L);
    }

    @Test
    @DisplayName("KF05: a record that is refused for now comes again before those after it, under the same name")
    void comesAgainInItsPlace() {
        take("ann", "ann");

        hub.refuse("ann 0", new RefusedException(ErrorCode.OVERLOADED, "later"));
        assertThat(courier.isRefused()).isTrue();
        await().atMost(SOON).until(() -> hub.asked.size() == 2);
        assertThat(hub.asked).containsExactly("ann 0", "ann 0");
        assertThat(courier.isRefused()).isFalse();
        hub.refuse("ann 0", new Broker.UnavailableException("away", null));
        await().atMost(SOON).until(() -> hub.asked.size() == 3);
        hub.answer("ann 0");
        assertThat(hub.asked).containsExactly("ann 0", "ann 0", "ann 0", "ann 1");
        assertThat(hub.names).containsExactly("kafka:t-3-0@77", "kafka:t-3-0@77", "kafka:t-3-0@77", "kafka:t-3-1@77");
    }

    @Test
    @DisplayName("KF05: a record that the hub does not answer comes again")
    void comesAgainWithoutAnAnswer() {
        Courier hasty = courier(Duration.ofMillis(50));
        flow = new Flow(Routing.to("tasks#{user}"), hasty, deadLetters);
        take("ann");

        await().atMost(SOON).until(() -> hub.asked.size() == 2);
        hub.answer("ann 0");
        flow.settle();
        assertThat(flow.position()).isPresent();
    }

    @Test
    @DisplayName("KF04: what waits is not published once the partition is somebody else's")
    void publishesNothingOnceItIsOver() {
        take("ann", "ann");

        flow.end();
        hub.answer("ann 0");
        assertThat(hub.asked).containsExactly("ann 0");
    }

    @Test
    void goesThroughALongRowWithoutRecursion() {
        take("ann");
        hub.atOnce = true;
        for (int i = 0; i < 50_000; i++) {
            take("ann");
        }

        hub.answer("ann 0");
        flow.settle();
        assertThat(flow.position()).map(OffsetAndMetadata::offset).contains(50_001L);
    }

    private Courier courier(Duration publishTimeout) {
        return new Courier(hub, new Courier.Terms(publishTimeout, OPTIONS.telemetry(), stop, Later.JDK));
    }

    private void take(String... users) {
        for (String user : users) {
            byte[] value = ("{\"user\":\"" + user + "\",\"n\":" + offset + "}").getBytes(UTF_8);
            flow.take(new ConsumerRecord<>(
                    "t",
                    3,
                    offset++,
                    77,
                    TimestampType.CREATE_TIME,
                    -1,
                    value.length,
                    null,
                    value,
                    new RecordHeaders(),
                    Optional.empty()));
        }
    }

    /** A hub that answers when it is told to. */
    private static final class Asked implements SourcePublisher {
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final List<String> names = new CopyOnWriteArrayList<>();
        private final List<CompletableFuture<Void>> answers = new CopyOnWriteArrayList<>();
        private volatile boolean atOnce;

        @Override
        public CompletionStage<?> publish(ChannelName channel, Message message) {
            if (atOnce) {
                return CompletableFuture.completedStage(null);
            }
            CompletableFuture<Void> answer = new CompletableFuture<>();
            String number = new String(message.data().bytes(), UTF_8).replaceAll("\\D", "");
            answers.add(answer);
            names.add(message.idempotencyKey());
            asked.add(channel.local().substring("tasks#".length()) + " " + number);
            return answer;
        }

        void answer(String what) {
            answers.get(asked.lastIndexOf(what)).complete(null);
        }

        void refuse(String what, RuntimeException why) {
            answers.get(asked.lastIndexOf(what)).completeExceptionally(why);
        }
    }
}
