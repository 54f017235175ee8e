package dev.realtime.source.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.source.kafka.LivingHub.Subscriber;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class KafkaOutageIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    // Kafka still writes to its folder for a moment after it has stopped.
    @TempDir(cleanup = CleanupMode.NEVER)
    Path folder;

    @Test
    @DisplayName("KF11, P17: a Kafka that is away at the start and later is waited for, and goes on where it was")
    void waitsForKafka() {
        Counts counts = new Counts();
        Kafka kafka = Kafka.in(folder);
        KafkaSourceOptions options = KafkaSourceOptions.at(kafka.servers())
                .commitEvery(Duration.ofMillis(100))
                .telemetry(counts);
        try (LivingHub living = new LivingHub();
                KafkaSource source = KafkaSource.start(living.hub()::publish, options)) {
            Subscriber ann = living.subscriber("ann");
            await().atMost(SOON).until(() -> counts.failed.get() > 0);
            assertThat(source.isReading()).isFalse();

            kafka.start();
            kafka.create("task-updates", 1);
            kafka.write("task-updates", 0, record(1));
            await().atMost(SOON).until(() -> ann.tasks().equals(List.of(1)));
            await().atMost(SOON).until(source::isReading);
            await().atMost(SOON).until(() -> kafka.committed("realtime", "task-updates", 0) == 1);

            kafka.stop();
            await().atMost(SOON).until(() -> !source.isReading());
            kafka.start();
            kafka.write("task-updates", 0, record(2));

            await().atMost(SOON).until(() -> ann.tasks().size() >= 2);
            await().atMost(SOON).until(source::isReading);
            await().atMost(SOON).until(() -> kafka.committed("realtime", "task-updates", 0) == 2);
            assertThat(ann.tasks()).containsExactly(1, 2);
            assertThat(counts.back).hasValue(2);
            kafka.stop();
        }
    }

    private static byte[] record(int task) {
        return ("{\"event_type\":\"created\",\"user_id\":\"ann\",\"task_id\":" + task + "}").getBytes(UTF_8);
    }
}
