package dev.realtime.examples.notifier;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A worker with a thread of its own, which ends in {@link #close}. */
final class ThreadWorker implements Worker, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ThreadWorker.class.getName());
    // What is being sent to Telegram is better recorded than in doubt.
    private static final Duration LAST_WORK = Duration.ofSeconds(20);

    private final ScheduledThreadPoolExecutor thread;

    ThreadWorker(String name) {
        thread = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, name), (task, closed) -> {});
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        after(Duration.ZERO, task);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        thread.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Lets the task at hand finish; those that wait are dropped. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_WORK.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.log(Level.WARNING, "stopped in the middle of something");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            // The disk is full, no memory, or a bug: half a notifier helps nobody, and who restarts it finds the state
            // whole.
            LOG.log(Level.ERROR, "a task failed, which ends the notifier", e);
            Runtime.getRuntime().halt(1);
        }
    }
}
