package dev.realtime.source;

import java.time.Duration;

/**
 * What becomes of records and of their source, for metrics. Every method does nothing by default.
 *
 * <p><b>Shape:</b> arguments are numbers and constants; never a user, a key or a topic, so that they can become labels.
 *
 * <p><b>Threads:</b> called from any thread; must not block.
 *
 * <p><b>Errors:</b> must not throw.
 */
public interface SourceTelemetry {

    SourceTelemetry NONE = new SourceTelemetry() {};

    // Records

    /** The hub took a record, for the first time or again. */
    default void accepted() {}

    /** A record will never be delivered. */
    default void rejected(Rejection why) {}

    /** The hub did not take a record yet; it comes again. */
    default void publishFailed() {}

    /** A record that will never be delivered could not be put aside either. */
    default void deadLetterLost() {}

    /** Somebody who may not brought a record. */
    default void unauthorized() {}

    // Sources that read by themselves

    /** How far the source is behind. @param records that are not settled yet, read or not */
    default void lag(long records) {}

    /** How long the oldest of them has been waiting, of sources that can tell. Follows {@link #lag}. */
    default void oldest(Duration age) {}

    /** Nothing more is read until the hub has taken some of what was. */
    default void paused() {}

    /** It is read again. */
    default void resumed() {}

    /** What holds the records cannot be read; it is tried again until it can. */
    default void sourceFailed() {}

    /** It is read, for the first time or again. */
    default void sourceBack() {}
}
