package dev.realtime.core.hub;

import dev.realtime.core.CloseCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends all connections of a hub, a share of them at each of a few steps, cuts those that do not go, and ends the streams
 * that are still written.
 *
 * <p><b>Threads:</b> each lane drains itself.
 */
final class Drain {

    private static final int STEPS = 20;
    private static final Duration MIN_STEP = Duration.ofMillis(10);
    // After the last goodbye peers have this long for their part of the closing handshake.
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Kernel kernel;
    private final long stepNanos;
    private final AtomicInteger lanesLeft;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Drain(Kernel kernel, Duration over) {
        this.kernel = kernel;
        this.stepNanos = Math.max(MIN_STEP.toNanos(), over.toNanos() / STEPS);
        this.lanesLeft = new AtomicInteger(kernel.lanes().length);
    }

    CompletionStage<Void> start() {
        for (LaneHub lane : kernel.lanes()) {
            lane.run(() -> step(lane, 0));
        }
        return done;
    }

    private void step(LaneHub lane, int step) {
        Connections connections = lane.connections();
        int stepsLeft = Math.max(1, STEPS - step);
        int toEnd = (connections.size() + stepsLeft - 1) / stepsLeft;
        Connection[] snapshot = connections.toArray();
        for (Connection connection : snapshot) {
            if (toEnd > 0 && !connection.isOver()) {
                connection.end(CloseCode.SHUTDOWN);
                toEnd--;
            }
        }
        if (connections.size() == 0) {
            laneDone();
        } else if (step * stepNanos > STEPS * stepNanos + GRACE.toNanos()) {
            connections.forEach(Connection::abort);
            laneDone();
        } else {
            lane.lane().schedule(() -> step(lane, step + 1), stepNanos);
        }
    }

    private void laneDone() {
        if (lanesLeft.decrementAndGet() == 0) {
            endStreams();
        }
    }

    // Whoever reads them on other nodes is told that nothing more will come. A broker that is away is not waited for.
    private void endStreams() {
        if (kernel.streams() == 0) {
            done.complete(null);
            return;
        }
        AtomicInteger left = new AtomicInteger(kernel.lanes().length);
        for (LaneHub lane : kernel.lanes()) {
            lane.run(() -> {
                lane.lane().schedule(() -> done.complete(null), GRACE.toNanos());
                lane.streams().endAll().whenComplete((all, failure) -> {
                    if (left.decrementAndGet() == 0) {
                        done.complete(null);
                    }
                });
            });
        }
    }
}
