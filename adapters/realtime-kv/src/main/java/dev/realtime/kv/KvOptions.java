package dev.realtime.kv;

import java.time.Clock;
import java.util.Objects;

/**
 * How a store keeps its records.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param clock what versions are taken from where they are times
 */
public record KvOptions(Sealer sealer, VersionMode versions, KvLimits limits, Clock clock, KvTelemetry telemetry) {

    public KvOptions {
        Objects.requireNonNull(sealer, "sealer");
        Objects.requireNonNull(versions, "versions");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(telemetry, "telemetry");
    }

    /** Versions are times; the limits are the default ones. */
    public static KvOptions of(Sealer sealer) {
        return new KvOptions(sealer, VersionMode.TIMESTAMP, KvLimits.DEFAULT, Clock.systemUTC(), KvTelemetry.NONE);
    }

    public KvOptions versions(VersionMode mode) {
        return new KvOptions(sealer, mode, limits, clock, telemetry);
    }

    public KvOptions limits(KvLimits newLimits) {
        return new KvOptions(sealer, versions, newLimits, clock, telemetry);
    }

    public KvOptions clock(Clock newClock) {
        return new KvOptions(sealer, versions, limits, newClock, telemetry);
    }

    public KvOptions telemetry(KvTelemetry listener) {
        return new KvOptions(sealer, versions, limits, clock, listener);
    }
}
