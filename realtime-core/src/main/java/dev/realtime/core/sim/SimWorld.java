package dev.realtime.core.sim;

import dev.realtime.core.spi.Randomness;
import dev.realtime.core.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Virtual time and everything that happens in it, decided by one seed.
 *
 * <p>Time stands still while an event runs and then jumps to the next one, so an hour of heartbeats costs milliseconds.
 * Whatever lanes, sockets, brokers and clients of one world do is an event of its single queue; events of the same
 * moment run in the order in which they were asked for.
 *
 * <p><b>Shape:</b> the ticker starts anywhere, in one seed of eight so late that it wraps within the first minute: code
 * that compares nanoseconds by anything but subtraction does not survive here. The wall clock starts in 2026 and can be
 * {@link #shiftWallClock moved}.
 *
 * <p><b>Threads:</b> confined to the thread that runs it.
 *
 * <p><b>Errors:</b> what breaks a contract (a task that throws, a write to a busy link) is remembered in {@link
 * #breaches}, since an exception might be caught on its way.
 */
public final class SimWorld {

    private static final long START_MILLIS = 1_767_225_600_000L;
    /** More breaches than this say nothing new. */
    private static final int MAX_BREACHES = 20;

    private final long seed;
    private final SimChance chance;
    private final SimChance secrets;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<String> breaches = new ArrayList<>();
    private final long tickerStart;
    private Consumer<String> trace;
    private SimLane running;
    private long nowNanos;
    private long wallShiftMillis;
    private long sequence;
    private long foreground;
    private long hash;

    public SimWorld(long seed) {
        this.seed = seed;
        this.hash = SimChance.mix(seed);
        this.chance = new SimChance(seed);
        this.secrets = chance.fork();
        this.tickerStart = chance.oneIn(8) ? Long.MAX_VALUE - chance.below(60_000_000_000L) : chance.next() >> 2;
    }

    public long seed() {
        return seed;
    }

    /** Monotonic time for what lives in this world. */
    public Ticker ticker() {
        return () -> tickerStart + nowNanos;
    }

    /** Wall time for what lives in this world. */
    public InstantSource wallClock() {
        return () -> Instant.ofEpochMilli(START_MILLIS + wallShiftMillis + nowNanos / 1_000_000);
    }

    /** Moves the wall clock as an administrator or NTP would; monotonic time goes on undisturbed. */
    public void shiftWallClock(Duration by) {
        wallShiftMillis += by.toMillis();
    }

    /** Ids and secrets for what lives in this world. */
    public Randomness randomness() {
        return secrets;
    }

    /** A new stream of random numbers for a part of the run. */
    public SimChance chance() {
        return chance.fork();
    }

    /** New lanes, all of this world. */
    public List<SimLane> lanes(int count) {
        List<SimLane> lanes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lanes.add(new SimLane(this, "lane" + i));
        }
        return List.copyOf(lanes);
    }

    /** Virtual time since the world began. */
    public Duration now() {
        return Duration.ofNanos(nowNanos);
    }

    /** Runs {@code task} on no lane, as a thread of the application would. */
    public void after(Duration delay, Runnable task) {
        after(delay.toNanos(), task);
    }

    void after(long delayNanos, Runnable task) {
        foreground++;
        add(delayNanos, task, true);
    }

    /** As {@link #after}, but it keeps nobody waiting for the world to come to rest. */
    void timer(long delayNanos, Runnable task) {
        add(delayNanos, task, false);
    }

    private void add(long delayNanos, Runnable task, boolean inForeground) {
        Objects.requireNonNull(task, "task");
        events.add(new Event(nowNanos + Math.max(0, delayNanos), sequence++, task, inForeground));
    }

    /** Runs the next event. @return whether there was one */
    public boolean step() {
        Event event = events.poll();
        if (event == null) {
            return false;
        }
        nowNanos = event.atNanos;
        foreground -= event.foreground ? 1 : 0;
        observe(event.atNanos);
        try {
            event.task.run();
        } catch (RuntimeException | AssertionError e) {
            breach("an event threw " + describe(e));
        }
        return true;
    }

    /** Runs everything that happens within the next {@code span}. */
    public void runFor(Duration span) {
        runUntil(() -> false, span);
    }

    /**
     * Runs until the world is at rest but for timers: nothing is on its way, nobody is about to act.
     *
     * @return whether that came within {@code atMost}
     */
    public boolean runUntilIdle(Duration atMost) {
        return runUntil(() -> foreground == 0, atMost);
    }

    /** @return whether {@code condition} came true within {@code atMost} */
    public boolean runUntil(BooleanSupplier condition, Duration atMost) {
        long endNanos = nowNanos + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            Event next = events.peek();
            if (next == null || next.atNanos > endNanos) {
                nowNanos = endNanos;
                return condition.getAsBoolean();
            }
            step();
        }
        return true;
    }

    /** How many events have run or wait. */
    public long eventCount() {
        return sequence;
    }

    /** A number that two runs share only if they saw the same things in the same order. */
    public long hash() {
        return hash;
    }

    /** Adds something visible to the {@link #hash}. */
    public void observe(long what) {
        hash = SimChance.mix(hash ^ what);
    }

    /** Sends what happens to {@code reader}, line by line. */
    public void traceTo(Consumer<String> reader) {
        trace = Objects.requireNonNull(reader, "reader");
    }

    /** Whether anybody reads the trace; spares the making of text that nobody reads. */
    public boolean isTraced() {
        return trace != null;
    }

    /** A line of the trace. */
    public void note(String what) {
        if (trace != null) {
            trace.accept(String.format("%12.6f %s", nowNanos / 1e9, what));
        }
    }

    /** Remembers that something happened which must not. */
    public void breach(String what) {
        note("BREACH " + what);
        observe(what.hashCode());
        if (breaches.size() < MAX_BREACHES) {
            breaches.add(String.format("at %.6f s: %s", nowNanos / 1e9, what));
        }
    }

    /** What happened that must not, in order; at most twenty. */
    public List<String> breaches() {
        return List.copyOf(breaches);
    }

    long nowNanos() {
        return nowNanos;
    }

    /** Which lane runs now; null for none. Only the lane itself sets it. */
    SimLane running() {
        return running;
    }

    void running(SimLane lane) {
        running = lane;
    }

    static String describe(Throwable thrown) {
        StackTraceElement[] stack = thrown.getStackTrace();
        return thrown + (stack.length == 0 ? "" : " at " + stack[0]);
    }

    private record Event(long atNanos, long order, Runnable task, boolean foreground) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
