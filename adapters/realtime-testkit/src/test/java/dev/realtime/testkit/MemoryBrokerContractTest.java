package dev.realtime.testkit;

import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.Broker;
import java.time.Clock;

class MemoryBrokerContractTest extends BrokerContract {

    @Override
    protected Broker create() {
        return new MemoryBroker(1 << 24, Clock.systemUTC(), new SystemRandomness());
    }
}
