package dev.realtime.testkit;

import dev.realtime.core.spi.Broker;
import java.time.Duration;

/** A broker of one node that is right in everything but one promise. */
abstract class BrokenBroker extends MemoryBrokerContractTest {

    abstract Broker broken(Broker right);

    @Override
    protected Broker create() {
        return broken(super.create());
    }

    @Override
    protected Duration patience() {
        return Duration.ofMillis(300);
    }
}
