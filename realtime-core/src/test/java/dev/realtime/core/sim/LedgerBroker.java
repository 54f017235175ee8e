package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.BrokerDecorator;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A broker whose every entry is written into the {@link Ledger} too, before anybody else sees it. */
final class LedgerBroker extends BrokerDecorator {

    private final Ledger ledger;

    LedgerBroker(Broker broker, Ledger ledger) {
        super(broker);
        this.ledger = ledger;
    }

    @Override
    public void start(Function<ChannelName, ChannelOptions> options, Listener listener) {
        super.start(options, (channel, epoch, publication) -> {
            ledger.appended(channel, epoch, publication);
            listener.appended(channel, epoch, publication);
        });
    }

    @Override
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        return super.publish(channel, message).thenApply(at -> {
            ledger.appended(channel, at.epoch(), new Publication(at.offset(), 0, message));
            return at;
        });
    }

    @Override
    public CompletionStage<StreamPosition> attach(ChannelName channel) {
        return super.attach(channel).thenApply(top -> {
            ledger.seen(channel, top);
            return top;
        });
    }
}
