package dev.realtime.core.sim;

import dev.realtime.core.spi.Broker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What lies between nodes and a store that they share: requests and answers take their time, and may get lost.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
final class SimDistance {

    private final SimWorld world;
    private final SimChance chance;
    private long maxDelayNanos = 2_000_000;
    private int failsOneIn;
    private boolean available = true;

    SimDistance(SimWorld world) {
        this.world = world;
        this.chance = world.chance();
    }

    void maxDelayNanos(long nanos) {
        maxDelayNanos = nanos;
    }

    void failsOneIn(int n) {
        failsOneIn = n;
    }

    void available(boolean on) {
        available = on;
    }

    /** One node's way to the store. Its requests take effect in the order in which they were made. */
    final class Way {

        private long busyUntilNanos;
        private boolean closed;

        /** Asks for something; {@code effect} answers at once. */
        <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> effect) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            long atNanos = Math.max(busyUntilNanos, world.nowNanos() + chance.below(maxDelayNanos));
            busyUntilNanos = atNanos;
            world.after(atNanos - world.nowNanos(), () -> {
                if (isLost()) {
                    back(() -> answer.completeExceptionally(new Broker.UnavailableException("away", null)));
                    return;
                }
                T result = effect.get().toCompletableFuture().join();
                if (isLost()) {
                    back(() -> answer.completeExceptionally(new Broker.UnavailableException("no answer", null)));
                } else {
                    back(() -> answer.complete(result));
                }
            });
            return answer;
        }

        /** Comes to the node, unless it has ended. */
        void back(Runnable task) {
            world.after(chance.below(maxDelayNanos), () -> {
                if (!closed) {
                    task.run();
                }
            });
        }

        void close() {
            closed = true;
        }
    }

    private boolean isLost() {
        return !available || failsOneIn > 0 && chance.oneIn(2 * failsOneIn);
    }
}
