package dev.realtime.core.spi;

import java.util.concurrent.Executor;

/**
 * A serial executor: what runs on it runs one after the other, in the order in which it was handed over, and sees what
 * ran before. In the bundled server each event-loop thread is a lane and a connection lives on the lane of its socket.
 *
 * <p><b>Threads:</b> {@link #execute} is called from anywhere, the rest only on the lane itself.
 */
public interface Lane extends Executor {

    /** Runs {@code task} later on this lane, also when called on it. Never refuses while the hub is open. */
    @Override
    void execute(Runnable task);

    /**
     * Runs {@code task} once when what is at hand is done: in an event loop after the input and the tasks of this
     * iteration. The engine asks at most once per iteration and lane.
     */
    void atEndOfTurn(Runnable task);

    /** Runs {@code task} on this lane after at least {@code delayNanos}. The engine keeps one or two timers a lane. */
    void schedule(Runnable task, long delayNanos);

    /** Whether the caller runs on this lane. */
    boolean isCurrent();
}
