package dev.realtime.server.source;

import dev.realtime.core.Limits;
import dev.realtime.core.hub.Hub;
import dev.realtime.postgres.PostgresDatabase;
import dev.realtime.server.config.OutboxConfig;
import dev.realtime.server.config.Secret;
import dev.realtime.source.SourceTelemetry;
import dev.realtime.source.outbox.OutboxSource;
import dev.realtime.source.outbox.OutboxSourceOptions;

/**
 * Delivers an outbox as the configuration says.
 *
 * <p><b>Source:</b> docs/sources.md.
 */
public final class OutboxPart {

    private OutboxPart() {}

    /**
     * Begins to deliver, whether or not the database is there yet.
     *
     * @param config with a URL
     * @param limits how long a payload may be
     * @param telemetry hears what becomes of rows
     * @throws IllegalArgumentException if a setting is wrong
     */
    public static AutoCloseable start(OutboxConfig config, Limits limits, Hub hub, SourceTelemetry telemetry) {
        return OutboxSource.start(hub::publish, options(config, limits).telemetry(telemetry));
    }

    /** Looks at the settings and opens nothing. @throws IllegalArgumentException if one is wrong */
    public static void check(OutboxConfig config, Limits limits) {
        // Only who asks for a source learns whether the driver understands the URL.
        options(config, limits).database().source("realtime-config-check");
    }

    private static OutboxSourceOptions options(OutboxConfig config, Limits limits) {
        PostgresDatabase database = new PostgresDatabase(
                config.url().orElseThrow(),
                config.user().orElse(""),
                config.password().map(Secret::reveal).orElse(""),
                config.schema().orElse(""));
        return OutboxSourceOptions.at(database)
                .group(config.group())
                .batch(config.batch())
                .maxInFlight(config.maxInFlight())
                .maxInFlightBytes(config.maxInFlightBytes().bytes())
                .maxDataBytes(limits.maxMessageBytes())
                .pollEvery(config.pollEvery());
    }
}
