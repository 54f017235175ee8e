package dev.realtime.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.source.Routing;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaSourceOptionsTest {

    private final KafkaSourceOptions options = KafkaSourceOptions.at("kafka:9092");

    @Test
    void readsUpdatesOfTasksUnlessToldOtherwise() {
        assertThat(options.topics()).containsOnlyKeys("task-updates");
        assertThat(options.deadLettersOf("task-updates")).contains("task-updates-dead");
    }

    @ParameterizedTest
    @CsvSource({
        "enable.auto.commit, true",
        "enable.auto.commit, false",
        "group.id, other",
        "bootstrap.servers, other:9092",
        "max.poll.records, 1",
        "value.deserializer, x.Y",
        "sasl.jaas.confg, misspelt"
    })
    @DisplayName("KF03: what the source rests on cannot be set, and a name must be known")
    void leavesToTheSourceWhatItRestsOn(String name, String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> options.properties(Map.of(name, value)));
    }

    @Test
    @DisplayName("KF03: a consumer never commits by itself")
    void neverCommitsByItself() {
        assertThat(ClientProperties.ofConsumer(options.properties(Map.of("security.protocol", "SSL"))))
                .containsEntry("enable.auto.commit", false)
                .containsEntry("security.protocol", "SSL");
    }

    @Test
    void letsGoOfThePartitionsOfAKilledServerSoon() {
        assertThat(ClientProperties.ofConsumer(options)).containsEntry("session.timeout.ms", 10_000);
        assertThat(ClientProperties.ofConsumer(options.properties(Map.of("session.timeout.ms", "6000"))))
                .containsEntry("session.timeout.ms", "6000");
    }

    @Test
    void givesEachClientWhatItKnows() {
        KafkaSourceOptions both =
                options.properties(Map.of("security.protocol", "SSL", "fetch.min.bytes", "7", "linger.ms", "9"));

        assertThat(ClientProperties.ofConsumer(both))
                .containsEntry("fetch.min.bytes", "7")
                .doesNotContainKey("linger.ms");
        assertThat(ClientProperties.ofProducer(both))
                .containsEntry("linger.ms", "9")
                .containsEntry("security.protocol", "SSL")
                .doesNotContainKey("fetch.min.bytes");
    }

    @Test
    void refusesWhatKafkaFindsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaClients.of(options.properties(Map.of("isolation.level", "a secret"))))
                .withMessage("Kafka's consumer needs another value of isolation.level");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaClients.of(options.properties(Map.of("acks", "a secret"))))
                .withMessage("Kafka's producer needs another value of acks");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaClients.of(options.properties(Map.of("session.timeout.ms", "soon"))))
                .withMessage("Kafka's consumer needs another value of session.timeout.ms");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> KafkaSourceOptions.at(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> options.group(""));
        assertThatIllegalArgumentException().isThrownBy(() -> options.topics(Map.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> options.topics(Map.of("no topic", Routing.TASK_UPDATES)));
        assertThatIllegalArgumentException().isThrownBy(() -> options.deadLetters("no topic"));
        assertThatIllegalArgumentException().isThrownBy(() -> options.deadLetters("task-updates"));
        assertThatIllegalArgumentException().isThrownBy(() -> options.maxInFlight(0));
        assertThatIllegalArgumentException().isThrownBy(() -> options.maxInFlightBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> options.publishTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> options.commitEvery(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> options.farewell(Duration.ofMillis(-1)));
    }

    @Test
    void doesNotShowItsProperties() {
        assertThat(options.properties(Map.of("sasl.jaas.config", "a password")).toString())
                .doesNotContain("a password");
    }
}
