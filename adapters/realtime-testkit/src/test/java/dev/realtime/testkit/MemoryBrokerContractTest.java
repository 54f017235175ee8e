package dev.realtime.testkit;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.Broker;
import java.time.Clock;
import java.time.Duration;

class MemoryBrokerContractTest extends BrokerContract {

    private static final int HISTORY_BYTES = 1 << 22;

    private long nowNanos;

    @Override
    protected Broker create() {
        return new MemoryBroker(HISTORY_BYTES, () -> nowNanos, Clock.systemUTC(), new SystemRandomness());
    }

    @Override
    protected void elapse(Duration time) {
        nowNanos += time.toNanos();
    }

    /** Whoever needs all memory takes it from channels that nobody listens to. */
    @Override
    protected void lose(ChannelName channel) {
        for (int i = 0; i < 5; i++) {
            publish(ChannelName.of("greedy-" + i), Message.of(Payload.binary(new byte[HISTORY_BYTES / 5])));
        }
    }
}
