package dev.realtime.source.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.source.Routing;
import dev.realtime.source.kafka.LivingHub.Subscriber;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A topic of dead letters that is not there, with the settings that everybody has. */
class MissingGraveIT {

    /** Three tries of 3 s each for the first letter, and what a busy machine adds. */
    private static final Duration THREE_TRIES = Duration.ofSeconds(16);

    private final Kafka kafka = Kafka.shared();
    private final Counts counts = new Counts();

    @Test
    @DisplayName("KF01: fifty letters for a topic that is missing take as long as one")
    void fiftyLettersTakeAsLongAsOne() {
        String topic = kafka.newTopic(1);
        KafkaSourceOptions options = KafkaSourceOptions.at(kafka.servers())
                .group("group-of-" + topic)
                .topics(Map.of(topic, Routing.TASK_UPDATES))
                .deadLetters("nowhere-" + topic)
                // Letters that stand still would stop all reading.
                .maxInFlight(40)
                .commitEvery(Duration.ofMillis(50))
                .telemetry(counts);
        for (int i = 0; i < 50; i++) {
            kafka.send(topic, 0, "poison".getBytes(UTF_8));
        }
        kafka.send(topic, 0, record(1));
        kafka.flush();

        try (LivingHub living = new LivingHub()) {
            Subscriber ann = living.subscriber("ann");
            try (KafkaSource source = KafkaSource.start(living.hub()::publish, options)) {
                await().atMost(THREE_TRIES).until(() -> ann.tasks().equals(List.of(1)));
                await().atMost(Duration.ofSeconds(2)).until(() -> kafka.committed(options.group(), topic, 0) == 51);
                assertThat(counts.deadLettersLost).hasValue(50);

                kafka.send(topic, 0, "poison".getBytes(UTF_8));
                kafka.write(topic, 0, record(2));

                await().atMost(Duration.ofSeconds(2)).until(() -> ann.tasks().equals(List.of(1, 2)));
                await().atMost(Duration.ofSeconds(2)).until(() -> kafka.committed(options.group(), topic, 0) == 53);
                assertThat(counts.deadLettersLost).hasValue(51);
                assertThat(source.isReading()).isTrue();
            }
        }
    }

    private static byte[] record(int task) {
        return ("{\"event_type\":\"created\",\"user_id\":\"ann\",\"task_id\":" + task + "}").getBytes(UTF_8);
    }
}
