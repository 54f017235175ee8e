package dev.realtime.core.spi;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A broker that does what another one does; a subclass does one thing else. */
public class BrokerDecorator implements Broker {

    private final Broker broker;

    public BrokerDecorator(Broker broker) {
        this.broker = broker;
    }

    @Override
    public void start(Function<ChannelName, ChannelOptions> options, Listener listener) {
        broker.start(options, listener);
    }

    @Override
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        return broker.publish(channel, message);
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
