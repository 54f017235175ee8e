package dev.realtime.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void doublesUpToThirtySeconds() {
        List<Long> seconds = IntStream.range(0, 8)
                .mapToObj(attempt ->
                        Math.round(Backoff.DEFAULT.delay(attempt, 0.999_999_999).toMillis() / 1000.0))
                .toList();

        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    }

    @Test
    void neverWaitsLessThanHalfOfTheStep() {
        assertThat(Backoff.DEFAULT.delay(2, 0.0)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void staysAtItsLastStep() {
        Backoff backoff = new Backoff(List.of(Duration.ofSeconds(2), Duration.ofSeconds(6)));

        assertThat(backoff.delay(0, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.delay(1, 0)).isEqualTo(Duration.ofSeconds(3));
        assertThat(backoff.delay(100, 0)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void refusesStepsOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(List.of(Duration.ZERO)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(List.of(Duration.ofSeconds(1), Duration.ofSeconds(-1))))
                .withMessageContaining("PT-1S");
    }
}
