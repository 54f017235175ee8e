package dev.realtime.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.postgres.PostgresDatabase;
import dev.realtime.source.SourceTelemetry;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class OutboxSourceOptionsTest {

    private static final OutboxSourceOptions DEFAULT =
            OutboxSourceOptions.at(new PostgresDatabase("jdbc:postgresql://db/app?password=none", "app", "secret"));

    @Test
    void changesOneByOne() {
        SourceTelemetry telemetry = new Counts();
        OutboxSourceOptions changed = DEFAULT.group("second")
                .batch(1)
                .maxInFlight(2)
                .maxInFlightBytes(3)
                .maxDataBytes(4)
                .publishTimeout(Duration.ofSeconds(5))
                .pollEvery(Duration.ofSeconds(6))
                .farewell(Duration.ofSeconds(7))
                .telemetry(telemetry);

        assertThat(changed)
                .isEqualTo(new OutboxSourceOptions(
                        DEFAULT.database(),
                        "second",
                        1,
                        2,
                        3,
                        4,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        telemetry));
    }

    @Test
    void needsWhatMakesSense() {
        List<ThrowingCallable> mistakes = List.of(
                () -> DEFAULT.group(" "),
                () -> DEFAULT.batch(0),
                () -> DEFAULT.maxInFlight(0),
                () -> DEFAULT.maxInFlightBytes(0),
                () -> DEFAULT.maxDataBytes(0),
                () -> DEFAULT.publishTimeout(Duration.ZERO),
                () -> DEFAULT.pollEvery(Duration.ZERO),
                () -> DEFAULT.pollEvery(Duration.ofMinutes(2)),
                () -> DEFAULT.farewell(Duration.ZERO),
                () -> new PostgresDatabase("jdbc:h2:mem:a", "", ""));

        assertThat(mistakes)
                .allSatisfy(mistake -> assertThatIllegalArgumentException().isThrownBy(mistake));
    }

    @Test
    void tellsNoPassword() {
        assertThat(DEFAULT.toString()).contains("db/app").doesNotContain("secret", "none");
    }
}
