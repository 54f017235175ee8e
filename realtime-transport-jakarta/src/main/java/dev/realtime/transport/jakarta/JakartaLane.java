package dev.realtime.transport.jakarta;

import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A lane on a thread of its own.
 *
 * <p>What is handed over is not bounded here: connections bound what they bring, the engine what it asks for. After
 * {@link #close} it is dropped.
 *
 * <p><b>Threads:</b> as {@link Lane} says; {@link #close} from any thread but its own.
 */
final class JakartaLane implements Lane, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(JakartaLane.class.getName());
    private static final Duration LONGEST_END = Duration.ofSeconds(5);
    private static final Runnable NOTHING = () -> {};

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Ticker ticker;
    private final Thread thread;
    private volatile boolean ended;

    // Confined to the lane.
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private List<Runnable> endOfTurn = new ArrayList<>();
    private long timersMade;

    JakartaLane(String name, Ticker ticker) {
        this.ticker = ticker;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        if (!ended) {
            tasks.add(task);
        }
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        endOfTurn.add(task);
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        timers.add(new Timer(ticker.nanos() + delayNanos, timersMade++, task));
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    long nanos() {
        return ticker.nanos();
    }

    /** Ends the thread after what is at hand. */
    @Override
    public void close() {
        tasks.add(() -> ended = true);
        try {
            thread.join(LONGEST_END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!ended) {
                turn();
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "a lane ends because its thread was interrupted");
        }
    }

    private void turn() throws InterruptedException {
        Runnable task = firstTask();
        // Only what is at hand: what tasks add belongs to the next turn, so that a turn always ends.
        for (int atHand = tasks.size(); ; atHand--) {
            run(task);
            if (atHand == 0) {
                break;
            }
            task = tasks.remove();
        }
        long now = ticker.nanos();
        while (!timers.isEmpty() && timers.peek().at() - now <= 0) {
            run(timers.remove().task());
        }
        List<Runnable> ending = endOfTurn;
        endOfTurn = new ArrayList<>();
        ending.forEach(JakartaLane::run);
    }

    /** Waits for a task, or for the moment when something else is due. */
    private Runnable firstTask() throws InterruptedException {
        if (endOfTurn.isEmpty() && timers.isEmpty()) {
            return tasks.take();
        }
        long wait = endOfTurn.isEmpty() ? timers.peek().at() - ticker.nanos() : 0;
        Runnable task = tasks.poll(wait, TimeUnit.NANOSECONDS);
        return task == null ? NOTHING : task;
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // The other connections of this lane are not to blame.
            LOG.log(System.Logger.Level.ERROR, "a task of a lane failed", e);
        }
    }

    /** @param number keeps timers of one moment in the order in which they were made */
    private record Timer(long at, long number, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.signum(at - other.at);
            return byTime == 0 ? Long.compare(number, other.number) : byTime;
        }
    }
}
