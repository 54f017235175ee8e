package dev.realtime.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SeedsTest {

    @Test
    void runsEverySeedOnce() throws InterruptedException {
        Set<Long> ran = ConcurrentHashMap.newKeySet();

        Seeds seeds = new Seeds(5, 1_000, seed -> ran.add(seed) ? List.of() : List.of("again"));

        assertThat(seeds.firstFailure()).isEmpty();
        assertThat(ran).isEqualTo(LongStream.range(5, 1_005).boxed().collect(Collectors.toSet()));
    }

    @Test
    void reportsTheSmallestSeedThatFails() throws InterruptedException {
        Seeds seeds = new Seeds(1, 1_000, seed -> seed < 100 ? List.of() : List.of("wrong under " + seed));

        assertThat(seeds.firstFailure()).hasValueSatisfying(failure -> assertThat(failure)
                .hasToString("replay: ./mvnw -pl realtime-core test -Dtest=SimulationTest -Dsim.seed=100\n"
                        + "  wrong under 100"));
    }

    @Test
    void aRunThatThrowsIsNoSuccess() {
        Seeds seeds = new Seeds(1, 10, seed -> {
            throw new IllegalStateException("seed " + seed);
        });

        assertThatThrownBy(seeds::firstFailure).isInstanceOf(AssertionError.class);
    }
}
