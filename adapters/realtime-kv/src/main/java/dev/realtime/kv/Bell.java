package dev.realtime.kv;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes one thread. Ringing twice before it has heard is ringing once.
 *
 * <p><b>Threads:</b> thread-safe; one thread waits.
 */
final class Bell {

    private final Semaphore rung = new Semaphore(0);

    void ring() {
        rung.release();
    }

    /** @return whether it rang */
    boolean await(Duration patience) throws InterruptedException {
        boolean heard = rung.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        rung.drainPermits();
        return heard;
    }
}
