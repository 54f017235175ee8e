package dev.realtime.core.sim;

import java.time.Duration;

/**
 * What the way between an edge and one peer is like.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param bufferBytes what the server's socket takes before a write has to wait, more than zero
 * @param bytesPerSecond how fast the peer takes what the buffer holds, more than zero
 * @param minLatency shortest time on the way, in both directions
 * @param maxLatency longest time on the way; order is kept
 * @param closeTimeout how long the edge waits for the peer's answer to a close
 * @param socketTimeout how long the operating system tries to deliver to a peer that vanished
 */
public record SimConditions(
        int bufferBytes,
        long bytesPerSecond,
        Duration minLatency,
        Duration maxLatency,
        Duration closeTimeout,
        Duration socketTimeout) {

    /** 64 KiB, 10 MB/s, 1 to 5 ms, 5 s, 15 min. */
    public static final SimConditions GOOD = new SimConditions(
            64 * 1024,
            10_000_000,
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofSeconds(5),
            Duration.ofMinutes(15));

    public SimConditions {
        if (bufferBytes < 1 || bytesPerSecond < 1) {
            throw new IllegalArgumentException(
                    "need bufferBytes and bytesPerSecond above zero but got " + bufferBytes + ", " + bytesPerSecond);
        }
        if (minLatency.isNegative() || maxLatency.compareTo(minLatency) < 0) {
            throw new IllegalArgumentException(
                    "need 0 <= minLatency <= maxLatency but got " + minLatency + ", " + maxLatency);
        }
    }

    /** The same way with another buffer and speed. */
    public SimConditions speed(int newBufferBytes, long newBytesPerSecond) {
        return new SimConditions(
                newBufferBytes, newBytesPerSecond, minLatency, maxLatency, closeTimeout, socketTimeout);
    }

    /** The same way with other times on it. */
    public SimConditions latency(Duration min, Duration max) {
        return new SimConditions(bufferBytes, bytesPerSecond, min, max, closeTimeout, socketTimeout);
    }
}
