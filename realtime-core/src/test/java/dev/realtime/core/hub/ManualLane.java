package dev.realtime.core.hub;

import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** A lane that runs when the test says so, on the test's thread, with a clock that the test turns. */
final class ManualLane implements Lane, Ticker, InstantSource {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** No test has a reason for more. */
    private static final int MANY = 100_000;

    /** Where the ticker begins: it wraps within a few seconds, as it may in life. */
    private static final long ORIGIN = Long.MAX_VALUE - 5_000_000_000L;

    private record Alarm(long atNanos, long number, Runnable task) {}

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Deque<Runnable> atEnd = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(
            Comparator.<Alarm>comparingLong(alarm -> alarm.atNanos() - ORIGIN).thenComparingLong(Alarm::number));
    // The lane whose task the test's thread is in, if any; tasks of one may run tasks of another.
    private static ManualLane running;

    private boolean oneOfSeveral;
    private long nowNanos = ORIGIN;
    private Duration wallShift = Duration.ZERO;
    private int readings;
    private long alarmsSet;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        atEnd.add(task);
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        alarms.add(new Alarm(nowNanos + delayNanos, alarmsSet++, task));
    }

    @Override
    public boolean isCurrent() {
        return !oneOfSeveral || running == this;
    }

    @Override
    public long nanos() {
        return nowNanos;
    }

    /** Wall time, which goes along with the ticker unless somebody turns it. */
    @Override
    public Instant instant() {
        readings++;
        return START.plusNanos(nowNanos - ORIGIN).plus(wallShift);
    }

    /** How often wall time was read since the last call. */
    int readings() {
        int count = readings;
        readings = 0;
        return count;
    }

    /** Somebody sets the wall clock; the ticker does not notice. */
    void turnWallClock(Duration by) {
        wallShift = wallShift.plus(by);
    }

    /** From now on the caller stands outside of this lane, except in what the lane runs. */
    ManualLane oneOfSeveral() {
        oneOfSeveral = true;
        return this;
    }

    /** Runs what waits, and the turns that follow from it, until nothing is left. */
    void run() {
        for (int turns = 0; !tasks.isEmpty() || !atEnd.isEmpty(); turns++) {
            if (turns == MANY) {
                throw new AssertionError("the lane does not come to rest");
            }
            runOneTurn();
        }
    }

    /** Runs what waits, and one turn. */
    void runOneTurn() {
        ManualLane before = running;
        running = this;
        try {
            for (int ran = 0; !tasks.isEmpty(); ran++) {
                if (ran == MANY) {
                    throw new AssertionError("a turn does not end");
                }
                tasks.poll().run();
            }
            Runnable turn = atEnd.poll();
            if (turn != null) {
                turn.run();
            }
        } finally {
            running = before;
        }
    }

    /** How many tasks wait for their time. */
    int alarms() {
        return alarms.size();
    }

    /** Time passes in which nothing is done. */
    void isBusyFor(Duration time) {
        nowNanos += time.toNanos();
    }

    /** Lets time pass, with everything that becomes due on the way. */
    void advance(Duration time) {
        run();
        long until = nowNanos + time.toNanos();
        while (!alarms.isEmpty() && alarms.peek().atNanos() - until <= 0) {
            Alarm alarm = alarms.poll();
            nowNanos = alarm.atNanos();
            alarm.task().run();
            run();
        }
        nowNanos = until;
    }
}
