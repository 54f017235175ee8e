package dev.realtime.testkit;

import dev.realtime.core.ChannelName;
import dev.realtime.core.sim.SimBroker;
import dev.realtime.core.sim.SimWorld;
import dev.realtime.core.spi.Broker;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Disabled;

/** The simulator's broker is one that nodes share, in virtual time. */
class SimBrokerContractTest extends BrokerContract {

    private SimWorld world;
    private SimBroker shared;

    @Override
    protected Broker create() {
        world = new SimWorld(1);
        shared = new SimBroker(world);
        return shared.node();
    }

    @Override
    protected Optional<Broker> another() {
        return Optional.of(shared.node());
    }

    @Override
    protected void settle() {
        world.runUntilIdle(Duration.ofMinutes(1));
    }

    @Override
    protected void elapse(Duration time) {
        world.runFor(time);
    }

    @Override
    protected void lose(ChannelName channel) {
        shared.forget(channel);
    }

    @Override
    @Disabled("its world is one thread")
    void keepsChannelsApartAtOnce() {}
}
