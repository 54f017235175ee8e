package dev.realtime.source.kafka;

import dev.realtime.source.SourceTelemetry;

/** What happens in a source, for metrics. Every method does nothing by default. <b>Threads:</b> as {@link SourceTelemetry}. */
public interface KafkaTelemetry extends SourceTelemetry {

    KafkaTelemetry NONE = new KafkaTelemetry() {};

    /** How far the source is behind its partitions. @param records that are not settled yet, read or not */
    default void lag(long records) {}

    /** Nothing more is read until the hub has taken some of what was. */
    default void paused() {}

    /** It is read again. */
    default void resumed() {}

    /** A record that will never be delivered could not be written to its topic of dead letters either. */
    default void deadLetterLost() {}

    /** Kafka cannot be read; it is tried again until it can. */
    default void sourceFailed() {}

    /** Kafka is read, for the first time or again. */
    default void sourceBack() {}
}
