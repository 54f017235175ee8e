package dev.realtime.kv;

import dev.realtime.core.policy.Backoff;
import dev.realtime.core.spi.Randomness;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits of a thread that can be told to stop.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class Pause {

    private static final long STEPS = 1_000;

    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Randomness randomness;

    Pause(Randomness randomness) {
        this.randomness = randomness;
    }

    void stop() {
        stopped.complete(null);
    }

    boolean isStopped() {
        return stopped.isDone();
    }

    /** @throws InterruptedException when it was stopped */
    void of(Duration time) throws InterruptedException {
        try {
            stopped.get(time.toNanos(), TimeUnit.NANOSECONDS);
            throw new InterruptedException("stopped");
        } catch (TimeoutException e) {
            // Over, as it should be.
        } catch (ExecutionException e) {
            throw new IllegalStateException("it never fails", e);
        }
    }

    /**
     * Until the stage is complete, however that is.
     *
     * @throws InterruptedException when it was stopped before
     */
    void until(CompletableFuture<?> stage) throws InterruptedException {
        try {
            CompletableFuture.anyOf(stage, stopped).get();
        } catch (ExecutionException e) {
            // Whoever waits for it looks for himself.
            return;
        }
        if (!stage.isDone()) {
            throw new InterruptedException("stopped");
        }
    }

    /** @param failures so far, without the last one */
    void after(Backoff backoff, int failures) throws InterruptedException {
        of(backoff.delay(failures, (double) randomness.below(STEPS) / STEPS));
    }
}
