package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Subscriptions that the application begins and ends. They take their place among what the peer asks for about the same
 * channel, so the outcome is that of what came last.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class ServerSubscribing {

    private final Kernel kernel;
    private final Subscribing subscribing;

    ServerSubscribing(Kernel kernel, Subscribing subscribing) {
        this.kernel = kernel;
        this.subscribing = subscribing;
    }

    /** @return whether the peer is subscribed now; fails if the broker cannot be reached */
    CompletionStage<Boolean> begin(Connection connection, ChannelName name) {
        return inOrder(connection, name, () -> {
            Subscriptions subscriptions = connection.subscriptions();
            if (subscriptions.get(name) != null) {
                keep(connection, name);
                return CompletableFuture.completedFuture(true);
            }
            if (!subscriptions.reserve(kernel.limits().maxChannelsPerConnection())) {
                return CompletableFuture.completedFuture(false);
            }
            Wish wish = new Wish(
                    connection, OptionalLong.empty(), name, SubscribeOptions.NONE, true, Wish.By.THE_APPLICATION);
            return Placing.subscribe(wish).handle((done, failure) -> settle(connection, name, failure));
        });
    }

    private boolean settle(Connection connection, ChannelName name, Throwable failure) {
        Subscriptions subscriptions = connection.subscriptions();
        if (subscriptions.get(name) != null) {
            keep(connection, name);
            return true;
        }
        subscriptions.giveBack();
        if (failure != null && !isFull(failure)) {
            throw new RefusedException(ErrorCode.NOT_AVAILABLE, "the broker cannot be reached");
        }
        return false;
    }

    private static boolean isFull(Throwable failure) {
        return Border.cause(failure) instanceof RefusedException refused && refused.code() == ErrorCode.LIMIT_EXCEEDED;
    }

    private void keep(Connection connection, ChannelName name) {
        connection.subscriptions().grant(name, Grant.OF_SERVER);
        if (connection.dialect().startsWithConnect()) {
            kernel.serverGrants().add(connection.identity().user(), connection.client(), name);
        }
    }

    /** @return whether the peer was subscribed */
    CompletionStage<Boolean> end(Connection connection, ChannelName name) {
        return inOrder(connection, name, () -> {
            Cursor cursor = connection.subscriptions().get(name);
            kernel.serverGrants().remove(connection.identity().user(), connection.client(), name);
            if (cursor == null) {
                connection.subscriptions().forgetGrant(name);
            } else {
                subscribing.end(cursor, OptionalLong.empty(), Optional.of(ErrorCode.PERMISSION_DENIED));
            }
            return CompletableFuture.completedFuture(cursor != null);
        });
    }

    // A connection that ends before the act's turn comes has not been touched by it.
    private static CompletionStage<Boolean> inOrder(
            Connection connection, ChannelName name, Supplier<CompletionStage<Boolean>> act) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        connection.order().submit(name.local(), new CommandOrder.Command() {
            @Override
            public CompletionStage<?> start() {
                if (connection.isOver()) {
                    done.complete(false);
                    return null;
                }
                return act.get().whenComplete((touched, failure) -> {
                    if (failure == null) {
                        done.complete(touched);
                    } else {
                        done.completeExceptionally(Border.cause(failure));
                    }
                });
            }

            @Override
            public void dropped() {
                done.complete(false);
            }
        });
        return done;
    }
}
