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

    private static final long FROM = Long.getLong("sim.from", 1);
    private static final long COUNT = Long.getLong("sim.seeds", 20_000);
    private static final Long REPLAYED = Long.getLong("sim.seed");

    @Test
    @Timeout(1_800)
    void keepsEveryPromiseUnderEverySeed() throws InterruptedException {
        Seeds seeds = REPLAYED == null
                ? new Seeds(FROM, COUNT, SimulationTest::run)
                : new Seeds(REPLAYED, 1, SimulationTest::replay);

        assertThat(seeds.firstFailure()).isEmpty();
    }

    @Test
    @Timeout(600)
    void sameSeedIsTheSameRun() {
        for (long seed = FROM; seed < FROM + Math.max(1, COUNT / 400); seed++) {
            assertThat(hashOf(seed)).as("hash of seed %d", seed).isEqualTo(hashOf(seed));
        }
    }

    @Test
    void otherSeedsAreOtherRuns() {
        assertThat(hashOf(2)).isNotEqualTo(hashOf(1));
    }

    private static List<String> run(long seed) {
        return new Simulation(seed, UnaryOperator.identity()).run();
    }

    private static List<String> replay(long seed) {
        Simulation run = new Simulation(seed, UnaryOperator.identity());
        run.traceTo(System.out::println);
        return run.run();
    }

    private static long hashOf(long seed) {
        Simulation run = new Simulation(seed, UnaryOperator.identity());
        run.run();
        return run.hash();
    }
}
