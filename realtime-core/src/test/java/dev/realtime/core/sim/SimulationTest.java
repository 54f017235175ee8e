package dev.realtime.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The engine under chaos. {@code -Dsim.seeds=N} runs that many, {@code -Dsim.from=N} starts elsewhere, {@code
 * -Dsim.seed=N} replays one with its trace.
 */
class SimulationTest {

    private static final int MAX_SHOWN = 3;

    @Test
    @Timeout(600)
    void keepsEveryPromiseUnderEverySeed() {
        Long single = Long.getLong("sim.seed");
        long from = single != null ? single : Long.getLong("sim.from", 1);
        long count = single != null ? 1 : Long.getLong("sim.seeds", 2_000);
        StringBuilder failed = new StringBuilder();
        int failures = 0;
        for (long seed = from; seed < from + count && failures < MAX_SHOWN; seed++) {
            Simulation run = new Simulation(seed, UnaryOperator.identity());
            if (single != null) {
                run.traceTo(System.out::println);
            }
            List<String> breaches = run.run();
            if (!breaches.isEmpty()) {
                failures++;
                failed.append("\nreplay: ./mvnw -pl realtime-core test -Dtest=SimulationTest -Dsim.seed=")
                        .append(seed)
                        .append("\n  ")
                        .append(String.join("\n  ", breaches));
            }
        }

        assertThat(failed.toString()).isEmpty();
    }

    @Test
    @Timeout(60)
    void sameSeedIsTheSameRun() {
        for (long seed = 1; seed <= 50; seed++) {
            Simulation first = new Simulation(seed, UnaryOperator.identity());
            Simulation second = new Simulation(seed, UnaryOperator.identity());

            first.run();
            second.run();

            assertThat(second.hash()).as("hash of seed %d", seed).isEqualTo(first.hash());
        }
    }

    @Test
    void otherSeedsAreOtherRuns() {
        Simulation first = new Simulation(1, UnaryOperator.identity());
        Simulation second = new Simulation(2, UnaryOperator.identity());

        first.run();
        second.run();

        assertThat(second.hash()).isNotEqualTo(first.hash());
    }
}
