package dev.realtime.transport.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.memory.SystemTicker;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class JakartaLaneTest {

    private final JakartaLane lane = new JakartaLane("test-lane", SystemTicker.INSTANCE);
    private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        lane.close();
    }

    @Test
    void runsTasksInOrderOnItsOwnThread() throws InterruptedException {
        List<Boolean> current = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = "task " + i;
            lane.execute(() -> {
                current.add(lane.isCurrent());
                ran.add(name);
            });
        }

        assertThat(List.of(ran.take(), ran.take(), ran.take())).containsExactly("task 0", "task 1", "task 2");
        assertThat(current).containsExactly(true, true, true);
        assertThat(lane.isCurrent()).isFalse();
    }

    @Test
    void endsATurnAfterWhatWasAtHand() throws InterruptedException {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        lane.execute(() -> {
            begun.complete(null);
            gate.orTimeout(5, TimeUnit.SECONDS).join();
        });
        // That turn has counted what is at hand; what follows belongs to the next one.
        begun.orTimeout(5, TimeUnit.SECONDS).join();
        lane.execute(() -> {
            lane.atEndOfTurn(() -> ran.add("end of turn"));
            lane.execute(() -> ran.add("next turn"));
        });
        lane.execute(() -> ran.add("at hand"));

        gate.complete(null);

        assertThat(List.of(ran.take(), ran.take(), ran.take())).containsExactly("at hand", "end of turn", "next turn");
    }

    @Test
    void endsTheTurnAfterTheOneInWhichAnEndWasAskedForAtTheEnd() throws InterruptedException {
        lane.execute(() -> lane.atEndOfTurn(() -> lane.atEndOfTurn(() -> ran.add("again"))));

        assertThat(ran.take()).isEqualTo("again");
    }

    @Test
    void runsTimersInTheOrderOfTheirTime() throws InterruptedException {
        lane.execute(() -> {
            lane.schedule(() -> ran.add("late"), 30_000_000);
            lane.schedule(() -> ran.add("soon"), 1_000_000);
            lane.schedule(() -> ran.add("soon too"), 1_000_000);
            lane.schedule(() -> ran.add("at once"), 0);
        });

        assertThat(List.of(ran.take(), ran.take(), ran.take(), ran.take()))
                .containsExactly("at once", "soon", "soon too", "late");
    }

    @Test
    void goesOnAfterATaskThatFails() throws InterruptedException {
        lane.execute(() -> {
            throw new IllegalStateException("a task that fails on purpose");
        });
        lane.execute(() -> ran.add("next"));

        assertThat(ran.take()).isEqualTo("next");
    }

    @Test
    void runsWhatIsAtHandBeforeItEndsAndDropsTheRest() {
        lane.execute(() -> ran.add("at hand"));

        lane.close();
        lane.execute(() -> ran.add("late"));

        assertThat(ran).containsExactly("at hand");
    }
}
