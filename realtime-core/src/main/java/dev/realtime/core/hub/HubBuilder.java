package dev.realtime.core.hub;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Limits;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Randomness;
import dev.realtime.core.spi.Telemetry;
import dev.realtime.core.spi.Ticker;
import java.time.InstantSource;
import java.util.List;

/** Options of a {@link Hub}; only the lanes have no default. */
public final class HubBuilder {

    HubBuilder() {}

    /** The serial executors the engine lives on, usually one per event-loop thread. */
    public HubBuilder lanes(List<? extends Lane> lanes) {
        return this;
    }

    public HubBuilder limits(Limits limits) {
        return this;
    }

    /** Default: everything inside the own tenant is allowed. */
    public HubBuilder authorizer(Authorizer authorizer) {
        return this;
    }

    /** Options of the channels of one namespace (the text before the first colon). */
    public HubBuilder channels(String namespace, ChannelOptions options) {
        return this;
    }

    /** Options of every other channel. */
    public HubBuilder channelDefaults(ChannelOptions options) {
        return this;
    }

    public HubBuilder telemetry(Telemetry telemetry) {
        return this;
    }

    public HubBuilder ticker(Ticker ticker) {
        return this;
    }

    /** Wall time for timestamps and token expiry. */
    public HubBuilder wallClock(InstantSource clock) {
        return this;
    }

    public HubBuilder randomness(Randomness randomness) {
        return this;
    }

    public Hub build() {
        return Hub.create();
    }
}
