package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Clients;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import dev.realtime.core.Revocation;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.ReadingGate.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What the application does to connections and subscriptions of this node, which it decides alone: nobody else is asked.
 *
 * <p><b>Threads:</b> stateless; each lane does its share.
 */
final class Control {

    private final Kernel kernel;

    Control(Kernel kernel) {
        this.kernel = kernel;
    }

    /** @return how many connections were told to leave */
    CompletionStage<Integer> disconnect(Clients who, CloseCode code) {
        if (code.number() < CloseCode.FIRST_OF_OURS) {
            throw new IllegalArgumentException(
                    "need a close code from " + CloseCode.FIRST_OF_OURS + " on but got " + code.number());
        }
        if (!code.reconnect()) {
            who.id().ifPresentOrElse(id -> kernel.serverGrants().forget(who.user(), id), () -> kernel.serverGrants()
                    .forget(who.user()));
        }
        return onEveryLane(lane -> Connections.end(connections(lane, who), code));
    }

    /** @return how many connections were closed */
    CompletionStage<Integer> revoke(Revocation revocation) {
        kernel.revoke(revocation);
        Optional<UserId> user =
                revocation instanceof Revocation.OfUser ofUser ? Optional.of(ofUser.user()) : Optional.empty();
        user.ifPresent(kernel.serverGrants()::forget);
        return onEveryLane(lane -> {
            List<Connection> covered = new ArrayList<>(lane.connections().among(user));
            covered.removeIf(it -> it.identity() == null || !revocation.covers(it.identity()));
            return Connections.end(covered, CloseCode.INVALID_TOKEN);
        });
    }

    /** @return how many connections are subscribed now */
    CompletionStage<Integer> subscribe(Clients who, ChannelName channel) {
        check(who, channel);
        boolean isClosedFeed = channel.isFeed() && !kernel.optionsOf(channel).has(Feature.FEED);
        if (isClosedFeed || !channel.admits(who.user())) {
            return CompletableFuture.failedFuture(
                    new RefusedException(ErrorCode.PERMISSION_DENIED, "the user can never be in that channel"));
        }
        return count(who, connection -> subscribing(connection).begin(connection, channel));
    }

    /** @return how many connections were subscribed */
    CompletionStage<Integer> unsubscribe(Clients who, ChannelName channel) {
        check(who, channel);
        who.id()
                .ifPresentOrElse(
                        id -> kernel.serverGrants().remove(who.user(), id, channel),
                        () -> kernel.serverGrants().remove(who.user(), channel));
        return count(who, connection -> subscribing(connection).end(connection, channel));
    }

    private static ServerSubscribing subscribing(Connection connection) {
        return connection.lane().commands().serverSubscribing();
    }

    private static void check(Clients who, ChannelName channel) {
        if (!channel.tenant().equals(who.user().tenant()) || channel.isPersonal() || channel.isInternal()) {
            throw new IllegalArgumentException("need a channel of the user's tenant that is no user's own");
        }
    }

    private CompletionStage<Integer> count(Clients who, Function<Connection, CompletionStage<Boolean>> act) {
        return EveryLane.sum(kernel, lane -> {
            CompletableFuture<Integer> sum = CompletableFuture.completedFuture(0);
            for (Connection connection : connections(lane, who)) {
                // One that has not been greeted has no subscriptions yet.
                boolean isGreeted =
                        !connection.isOpening() && !connection.reading().isClosedFor(Reason.ENROLLING);
                if (isGreeted && !connection.isOver()) {
                    sum = sum.thenCombine(act.apply(connection), (count, did) -> did ? count + 1 : count);
                }
            }
            return sum;
        });
    }

    private CompletionStage<Integer> onEveryLane(Function<LaneHub, Integer> step) {
        return EveryLane.sum(kernel, lane -> CompletableFuture.completedFuture(step.apply(lane)));
    }

    private static List<Connection> connections(LaneHub lane, Clients who) {
        List<Connection> all = lane.connections().users().of(who.user());
        who.id().ifPresent(id -> all.removeIf(connection -> !connection.client().equals(id)));
        return all;
    }
}
