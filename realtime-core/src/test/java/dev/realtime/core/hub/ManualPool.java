package dev.realtime.core.hub;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** An executor whose tasks begin when the test says so. */
final class ManualPool implements Executor {

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean full;

    @Override
    public void execute(Runnable task) {
        if (full) {
            throw new RejectedExecutionException("full");
        }
        tasks.add(task);
    }

    /** From now on it takes nothing. */
    ManualPool full(boolean isFull) {
        full = isFull;
        return this;
    }

    int size() {
        return tasks.size();
    }

    /** Runs what is there now, and what comes meanwhile. */
    void run() {
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }
    }
}
