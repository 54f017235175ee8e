package dev.realtime.kv;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import java.lang.System.Logger.Level;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that wait for the database, so that nobody else has to. Made when they are needed, gone after a minute
 * without work.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class Desk implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Desk.class.getName());
    private static final long IDLE_SECONDS = 60;
    private static final long FAREWELL_SECONDS = 5;

    private final ThreadPoolExecutor pool;

    /** @param name of its threads */
    Desk(String name, int threads, int maxWaiting) {
        AtomicInteger made = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maxWaiting), task -> {
                    Thread thread = new Thread(task, name + "-" + made.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** @return fails with what the task throws, and with {@link RefusedException} if too many wait */
    <T> CompletionStage<T> submit(Callable<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            pool.execute(() -> run(task, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new RefusedException(ErrorCode.OVERLOADED, "too many wait for the database"));
        }
        return answer;
    }

    /**
     * Lets what runs and what waits come to its end, for a while. Nothing is interrupted: that would close the file of an
     * embedded database under everybody.
     */
    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "{0} requests to the database do not end", pool.getActiveCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // Whatever it throws is the caller's: on the pool's thread nobody would hear of it.
    private static <T> void run(Callable<T> task, CompletableFuture<T> answer) {
        try {
            answer.complete(task.call());
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }
}
