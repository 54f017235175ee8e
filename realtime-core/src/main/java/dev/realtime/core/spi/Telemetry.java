package dev.realtime.core.spi;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;

/**
 * What happens, for metrics. Every method does nothing by default.
 *
 * <p><b>Threads:</b> called from any lane, often; must not block, throw or allocate. Arguments never hold a user, a
 * channel or an address: they become labels.
 */
public interface Telemetry {

    Telemetry NONE = new Telemetry() {};

    default void connectionOpened(String dialect) {}

    /** @param code the number the connection closed with */
    default void connectionClosed(String dialect, int code, long durationNanos) {}

    default void received(String dialect, int bytes) {}

    default void sent(String dialect, int frames, long bytes) {}

    default void refused(ErrorCode code) {}

    default void cut(CloseCode code) {}

    /** @param reason a fixed word */
    default void authenticationFailed(String reason) {}

    /** Entries a subscriber was told it will not get. */
    default void skipped(long entries) {}

    default void resumed(boolean recovered) {}

    /** A message that nobody acknowledged in time. @param done whether the user was reached another way */
    default void escalated(boolean done) {}

    /** @param handlerNanos how long the handler has been running; 0 if it never did */
    default void called(CallOutcome outcome, long handlerNanos) {}

    /** What became of a call or an event of a client. */
    enum CallOutcome {
        ANSWERED,
        /** The handler would not. */
        REFUSED,
        /** The handler has a bug, or what it needs is away. */
        FAILED,
        /** The handler runs longer than it may. */
        TIMED_OUT,
        /** No handler was free in time, or too many calls were waiting. */
        NEVER_BEGUN
    }
}
