package dev.realtime.core;

/** What happens to a subscriber that reads more slowly than its channel is written. */
public enum SlowPolicy {
    /** The connection ends with {@link CloseCode#SLOW_CONSUMER}; the client resumes at its own pace. */
    DISCONNECT,
    /** The subscriber is told which entries it missed ({@code gap}) and goes on with those still in the window. */
    SKIP
}
