package dev.realtime.core.policy;

import java.time.Duration;

/**
 * Tells a peer that was once too fast from one that does not stop: time is cut into windows from the first refusal on,
 * and it is refused in each of them.
 *
 * <p><b>Threads:</b> confined to its owner.
 */
public final class FloodWindows {

    private long startedAtNanos;
    private int inARow;

    /** Nothing was refused yet. */
    public FloodWindows() {}

    /**
     * Notes one refusal.
     *
     * @return whether it falls into the {@code max}-th window of {@code length} in a row that has one
     */
    public boolean exceeds(int max, Duration length, long nowNanos) {
        long sinceNanos = nowNanos - startedAtNanos;
        if (inARow == 0 || sinceNanos >= 2 * length.toNanos()) {
            startedAtNanos = nowNanos;
            inARow = 1;
        } else if (sinceNanos >= length.toNanos()) {
            startedAtNanos += length.toNanos();
            inARow++;
        }
        return inARow >= max;
    }
}
