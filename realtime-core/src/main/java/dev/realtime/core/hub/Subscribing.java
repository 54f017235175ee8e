package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import dev.realtime.core.spi.Authorizer.Action;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Subscriptions that peers begin and end.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Subscribing {

    private final Kernel kernel;
    private final Permits permits;
    private final Watching watching;

    Subscribing(Kernel kernel, Permits permits, Watching watching) {
        this.kernel = kernel;
        this.permits = permits;
        this.watching = watching;
    }

    void subscribe(Connection connection, ClientFrame.Subscribe subscribe) {
        subscribe(connection, subscribe.id(), subscribe.channel(), subscribe.options());
    }

    /** @return completed when the subscription has its place, or has been refused */
    CompletionStage<Void> subscribe(
            Connection connection, OptionalLong id, String channel, ClientFrame.SubscribeOptions options) {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        boolean isName = permits.onChannel(connection, id, channel, name -> {
            CompletionStage<Void> placing = place(connection, id, name, options);
            if (placing == null) {
                settled.complete(null);
                return null;
            }
            return placing.whenComplete((done, failure) -> settled.complete(null));
        });
        if (!isName) {
            settled.complete(null);
        }
        return settled;
    }

    private CompletionStage<Void> place(
            Connection connection, OptionalLong id, ChannelName name, ClientFrame.SubscribeOptions options) {
        Cursor present = connection.subscriptions().get(name);
        if (present != null) {
            present.filter(options.filter());
            subscribedAlready(connection, id, present, options.since());
            return options.presence() ? watching.begin(connection, name) : null;
        }
        if (name.isPersonal()) {
            return permits.denied(connection, id, name);
        }
        if (!connection.subscriptions().reserve(kernel.limits().maxChannelsPerConnection())) {
            connection.fail(id, Optional.of(name), ErrorCode.LIMIT_EXCEEDED, "too many channels");
            return null;
        }
        connection.order().begin();
        return permits.allowed(connection, Action.SUBSCRIBE, name)
                .thenCompose(allowed -> allowed
                        ? Placing.subscribe(new Placing.Wish(connection, id, name, options, true))
                                .thenCompose(done -> options.presence()
                                        ? watching.begin(connection, name)
                                        : CompletableFuture.completedFuture(null))
                        : permits.denied(connection, id, name))
                .whenComplete((done, failure) -> connection.lane().run(() -> {
                    if (connection.subscriptions().get(name) == null) {
                        connection.subscriptions().giveBack();
                    }
                    connection.order().finish();
                    if (failure != null) {
                        permits.failed(connection, id, name, failure);
                    }
                }));
    }

    // No second copy, and no lie: what was asked for is judged by where the subscription stands.
    private void subscribedAlready(
            Connection connection, OptionalLong id, Cursor cursor, Optional<StreamPosition> since) {
        String epoch = cursor.audience.log().epoch();
        StreamPosition stands = new StreamPosition(epoch, cursor.acknowledgedPosition());
        Optional<NotRecovered> reason;
        if (since.isEmpty()) {
            reason = Optional.of(NotRecovered.NEW);
        } else if (!since.get().epoch().equals(epoch)) {
            reason = Optional.of(NotRecovered.EPOCH);
        } else {
            reason = since.get().offset() > stands.offset() ? Optional.of(NotRecovered.AHEAD) : Optional.empty();
        }
        connection.tell(new ServerFrame.Subscribed(
                id, cursor.channel(), stands, reason.isEmpty(), reason, cursor.audience.history(), kernel.millis()));
    }

    void unsubscribe(Connection connection, ClientFrame.Unsubscribe unsubscribe) {
        permits.onChannel(connection, unsubscribe.id(), unsubscribe.channel(), name -> {
            if (name.isPersonal()) {
                return permits.denied(connection, unsubscribe.id(), name);
            }
            Cursor cursor = connection.subscriptions().get(name);
            if (cursor == null) {
                tellEnd(connection, unsubscribe.id(), name, Optional.empty());
            } else {
                end(cursor, unsubscribe.id(), Optional.empty());
            }
            return null;
        });
    }

    /** Ends a subscription, which is not the personal one. @param reason why, if the peer did not ask for it */
    void end(Cursor cursor, OptionalLong id, Optional<ErrorCode> reason) {
        Connection connection = cursor.connection;
        connection.drop(cursor);
        connection.subscriptions().giveBack();
        tellEnd(connection, id, cursor.channel(), reason);
    }

    private void tellEnd(Connection connection, OptionalLong id, ChannelName name, Optional<ErrorCode> reason) {
        connection.tell(new ServerFrame.Unsubscribed(id, name, reason, kernel.millis()));
    }
}
