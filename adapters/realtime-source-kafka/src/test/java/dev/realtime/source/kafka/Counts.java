package dev.realtime.source.kafka;

import dev.realtime.source.Rejection;
import dev.realtime.source.SourceTelemetry;
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
    final AtomicInteger deadLettersLost = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger back = new AtomicInteger();
    volatile long lag = -1;

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
    public void lag(long records) {
        lag = records;
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
    public void deadLetterLost() {
        deadLettersLost.incrementAndGet();
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
