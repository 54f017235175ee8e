package dev.realtime.kv;

/**
 * What happens in a store and its source, for metrics. Every method does nothing by default.
 *
 * <p><b>Shape:</b> arguments are numbers; never a user or a key, so that they can become labels.
 *
 * <p><b>Threads:</b> called from any thread; must not block.
 *
 * <p><b>Errors:</b> must not throw.
 */
public interface KvTelemetry {

    KvTelemetry NONE = new KvTelemetry() {};

    /** A request failed because the database is away or too slow. */
    default void databaseFailed() {}

    /** A value could not be opened: it was changed, or its key is not here. */
    default void sealFailed() {}

    /** Keys were announced. @param keys how many, in one publication */
    default void announced(int keys) {}

    /** A publication was not taken, and will be tried again. */
    default void publishFailed() {}

    /** A publication will never be taken, and was dropped. @param keys how many it named */
    default void publishDropped(int keys) {}

    /** The source cannot read what changed; it tries again until it can. */
    default void sourceFailed() {}

    /** The source reads again after it could not. */
    default void sourceBack() {}
}
