package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.BrokerDecorator;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A broker in memory that takes nothing while it is deaf. */
final class DeafBroker extends BrokerDecorator {

    private boolean deaf;

    DeafBroker() {
        super(new MemoryBroker(1 << 20, SystemTicker.INSTANCE, Clock.systemUTC(), new SystemRandomness()));
    }

    void isDeaf(boolean on) {
        deaf = on;
    }

    @Override
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        return deaf
                ? CompletableFuture.failedFuture(new UnavailableException("deaf", null))
                : super.publish(channel, message);
    }
}
