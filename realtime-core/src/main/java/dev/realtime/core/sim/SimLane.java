package dev.realtime.core.sim;

import dev.realtime.core.spi.Lane;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/**
 * A lane of a {@link SimWorld}: an event loop whose pace the seed decides.
 *
 * <p>An iteration runs some or all of what waits, in order, and ends with the tasks of {@link #atEndOfTurn}; what those
 * ask for comes in a later iteration. Between iterations the lane is away for microseconds, and now and then for
 * milliseconds, as a thread is that was not scheduled or collected garbage.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
public final class SimLane implements Lane {

    private static final int MICRO = 1_000;

    private final SimWorld world;
    private final String name;
    private final SimChance chance;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private Queue<Runnable> ends = new ArrayDeque<>();
    private Queue<Runnable> ending = new ArrayDeque<>();
    private long pausedUntilNanos;
    private boolean awake;
    private boolean stopped;

    SimLane(SimWorld world, String name) {
        this.world = world;
        this.name = name;
        this.chance = world.chance();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(Objects.requireNonNull(task, "task"));
        wake();
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        demandCurrent("atEndOfTurn");
        ends.add(Objects.requireNonNull(task, "task"));
        wake();
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        demandCurrent("schedule");
        world.timer(delayNanos + chance.below(1_000 * MICRO), () -> execute(task));
    }

    @Override
    public boolean isCurrent() {
        return world.running() == this;
    }

    /** Keeps the lane from running for a while, as a stopped process or a long collection of garbage does. */
    public void pause(Duration span) {
        pausedUntilNanos = Math.max(pausedUntilNanos, world.nowNanos() + span.toNanos());
    }

    /** Ends the lane as the death of its process does: nothing on it runs any more. */
    public void stop() {
        stopped = true;
        tasks.clear();
        ends.clear();
        ending.clear();
    }

    @Override
    public String toString() {
        return name;
    }

    void demandCurrent(String call) {
        if (!isCurrent()) {
            world.breach(call + " was called off " + name);
        }
    }

    private void wake() {
        if (!awake && !stopped) {
            awake = true;
            world.after(pauseNanos(), this::iterate);
        }
    }

    private long pauseNanos() {
        return chance.oneIn(200) ? chance.below(20_000L * MICRO) : chance.below(50L * MICRO);
    }

    private void iterate() {
        if (world.nowNanos() < pausedUntilNanos) {
            world.after(pausedUntilNanos - world.nowNanos(), this::iterate);
            return;
        }
        world.running(this);
        int count = chance.oneIn(4) ? chance.between(0, tasks.size()) : tasks.size();
        for (int i = 0; i < count && !stopped; i++) {
            run(tasks.remove());
        }
        Queue<Runnable> due = ends;
        ends = ending;
        ending = due;
        while (!due.isEmpty() && !stopped) {
            run(due.remove());
        }
        world.running(null);
        awake = false;
        if (!tasks.isEmpty() || !ends.isEmpty()) {
            wake();
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | AssertionError e) {
            world.breach("a task on " + name + " threw " + SimWorld.describe(e));
        }
    }
}
