package dev.realtime.source;

/**
 * What happens in a source that reads somewhere by itself, for metrics. Every method does nothing by default. <b>Threads:</b>
 * as {@link SourceTelemetry}.
 */
public interface ReadingTelemetry extends SourceTelemetry {

    /** How far the source is behind. @param records that are not settled yet, read or not */
    default void lag(long records) {}

    /** Nothing more is read until the hub has taken some of what was. */
    default void paused() {}

    /** It is read again. */
    default void resumed() {}

    /** What is read cannot be read; it is tried again until it can. */
    default void sourceFailed() {}

    /** It is read, for the first time or again. */
    default void sourceBack() {}
}
