package dev.realtime.source;

/**
 * What becomes of records, for metrics. Every method does nothing by default.
 *
 * <p><b>Shape:</b> arguments are numbers and constants; never a user, a key or a topic, so that they can become labels.
 *
 * <p><b>Threads:</b> called from any thread; must not block.
 *
 * <p><b>Errors:</b> must not throw.
 */
public interface SourceTelemetry {

    /** The hub took a record, for the first time or again. */
    default void accepted() {}

    /** A record will never be delivered. */
    default void rejected(Rejection why) {}

    /** The hub did not take a record yet; it comes again. */
    default void publishFailed() {}
}
