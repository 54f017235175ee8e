package dev.realtime.core.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The threads of an application in a {@link SimWorld}, for what a hub runs outside of its lanes: a bounded pool with a
 * bounded queue.
 *
 * <p>A task begins when a thread is free, up to a millisecond later, now and then up to twenty. It takes no time by
 * itself; {@link #block} keeps its thread, as waiting for a database does.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world; its tasks run on no lane.
 *
 * <p><b>Errors:</b> {@link RejectedExecutionException} if all threads are taken and the queue is full, or after {@link
 * #stop}.
 */
public final class SimWorkers implements Executor {

    private static final long MILLI = 1_000_000;

    private final SimWorld world;
    private final SimChance chance;
    private final int threads;
    private final int queue;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int busy;
    private boolean running;
    private long blockedNanos;
    private boolean stopped;

    /**
     * @param threads tasks at the same time, more than zero
     * @param queue tasks that may wait for a thread
     */
    public SimWorkers(SimWorld world, int threads, int queue) {
        if (threads < 1 || queue < 0) {
            throw new IllegalArgumentException(
                    "need threads above zero and a queue of zero or more but got " + threads + ", " + queue);
        }
        this.world = world;
        this.chance = world.chance();
        this.threads = threads;
        this.queue = queue;
    }

    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (stopped || busy == threads && waiting.size() >= queue) {
            throw new RejectedExecutionException("no thread and no room");
        }
        waiting.add(task);
        employ();
    }

    /**
     * Keeps the thread of the task that runs now from others for a while.
     *
     * @throws IllegalStateException outside of a task
     */
    public void block(Duration span) {
        if (!running) {
            throw new IllegalStateException("need a task that runs");
        }
        blockedNanos += span.toNanos();
    }

    /** Ends the threads as the death of their process does: nothing on them begins any more. */
    public void stop() {
        stopped = true;
        waiting.clear();
    }

    private void employ() {
        while (busy < threads && !waiting.isEmpty()) {
            busy++;
            Runnable task = waiting.remove();
            world.after(chance.oneIn(50) ? chance.below(20 * MILLI) : chance.below(MILLI), () -> run(task));
        }
    }

    private void run(Runnable task) {
        if (stopped) {
            return;
        }
        running = true;
        blockedNanos = 0;
        try {
            task.run();
        } catch (RuntimeException | AssertionError e) {
            world.breach("a task on a worker threw " + SimWorld.describe(e));
        }
        running = false;
        world.timer(blockedNanos, () -> {
            busy--;
            employ();
        });
    }
}
