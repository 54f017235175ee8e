package dev.realtime.core.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SimWorkersTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final SimWorld world = new SimWorld(7);
    private final List<String> done = new ArrayList<>();

    @Test
    void runsTasksOnNoLaneOnceTheirTimeHasCome() {
        SimWorkers workers = new SimWorkers(world, 1, 1);

        workers.execute(() -> done.add("on " + world.running()));
        assertThat(done).isEmpty();
        world.runFor(Duration.ofMillis(20));

        assertThat(done).containsExactly("on null");
    }

    @Test
    void keepsTheThreadOfATaskThatBlocks() {
        SimWorkers workers = new SimWorkers(world, 2, 10);
        workers.execute(() -> workers.block(LONG));
        workers.execute(() -> workers.block(LONG.multipliedBy(2)));
        workers.execute(() -> done.add("third"));

        world.runFor(LONG.minusSeconds(1));
        assertThat(done).isEmpty();
        world.runFor(Duration.ofSeconds(2));

        assertThat(done).containsExactly("third");
    }

    @Test
    void rejectsWhatHasNeitherThreadNorRoom() {
        SimWorkers workers = new SimWorkers(world, 1, 1);
        workers.execute(() -> done.add("first"));
        workers.execute(() -> done.add("second"));

        assertThatThrownBy(() -> workers.execute(() -> done.add("third")))
                .isInstanceOf(RejectedExecutionException.class);
        world.runFor(LONG);

        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void beginsNothingAfterTheDeathOfItsProcess() {
        SimWorkers workers = new SimWorkers(world, 1, 1);
        workers.execute(() -> done.add("first"));

        workers.stop();
        world.runFor(LONG);

        assertThat(done).isEmpty();
        assertThatThrownBy(() -> workers.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void tellsTheWorldOfATaskThatThrows() {
        SimWorkers workers = new SimWorkers(world, 1, 1);
        workers.execute(() -> {
            throw new IllegalStateException("lost");
        });
        world.runFor(LONG);

        assertThat(world.breaches()).singleElement().asString().contains("lost");
        assertThatThrownBy(() -> workers.block(LONG)).isInstanceOf(IllegalStateException.class);
    }
}
