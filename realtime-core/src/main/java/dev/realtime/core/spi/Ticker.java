package dev.realtime.core.spi;

/** Monotonic time. Only differences mean anything; compare by subtraction, since the value may wrap. */
@FunctionalInterface
public interface Ticker {

    /** Nanoseconds since some fixed moment. Called from every lane. */
    long nanos();
}
