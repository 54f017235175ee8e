package dev.realtime.core;

import java.time.Duration;
import java.util.Objects;

/**
 * How a channel behaves.
 *
 * <p><b>Shape:</b> history is kept while all three bounds hold; a count of 0 switches it off, which also disables
 * resume. The window is what the engine holds for subscribers that are a little behind.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param historyCount entries kept, 0 to 1,000,000
 * @param historyBytes bytes kept
 * @param historyAge how long an entry is kept
 * @param windowCount entries a live subscriber may be behind, rounded up to a power of two
 * @param windowBytes bytes a live subscriber may be behind
 */
public record ChannelOptions(
        int historyCount,
        long historyBytes,
        Duration historyAge,
        int windowCount,
        long windowBytes,
        SlowPolicy slowPolicy) {

    /** 1,000 entries, 1 MiB, 10 minutes; a slow subscriber is disconnected and resumes. */
    public static final ChannelOptions DEFAULT =
            new ChannelOptions(1_000, 1 << 20, Duration.ofMinutes(10), 8_192, 1 << 20, SlowPolicy.DISCONNECT);

    public ChannelOptions {
        Objects.requireNonNull(slowPolicy, "slowPolicy");
        if (historyCount < 0 || historyCount > 1_000_000) {
            throw new IllegalArgumentException("need 0 <= historyCount <= 1000000 but got " + historyCount);
        }
        if (historyBytes < 1 || historyAge.isNegative() || historyAge.isZero()) {
            throw new IllegalArgumentException(
                    "need historyBytes and historyAge above zero but got " + historyBytes + ", " + historyAge);
        }
        if (windowCount < 16 || windowCount > 1 << 20 || windowBytes < 1) {
            throw new IllegalArgumentException("need 16 <= windowCount <= 1048576 and windowBytes above zero but got "
                    + windowCount + ", " + windowBytes);
        }
    }

    public ChannelOptions history(int count, long bytes, Duration age) {
        return new ChannelOptions(count, bytes, age, windowCount, windowBytes, slowPolicy);
    }

    public ChannelOptions withoutHistory() {
        return new ChannelOptions(0, historyBytes, historyAge, windowCount, windowBytes, slowPolicy);
    }

    public ChannelOptions window(int count, long bytes) {
        return new ChannelOptions(historyCount, historyBytes, historyAge, count, bytes, slowPolicy);
    }

    public ChannelOptions slowPolicy(SlowPolicy policy) {
        return new ChannelOptions(historyCount, historyBytes, historyAge, windowCount, windowBytes, policy);
    }

    public boolean keepsHistory() {
        return historyCount > 0;
    }
}
