package dev.realtime.server.handler;

import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which handlers of clients' calls run: made when they are needed, named {@code realtime-handler-1} and so
 * on, gone after a minute without work.
 *
 * <p><b>Threads:</b> thread-safe.
 *
 * <p><b>Errors:</b> {@link RejectedExecutionException} if all threads are taken and the queue is full.
 */
public final class HandlerPool implements Executor, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(HandlerPool.class.getName());
    private static final long IDLE_SECONDS = 60;
    private static final long FAREWELL_SECONDS = 2;

    private final ThreadPoolExecutor pool;

    /**
     * @param threads most threads, more than zero
     * @param queue most tasks that wait for a thread, more than zero
     */
    public HandlerPool(int threads, int queue) {
        pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queue), namedThreads());
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Drops what waits, interrupts what runs, and waits a moment for it to end. */
    @Override
    public void close() {
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "{0} handlers do not end", pool.getActiveCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // Daemons: a handler that does not end must not keep the process.
    private static ThreadFactory namedThreads() {
        AtomicInteger made = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "realtime-handler-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
