package dev.realtime.source.delivery;

import dev.realtime.core.policy.Backoff;
import dev.realtime.core.spi.Randomness;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells a thread to stop, also while it waits.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class Stop {

    private static final long STEPS = 1_000;

    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final Randomness randomness;

    public Stop(Randomness randomness) {
        this.randomness = randomness;
    }

    public void ask() {
        asked.complete(null);
    }

    public boolean isAsked() {
        return asked.isDone();
    }

    /** How long to wait. @param failures so far, without the last one */
    public Duration delay(Backoff backoff, int failures) {
        return backoff.delay(failures, (double) randomness.below(STEPS) / STEPS);
    }

    /** Waits, unless it is told to stop or interrupted; an interrupt is no more than an early end of this wait. */
    public void await(Duration time) {
        try {
            asked.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // Over, as it should be.
        } catch (InterruptedException e) {
            // Over, too: only by asking is the thread ended.
        } catch (ExecutionException e) {
            throw new IllegalStateException("it never fails", e);
        }
    }
}
