package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Acceptor;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Inbound;
import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Link;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The engine (being built). */
public final class Hub implements Acceptor, AutoCloseable {

    private Hub() {}

    static Hub create() {
        return new Hub();
    }

    public static HubBuilder builder() {
        return new HubBuilder();
    }

    @Override
    public Inbound accept(Lane lane, Link link, Admission.Accepted admission) {
        throw new UnsupportedOperationException();
    }

    /** Appends to a channel's log; completes when the broker took it. */
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        throw new UnsupportedOperationException();
    }

    /** Appends to the user's own log ({@code message.via} names the channel it is shown under, if any). */
    public CompletionStage<StreamPosition> sendToUser(UserId user, Message message) {
        throw new UnsupportedOperationException();
    }

    /** A snapshot over all lanes. */
    public CompletionStage<HubStats> stats() {
        throw new UnsupportedOperationException();
    }

    /** Connections accepted and not yet gone; any thread. */
    public int connections() {
        throw new UnsupportedOperationException();
    }

    /** Closes all connections, spread over the time; completes when the last is gone or the time is over. */
    public CompletionStage<Void> drain(Duration over) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
