package dev.realtime.core.policy;

import java.time.Duration;

/**
 * Tells a peer that errs now and then from one that does nothing else.
 *
 * <p><b>Threads:</b> confined to its owner.
 */
public final class MistakeWindow {

    private long startedAtNanos;
    private int mistakes;

    /** A window without mistakes. */
    public MistakeWindow() {}

    /**
     * Notes one mistake.
     *
     * @return whether it is the {@code max}-th since a window of {@code length} began
     */
    public boolean exceeds(int max, Duration length, long nowNanos) {
        if (mistakes == 0 || nowNanos - startedAtNanos >= length.toNanos()) {
            startedAtNanos = nowNanos;
            mistakes = 0;
        }
        return ++mistakes >= max;
    }
}
