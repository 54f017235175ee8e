package dev.realtime.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimWorldTest {

    private final SimWorld world = new SimWorld(7);
    private final List<String> seen = new ArrayList<>();

    @Test
    void runsWhatComesFirstFirstAndEqualMomentsInTheOrderAskedFor() {
        world.after(Duration.ofSeconds(2), () -> seen.add("late"));
        world.after(Duration.ofSeconds(1), () -> seen.add("one"));
        world.after(Duration.ofSeconds(1), () -> seen.add("two"));

        world.runFor(Duration.ofSeconds(3));

        assertThat(seen).containsExactly("one", "two", "late");
    }

    @Test
    void timePassesAlsoWhenNothingHappens() {
        long before = world.ticker().nanos();

        world.runFor(Duration.ofHours(1));

        assertThat(world.ticker().nanos() - before)
                .isEqualTo(Duration.ofHours(1).toNanos());
        assertThat(world.now()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void wallClockMovesAloneAndTheTickerGoesOn() {
        long nanos = world.ticker().nanos();
        long millis = world.wallClock().millis();

        world.shiftWallClock(Duration.ofHours(-1));

        assertThat(world.wallClock().millis() - millis).isEqualTo(-3_600_000);
        assertThat(world.ticker().nanos()).isEqualTo(nanos);
    }

    @Test
    void someTickersWrapWithinAMinute() {
        boolean wrapped = false;
        for (long seed = 0; seed < 50; seed++) {
            SimWorld other = new SimWorld(seed);
            long before = other.ticker().nanos();
            other.runFor(Duration.ofMinutes(1));
            wrapped |= other.ticker().nanos() < before;
        }

        assertThat(wrapped).isTrue();
    }

    @Test
    void restIsWhenOnlyTimersAreLeft() {
        SimLane lane = world.lanes(1).get(0);
        lane.execute(() -> lane.schedule(() -> seen.add("heartbeat"), 1_000_000_000L));
        world.after(Duration.ofMillis(5), () -> seen.add("work"));

        boolean rests = world.runUntilIdle(Duration.ofSeconds(10));

        assertThat(rests).isTrue();
        assertThat(seen).containsExactly("work");
    }

    @Test
    void anExceptionIsABreachAndTheWorldGoesOn() {
        world.after(Duration.ZERO, () -> {
            throw new IllegalStateException("broken");
        });
        world.after(Duration.ofSeconds(1), () -> seen.add("after"));

        world.runFor(Duration.ofSeconds(2));

        assertThat(world.breaches()).singleElement().asString().contains("broken");
        assertThat(seen).containsExactly("after");
    }
}
