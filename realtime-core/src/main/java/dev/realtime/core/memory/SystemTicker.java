package dev.realtime.core.memory;

import dev.realtime.core.spi.Ticker;

/** The machine's monotonic clock, the only place that asks for it. */
public final class SystemTicker implements Ticker {

    public static final Ticker INSTANCE = new SystemTicker();

    private SystemTicker() {}

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
