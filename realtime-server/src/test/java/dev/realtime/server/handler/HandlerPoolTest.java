package dev.realtime.server.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HandlerPoolTest {

    @Test
    void runsOnNamedThreadsThatKeepNoProcess() {
        try (HandlerPool pool = new HandlerPool(1, 1)) {
            Thread thread =
                    CompletableFuture.supplyAsync(Thread::currentThread, pool).join();

            assertThat(thread.getName()).isEqualTo("realtime-handler-1");
            assertThat(thread.isDaemon()).isTrue();
        }
    }

    @Test
    void rejectsWhatItCannotTake() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (HandlerPool pool = new HandlerPool(1, 1)) {
            pool.execute(() -> {
                running.countDown();
                awaitQuietly(end);
            });
            running.await();
            pool.execute(() -> {});

            assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
            end.countDown();
        }
    }

    @Test
    void interruptsWhatRunsWhenItIsClosed() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<Boolean> wasInterrupted = new CompletableFuture<>();
        HandlerPool pool = new HandlerPool(1, 1);
        pool.execute(() -> {
            running.countDown();
            wasInterrupted.complete(awaitQuietly(new CountDownLatch(1)));
        });
        running.await();

        pool.close();

        assertThat(wasInterrupted).isCompletedWithValue(true);
    }

    /** @return whether the thread was interrupted */
    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
