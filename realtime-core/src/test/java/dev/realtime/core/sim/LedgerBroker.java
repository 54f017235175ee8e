package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A broker whose every entry is written into the {@link Ledger} too, before anybody else sees it. */
final class LedgerBroker implements Broker {

    private final Broker broker;
    private final Ledger ledger;

    LedgerBroker(Broker broker, Ledger ledger) {
        this.broker = broker;
        this.ledger = ledger;
    }

    @Override
    public void start(Function<ChannelName, ChannelOptions> options, Listener listener) {
        broker.start(options, (channel, epoch, publication) -> {
            ledger.appended(channel, epoch, publication);
            listener.appended(channel, epoch, publication);
        });
    }

    @Override
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        return broker.publish(channel, message).thenApply(at -> {
            ledger.appended(channel, at.epoch(), new Publication(at.offset(), 0, message));
            return at;
        });
    }

    @Override
    public CompletionStage<StreamPosition> attach(ChannelName channel) {
        return broker.attach(channel).thenApply(top -> {
            ledger.seen(channel, top);
            return top;
        });
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
