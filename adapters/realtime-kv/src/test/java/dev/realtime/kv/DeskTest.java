package dev.realtime.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeskTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Desk desk = new Desk("desk", 1, 2);
    private final CountDownLatch answer = new CountDownLatch(1);

    @AfterEach
    void close() {
        answer.countDown();
        desk.close();
    }

    @Test
    void answersWithWhatComesOfATaskOnItsOwnThread() {
        CompletionStage<String> name = desk.submit(() -> Thread.currentThread().getName());

        assertThat(join(name)).isEqualTo("desk-1");
    }

    @Test
    void answersWithWhatATaskThrows() {
        CompletionStage<String> failing = desk.submit(() -> {
            throw new SQLException("away");
        });

        assertThatThrownBy(() -> join(failing)).hasCauseInstanceOf(SQLException.class);
        assertThat(join(desk.submit(() -> "still here"))).isEqualTo("still here");
    }

    @Test
    void refusesWhatItHasNoRoomFor() {
        CompletionStage<Boolean> first = desk.submit(this::held);
        CompletionStage<Boolean> second = desk.submit(this::held);
        CompletionStage<Boolean> third = desk.submit(this::held);

        assertThatThrownBy(() -> join(desk.submit(this::held)))
                .hasCauseInstanceOf(RefusedException.class)
                .satisfies(e ->
                        assertThat(((RefusedException) e.getCause()).code()).isEqualTo(ErrorCode.OVERLOADED));

        answer.countDown();
        for (CompletionStage<Boolean> taken : List.of(first, second, third)) {
            assertThat(join(taken)).isTrue();
        }
    }

    @Test
    void endsWhatItHasTakenBeforeItCloses() {
        CompletionStage<Boolean> running = desk.submit(this::held);
        CompletionStage<Boolean> waiting = desk.submit(() -> true);
        answer.countDown();
        desk.close();

        assertThat(running.toCompletableFuture()).isCompletedWithValue(true);
        assertThat(waiting.toCompletableFuture()).isCompletedWithValue(true);
        assertThatThrownBy(() -> join(desk.submit(() -> true))).hasCauseInstanceOf(RefusedException.class);
    }

    private boolean held() throws InterruptedException {
        return answer.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
