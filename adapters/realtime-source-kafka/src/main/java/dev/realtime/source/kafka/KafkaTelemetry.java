package dev.realtime.source.kafka;

import dev.realtime.source.ReadingTelemetry;

/** What happens in a source, for metrics. Every method does nothing by default. <b>Threads:</b> as {@link ReadingTelemetry}. */
public interface KafkaTelemetry extends ReadingTelemetry {

    KafkaTelemetry NONE = new KafkaTelemetry() {};

    /** A record that will never be delivered could not be written to its topic of dead letters either. */
    default void deadLetterLost() {}
}
