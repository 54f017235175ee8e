package dev.realtime.examples.notifier;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A worker whose time stands still until it is turned. */
final class ManualWorker implements Worker {

    private final PriorityQueue<Planned> planned =
            new PriorityQueue<>(Comparator.comparing(Planned::at).thenComparing(Planned::number));
    private Duration now = Duration.ZERO;
    private long last;

    private record Planned(Duration at, long number, Runnable task) {}

    @Override
    public void execute(Runnable task) {
        after(Duration.ZERO, task);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        planned.add(new Planned(now.plus(delay), ++last, task));
    }

    /** Runs all that is due now. */
    void run() {
        pass(Duration.ZERO);
    }

    void pass(Duration time) {
        Duration end = now.plus(time);
        while (!planned.isEmpty() && planned.peek().at().compareTo(end) <= 0) {
            Planned next = planned.remove();
            now = next.at();
            next.task().run();
        }
        now = end;
    }
}
