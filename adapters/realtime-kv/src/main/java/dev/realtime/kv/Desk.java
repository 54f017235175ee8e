package dev.realtime.kv;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Ticker;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that wait for the database, so that nobody else has to. Made when they are needed, gone after a minute
 * without work. Users take turns, in {@link Queues}; who has waited for too long is sent away instead of being worked for,
 * since his client may be gone.
 *
 * <p><b>Threads:</b> thread-safe. {@link Queues} are guarded by their own lock; nothing foreign is called under it.
 */
final class Desk implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Desk.class.getName());
    private static final long IDLE_SECONDS = 60;
    private static final long FAREWELL_SECONDS = 5;

    private final ThreadPoolExecutor pool;
    private final Queues<Job<?>> queues;
    private final long maxWaitNanos;
    private final Ticker ticker;

    /**
     * @param name of its threads
     * @param threads of which a user has half at most, or the only one
     */
    Desk(String name, int threads, KvLimits limits, Ticker ticker) {
        this.queues = new Queues<>(limits, threads);
        this.maxWaitNanos = limits.maxWait().toNanos();
        this.ticker = ticker;
        AtomicInteger made = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + made.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * @param owner whose turn it takes
     * @param bytes what it holds while it waits
     * @return fails with what the task throws, and with {@link RefusedException} if too much waits, or it itself did for too
     *     long: then it was not begun
     */
    <T> CompletionStage<T> submit(UserId owner, long bytes, Callable<T> task) {
        Job<T> job = new Job<>(task, new CompletableFuture<>(), ticker.nanos(), new AtomicBoolean());
        switch (queues.add(owner, bytes, job)) {
            case NO_ROOM -> job.refuse("too many wait for the database");
            case WORKER_WANTED -> startWorkerFor(job);
            case TAKEN -> {
                // Whoever works now comes to it.
            }
        }
        return job.answer();
    }

    /**
     * Lets what runs and what waits come to its end, for a while. Nothing is interrupted: that would close the file of an
     * embedded database under everybody.
     */
    @Override
    public void close() {
        queues.close();
        pool.shutdown();
        try {
            if (!pool.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "{0} requests to the database do not end", pool.getActiveCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startWorkerFor(Job<?> job) {
        try {
            pool.execute(this::work);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // Closed just now, or there is no thread to be had.
            queues.workerLost();
            job.refuse("nobody can wait for the database");
        }
    }

    private void work() {
        for (Optional<Queues.Turn<Job<?>>> turn = queues.take(); turn.isPresent(); turn = queues.take()) {
            Job<?> job = turn.get().work();
            try {
                if (ticker.nanos() - job.since() > maxWaitNanos) {
                    job.refuse("waited too long for the database");
                } else {
                    job.run();
                }
            } finally {
                queues.done(turn.get());
            }
        }
    }

    /** @param claimed by whoever runs or refuses it, once */
    private record Job<T>(Callable<T> task, CompletableFuture<T> answer, long since, AtomicBoolean claimed) {

        // Whatever it throws is the caller's: on the pool's thread nobody would hear of it.
        void run() {
            if (claimed.getAndSet(true)) {
                return;
            }
            try {
                answer.complete(task.call());
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        }

        void refuse(String why) {
            if (!claimed.getAndSet(true)) {
                answer.completeExceptionally(new RefusedException(ErrorCode.OVERLOADED, why));
            }
        }
    }
}
