package dev.realtime.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import dev.realtime.core.UserId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeskTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final UserId ANN = UserId.of("ann");
    private static final UserId BOB = UserId.of("bob");

    private final AtomicLong nanos = new AtomicLong();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final List<String> done = new CopyOnWriteArrayList<>();
    private Desk desk = desk(1);

    @AfterEach
    void close() {
        answer.countDown();
        desk.close();
    }

    @Test
    void answersWithWhatComesOfATaskOnItsOwnThread() {
        CompletionStage<String> name =
                desk.submit(ANN, 0, () -> Thread.currentThread().getName());

        assertThat(join(name)).isEqualTo("desk-1");
    }

    @Test
    void answersWithWhatATaskThrows() {
        CompletionStage<String> failing = desk.submit(ANN, 0, () -> {
            throw new SQLException("away");
        });
        CompletionStage<String> dying = desk.submit(ANN, 0, () -> {
            throw new StackOverflowError();
        });

        assertThatThrownBy(() -> join(failing)).hasCauseInstanceOf(SQLException.class);
        assertThatThrownBy(() -> join(dying)).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(join(desk.submit(ANN, 0, () -> "still here"))).isEqualTo("still here");
    }

    @Test
    void refusesWhatItHasNoRoomFor() {
        List<CompletionStage<Boolean>> taken = new ArrayList<>(List.of(hold(ANN)));
        for (int i = 0; i < 4; i++) {
            taken.add(hold(UserId.of("user" + i)));
        }

        assertRefused(hold(BOB));

        answer.countDown();
        for (CompletionStage<Boolean> each : taken) {
            assertThat(join(each)).isTrue();
        }
    }

    @Test
    void aUserWhoFillsHisShareKeepsNobodyElseOut() {
        hold(ANN);
        hold(ANN);
        hold(ANN);

        assertRefused(hold(ANN));
        CompletionStage<Boolean> ofBob = hold(BOB);
        answer.countDown();

        assertThat(join(ofBob)).isTrue();
    }

    @Test
    void usersTakeTurns() {
        hold(ANN);
        note(ANN, "ann 1");
        CompletionStage<String> last = note(ANN, "ann 2");
        note(BOB, "bob 1");
        note(BOB, "bob 2");
        answer.countDown();
        join(last);

        assertThat(done).containsExactly("bob 1", "ann 1", "bob 2", "ann 2");
    }

    @Test
    void aUserHasHalfOfTheThreadsAtMost() {
        desk.close();
        desk = desk(2);
        hold(ANN);
        CompletionStage<Boolean> second = hold(ANN);

        assertThat(join(note(BOB, "bob"))).isEqualTo("bob");
        assertThat(second.toCompletableFuture()).isNotDone();
        answer.countDown();

        assertThat(join(second)).isTrue();
    }

    @Test
    void boundsTheBytesThatWait() {
        hold(ANN);
        CompletionStage<String> large = desk.submit(ANN, 60, () -> "large");
        CompletionStage<String> small = desk.submit(BOB, 10, () -> "small");

        // A quarter of 100 is a user's, unless he has nothing waiting.
        assertRefused(desk.submit(ANN, 1, () -> "more"));
        assertRefused(desk.submit(BOB, 20, () -> "more"));
        assertRefused(desk.submit(UserId.of("eve"), 31, () -> "too much"));
        CompletionStage<String> fits = desk.submit(UserId.of("eve"), 30, () -> "fits");
        answer.countDown();

        assertThat(List.of(join(large), join(small), join(fits))).containsExactly("large", "small", "fits");
        assertThat(join(desk.submit(BOB, 100, () -> "room again"))).isEqualTo("room again");
    }

    @Test
    void doesNotBeginWhatHasWaitedForTooLong() {
        hold(ANN);
        CompletionStage<String> late = note(ANN, "late");
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        CompletionStage<String> inTime = note(BOB, "in time");
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        answer.countDown();

        assertThat(join(inTime)).isEqualTo("in time");
        assertRefused(late);
        assertThat(done).containsExactly("in time");
    }

    @Test
    void endsWhatItHasTakenBeforeItCloses() {
        CompletionStage<Boolean> running = hold(ANN);
        CompletionStage<Boolean> waiting = desk.submit(ANN, 0, () -> true);
        answer.countDown();
        desk.close();

        assertThat(running.toCompletableFuture()).isCompletedWithValue(true);
        assertThat(waiting.toCompletableFuture()).isCompletedWithValue(true);
        assertRefused(desk.submit(ANN, 0, () -> true));
    }

    /** At most four wait, two of one user and 100 bytes, for five seconds. */
    private Desk desk(int threads) {
        KvLimits limits = new KvLimits(1, 1, 1, 1, 1, threads, 4, 2, 100, Duration.ofSeconds(5));
        return new Desk("desk", threads, limits, nanos::get);
    }

    /** Work that lasts until the answer comes; the first is begun before this returns. */
    private CompletionStage<Boolean> hold(UserId user) {
        CountDownLatch begun = new CountDownLatch(isIdle() ? 1 : 0);
        CompletionStage<Boolean> held = desk.submit(user, 0, () -> {
            begun.countDown();
            // Longer than anybody waits for what must not wait for it.
            return answer.await(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        });
        await(begun);
        return held;
    }

    private boolean isIdle = true;

    private boolean isIdle() {
        boolean idle = isIdle;
        isIdle = false;
        return idle;
    }

    private CompletionStage<String> note(UserId user, String name) {
        return desk.submit(user, 0, () -> {
            done.add(name);
            return name;
        });
    }

    private static void assertRefused(CompletionStage<?> stage) {
        assertThatThrownBy(() -> join(stage))
                .hasCauseInstanceOf(RefusedException.class)
                .satisfies(e ->
                        assertThat(((RefusedException) e.getCause()).code()).isEqualTo(ErrorCode.OVERLOADED));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
