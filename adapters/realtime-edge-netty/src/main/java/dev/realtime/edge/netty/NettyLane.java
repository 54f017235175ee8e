package dev.realtime.edge.netty;

import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Ticker;
import io.netty.channel.SingleThreadEventLoop;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * An event loop as a lane. Also carries the one timer with which all connections of the loop are watched; it runs only
 * while there is something to watch.
 *
 * <p><b>Threads:</b> {@link #execute} and {@link #isCurrent} from anywhere, the rest on the loop.
 */
final class NettyLane implements Lane {

    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final SingleThreadEventLoop loop;
    private final Ticker ticker;
    private final Queue<Runnable> endOfTurn = new ArrayDeque<>();
    private final Runnable runEndOfTurn = this::runEndOfTurn;
    private final Runnable sweep = this::sweep;
    private final Queue<Watched> watched = new ArrayDeque<>();
    private boolean sweepScheduled;
    private boolean turnEnds;

    NettyLane(SingleThreadEventLoop loop, Ticker ticker) {
        this.loop = loop;
        this.ticker = ticker;
    }

    /** The lanes end together, one a little before another; what is still meant for one that has ended concerns nobody. */
    @Override
    public void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            if (!loop.isShuttingDown()) {
                throw e;
            }
        }
    }

    /**
     * Netty runs its tail tasks until none is left, so a task that asks for another turn would keep the loop from its
     * sockets. Here it waits for the next iteration.
     */
    @Override
    public void atEndOfTurn(Runnable task) {
        if (endOfTurn.isEmpty() && !turnEnds) {
            loop.executeAfterEventLoopIteration(runEndOfTurn);
        }
        endOfTurn.add(task);
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean isCurrent() {
        return loop.inEventLoop();
    }

    SingleThreadEventLoop loop() {
        return loop;
    }

    Ticker ticker() {
        return ticker;
    }

    /** Runs {@code task} on this lane: now if this is the lane. */
    void run(Runnable task) {
        if (isCurrent()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /** Calls {@code one} until it says that it is enough. */
    void watch(Watched one) {
        watched.add(one);
        scheduleSweep();
    }

    private void runEndOfTurn() {
        turnEnds = true;
        try {
            for (int i = endOfTurn.size(); i > 0; i--) {
                endOfTurn.remove().run();
            }
        } finally {
            turnEnds = false;
            if (!endOfTurn.isEmpty()) {
                loop.execute(() -> loop.executeAfterEventLoopIteration(runEndOfTurn));
            }
        }
    }

    private void scheduleSweep() {
        if (!sweepScheduled) {
            sweepScheduled = true;
            schedule(sweep, SWEEP_NANOS);
        }
    }

    private void sweep() {
        sweepScheduled = false;
        long soon = ticker.nanos() + SWEEP_NANOS;
        try {
            for (int i = watched.size(); i > 0; i--) {
                Watched one = watched.remove();
                if (one.stillWatched(soon)) {
                    watched.add(one);
                }
            }
        } finally {
            if (!watched.isEmpty()) {
                scheduleSweep();
            }
        }
    }
}
