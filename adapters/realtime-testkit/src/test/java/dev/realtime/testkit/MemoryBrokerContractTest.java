package dev.realtime.testkit;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.Broker;
import java.time.Duration;
import java.time.Instant;

class MemoryBrokerContractTest extends BrokerContract {

    private static final int HISTORY_BYTES = 1 << 22;

    private Instant now = Instant.ofEpochSecond(1_800_000_000);

    @Override
    protected Broker create() {
        return new MemoryBroker(HISTORY_BYTES, () -> now, new SystemRandomness());
    }

    @Override
    protected void elapse(Duration time) {
        now = now.plus(time);
    }

    /** Whoever needs all memory takes it from channels that nobody listens to. */
    @Override
    protected void lose(ChannelName channel) {
        for (int i = 0; i < 5; i++) {
            publish(ChannelName.of("greedy-" + i), Message.of(Payload.binary(new byte[HISTORY_BYTES / 5])));
        }
    }
}
