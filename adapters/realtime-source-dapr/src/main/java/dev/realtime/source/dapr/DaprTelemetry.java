package dev.realtime.source.dapr;

import dev.realtime.source.SourceTelemetry;

/** What becomes of events, for metrics. Every method does nothing by default. <b>Threads:</b> as {@link SourceTelemetry}. */
public interface DaprTelemetry extends SourceTelemetry {

    DaprTelemetry NONE = new DaprTelemetry() {};

    /** Somebody came who is not the sidecar. */
    default void unauthorized() {}
}
