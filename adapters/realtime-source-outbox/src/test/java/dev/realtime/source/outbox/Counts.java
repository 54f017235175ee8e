package dev.realtime.source.outbox;

import dev.realtime.source.Rejection;
import dev.realtime.source.SourceTelemetry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what a source tells. */
final class Counts implements SourceTelemetry {

    final Map<Rejection, Integer> rejected = new ConcurrentHashMap<>();
    final AtomicInteger accepted = new AtomicInteger();
    final AtomicInteger publishFailed = new AtomicInteger();
    final AtomicInteger paused = new AtomicInteger();
    final AtomicInteger resumed = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger back = new AtomicInteger();
    volatile long lag = -1;
    volatile Duration oldest = Duration.ZERO;

    @Override
    public void accepted() {
        accepted.incrementAndGet();
    }

    @Override
    public void rejected(Rejection why) {
        rejected.merge(why, 1, Integer::sum);
    }

    @Override
    public void publishFailed() {
        publishFailed.incrementAndGet();
    }

    @Override
    public void lag(long rows) {
        lag = rows;
    }

    @Override
    public void oldest(Duration age) {
        oldest = age;
    }

    @Override
    public void paused() {
        paused.incrementAndGet();
    }

    @Override
    public void resumed() {
        resumed.incrementAndGet();
    }

    @Override
    public void sourceFailed() {
        failed.incrementAndGet();
    }

    @Override
    public void sourceBack() {
        back.incrementAndGet();
    }
}
