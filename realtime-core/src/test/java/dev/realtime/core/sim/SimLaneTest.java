package dev.realtime.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimLaneTest {

    private final SimWorld world = new SimWorld(3);
    private final List<SimLane> lanes = world.lanes(2);
    private final List<Object> seen = new ArrayList<>();

    @Test
    void keepsTheOrderInWhichTasksCame() {
        IntStream.range(0, 100).forEach(i -> lanes.get(0).execute(() -> seen.add(i)));

        world.runFor(Duration.ofSeconds(10));

        assertThat(seen).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void endOfTurnComesAfterWhatIsAtHandAndOnce() {
        SimLane lane = lanes.get(0);
        lane.execute(() -> {
            lane.atEndOfTurn(() -> seen.add("end"));
            seen.add("task");
        });

        world.runFor(Duration.ofSeconds(1));

        assertThat(seen).containsExactly("task", "end");
    }

    @Test
    void whatAnEndOfTurnAsksForComesInALaterTurn() {
        SimLane lane = lanes.get(0);
        lane.execute(() -> lane.atEndOfTurn(() -> {
            lane.atEndOfTurn(() -> seen.add("second"));
            seen.add("first");
        }));

        world.runFor(Duration.ofSeconds(1));

        assertThat(seen).containsExactly("first", "second");
    }

    @Test
    void onlyTheLaneThatRunsIsCurrent() {
        lanes.get(0).execute(() -> {
            seen.add(lanes.get(0).isCurrent());
            seen.add(lanes.get(1).isCurrent());
        });

        world.runFor(Duration.ofSeconds(1));

        assertThat(seen).containsExactly(true, false);
        assertThat(lanes.get(0).isCurrent()).isFalse();
    }

    @Test
    void aCallOffTheLaneIsABreach() {
        lanes.get(0).execute(() -> lanes.get(1).atEndOfTurn(() -> {}));

        world.runFor(Duration.ofSeconds(1));

        assertThat(world.breaches()).singleElement().asString().contains("off lane1");
    }

    @Test
    void lanesOfDifferentSeedsTakeTurnsDifferently() {
        List<List<Object>> orders = new ArrayList<>();
        for (long seed = 0; seed < 20; seed++) {
            SimWorld other = new SimWorld(seed);
            List<SimLane> pair = other.lanes(2);
            List<Object> order = new ArrayList<>();
            pair.forEach(lane -> lane.execute(() -> order.add(lane.toString())));
            other.runFor(Duration.ofSeconds(1));
            orders.add(order);
        }

        assertThat(orders).contains(List.of("lane0", "lane1"), List.of("lane1", "lane0"));
    }

    @Test
    void aPausedLaneRunsLater() {
        lanes.get(0).pause(Duration.ofSeconds(5));
        lanes.get(0).execute(() -> seen.add(world.now()));

        world.runFor(Duration.ofSeconds(4));
        assertThat(seen).isEmpty();

        world.runFor(Duration.ofSeconds(4));
        assertThat(seen).hasSize(1);
    }

    @Test
    void nothingRunsOnAStoppedLane() {
        lanes.get(0).execute(() -> seen.add("before"));
        lanes.get(0).stop();
        lanes.get(0).execute(() -> seen.add("after"));

        world.runFor(Duration.ofSeconds(1));

        assertThat(seen).isEmpty();
    }
}
