package dev.realtime.source.delivery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs what has to wait. <b>Threads:</b> thread-safe; a task must not block. */
@FunctionalInterface
public interface Later {

    /** On the JDK's own thread of delays. */
    Later JDK = (delay, task) -> CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
            .execute(task);

    void run(Duration delay, Runnable task);
}
