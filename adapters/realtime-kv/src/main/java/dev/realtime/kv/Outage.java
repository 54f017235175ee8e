package dev.realtime.kv;

import dev.realtime.core.spi.Ticker;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps threads from waiting in a row for a database that is known to be away: after an attempt that failed, one in a
 * second tries, and the others need not.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class Outage {

    static final long PAUSE_NANOS = 1_000_000_000;

    private final Ticker ticker;
    private final AtomicLong nextTryAt = new AtomicLong();
    private volatile boolean isAway;

    Outage(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Whether to try, which is then to be told how it went. */
    boolean mayTry() {
        if (!isAway) {
            return true;
        }
        long at = nextTryAt.get();
        long now = ticker.nanos();
        return now - at >= 0 && nextTryAt.compareAndSet(at, now + PAUSE_NANOS);
    }

    void failed() {
        nextTryAt.set(ticker.nanos() + PAUSE_NANOS);
        isAway = true;
    }

    void isOver() {
        // Read far more often than it changes.
        if (isAway) {
            isAway = false;
        }
    }
}
