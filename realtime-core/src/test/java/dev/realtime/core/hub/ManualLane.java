package dev.realtime.core.hub;

import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Ticker;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** A lane that runs when the test says so, on the test's thread, with a clock that the test turns. */
final class ManualLane implements Lane, Ticker {

    private record Alarm(long atNanos, long number, Runnable task) {}

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Deque<Runnable> atEnd = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::atNanos).thenComparingLong(Alarm::number));
    private long nowNanos;
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
        return true;
    }

    @Override
    public long nanos() {
        return nowNanos;
    }

    /** Runs what waits, and the turns that follow from it, until nothing is left. */
    void run() {
        while (!tasks.isEmpty() || !atEnd.isEmpty()) {
            while (!tasks.isEmpty()) {
                tasks.poll().run();
            }
            Runnable turn = atEnd.poll();
            if (turn != null) {
                turn.run();
            }
        }
    }

    /** Lets time pass, with everything that becomes due on the way. */
    void advance(java.time.Duration time) {
        run();
        long until = nowNanos + time.toNanos();
        while (!alarms.isEmpty() && alarms.peek().atNanos() <= until) {
            Alarm alarm = alarms.poll();
            nowNanos = alarm.atNanos();
            alarm.task().run();
            run();
        }
        nowNanos = until;
    }
}
