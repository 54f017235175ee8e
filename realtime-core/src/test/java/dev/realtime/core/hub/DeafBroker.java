package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Broker;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A broker in memory that takes nothing while it is deaf. */
final class DeafBroker implements Broker {

    private final MemoryBroker broker =
            new MemoryBroker(1 << 20, SystemTicker.INSTANCE, Clock.systemUTC(), new SystemRandomness());
    private boolean deaf;

    void isDeaf(boolean on) {
        deaf = on;
    }

    @Override
    public void start(Function<ChannelName, ChannelOptions> options, Listener listener) {
        broker.start(options, listener);
    }

    @Override
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        return deaf
                ? CompletableFuture.failedFuture(new UnavailableException("deaf", null))
                : broker.publish(channel, message);
    }

    @Override
    public CompletionStage<StreamPosition> attach(ChannelName channel) {
        return broker.attach(channel);
    }

    @Override
    public void detach(ChannelName channel) {
        broker.detach(channel);
    }

    @Override
    public CompletionStage<Page> read(
            ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
        return broker.read(channel, after, maxCount, maxBytes);
    }

    @Override
    public CompletionStage<Page> readBack(
            ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
        return broker.readBack(channel, before, maxCount, maxBytes);
    }

    @Override
    public CompletionStage<Page> latest(
            ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
        return broker.latest(channel, after, maxCount, maxBytes);
    }

    @Override
    public void close() {
        broker.close();
    }
}
