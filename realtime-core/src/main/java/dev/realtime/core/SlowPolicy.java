package dev.realtime.core;

/**
 * What happens to a subscriber that reads more slowly than its channel is written. In a feed, whose newest entry may be of a
 * channel that the subscriber may not see, {@link #LATEST} and {@link #LATEST_PER_KEY} are {@link #SKIP}.
 */
public enum SlowPolicy {
    /** The connection ends with {@link CloseCode#SLOW_CONSUMER}; the client resumes at its own pace. */
    DISCONNECT,
    /** The subscriber is told which entries it missed ({@code gap}) and goes on with those still in the window. */
    SKIP,
    /** Only the newest entry counts: the subscriber goes on with it, and is told no more than its position. */
    LATEST,
    /**
     * Only the newest entry of each {@link Message#key} counts: the subscriber goes on with those, in the order of their
     * offsets. The broker keeps at most {@link #MAX_KEYS}; what is dropped beyond is told as a {@code gap}.
     */
    LATEST_PER_KEY;

    /** Keys of a channel of which the newest entry is kept. */
    public static final int MAX_KEYS = 1_024;

    /** Whether newer entries take the place of older ones. */
    public boolean conflates() {
        return this == LATEST || this == LATEST_PER_KEY;
    }
}
