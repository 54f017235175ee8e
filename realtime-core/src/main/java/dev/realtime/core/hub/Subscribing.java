package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import dev.realtime.core.spi.Authorizer.Action;
import dev.realtime.core.spi.SubscriptionTokens.Verdict;
import dev.realtime.core.spi.Telemetry;
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

    // Clocks differ, so whoever judged it may think otherwise.
    private static final Verdict.Rejected HAS_ENDED = new Verdict.Rejected(ErrorCode.TOKEN_EXPIRED, "expired");

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
            boolean isByToken = isByToken(connection, name) && !options.token().isEmpty();
            return isByToken ? renew(present, id, options) : goOn(present, id, options);
        }
        if (name.isPersonal()) {
            return refusePersonal(connection, id, name);
        }
        if (!connection.subscriptions().reserve(kernel.limits().maxChannelsPerConnection())) {
            kernel.telemetry().limitHit(Telemetry.Limit.CHANNELS_PER_CONNECTION);
            connection.fail(id, Optional.of(name), ErrorCode.LIMIT_EXCEEDED, "too many channels");
            return null;
        }
        connection.order().begin();
        Wish wish = new Wish(connection, id, name, options, true, Wish.By.THE_PEER);
        return isLetIn(connection, id, name, options.token())
                .thenCompose(isLetIn -> isLetIn ? Placing.subscribe(wish) : CompletableFuture.completedFuture(null))
                .whenComplete((done, failure) -> connection.lane().run(() -> giveBackUnused(connection, name)))
                .thenCompose(done -> watch(wish))
                .whenComplete((done, failure) -> connection.lane().run(() -> finish(connection, id, name, failure)));
    }

    // One's own has its place from the beginning, unless the broker is away; the engine goes on trying.
    private CompletionStage<Void> refusePersonal(Connection connection, OptionalLong id, ChannelName name) {
        if (!name.equals(ChannelName.personal(connection.identity().user()))) {
            return permits.denied(connection, id, name);
        }
        connection.fail(id, Optional.of(name), ErrorCode.NOT_AVAILABLE, "the broker cannot be reached");
        return CompletableFuture.completedFuture(null);
    }

    private static void giveBackUnused(Connection connection, ChannelName name) {
        if (connection.subscriptions().get(name) != null) {
            return;
        }
        connection.subscriptions().giveBack();
        if (!isByServer(connection, name)) {
            connection.subscriptions().forgetGrant(name);
        }
    }

    private CompletionStage<Void> watch(Wish wish) {
        boolean isPlaced = wish.connection().subscriptions().get(wish.name()) != null;
        return isPlaced && wish.options().presence()
                ? watching.begin(wish.connection(), wish.name())
                : CompletableFuture.completedFuture(null);
    }

    // @return false if the peer was told why not
    private CompletionStage<Boolean> isLetIn(Connection connection, OptionalLong id, ChannelName name, String token) {
        if (isByServer(connection, name)) {
            return CompletableFuture.completedFuture(true);
        }
        if (!token.isEmpty()) {
            return permits.judged(connection, token, name).thenApply(verdict -> accept(connection, id, name, verdict));
        }
        return permits.allowed(connection, Action.SUBSCRIBE, name).thenApply(allowed -> {
            if (!allowed) {
                permits.denied(connection, id, name);
            }
            return allowed;
        });
    }

    /** Notes what a good token grants. @return false if it is not, and the peer was told */
    private boolean accept(Connection connection, OptionalLong id, ChannelName name, Verdict verdict) {
        if (connection.isOver()) {
            return false;
        }
        if (verdict instanceof Verdict.Granted granted) {
            Grant grant = Grant.until(granted.expiresAt());
            if (!grant.hasEnded(kernel.millis())) {
                connection.subscriptions().grant(name, grant);
                connection.pulse().granted(grant);
                return true;
            }
        }
        Verdict.Rejected rejected = verdict instanceof Verdict.Rejected rejection ? rejection : HAS_ENDED;
        kernel.telemetry().authenticationFailed(rejected.reason());
        if (rejected.code() != ErrorCode.TOKEN_EXPIRED) {
            connection.standing().failedToAuthenticate();
        }
        connection.fail(id, Optional.of(name), rejected.code(), "not allowed");
        return false;
    }

    private void finish(Connection connection, OptionalLong id, ChannelName name, Throwable failure) {
        connection.order().finish();
        if (failure != null) {
            permits.failed(connection, id, name, failure);
        }
    }

    // A fresh token for a subscription that stands by one.
    private CompletionStage<Void> renew(Cursor cursor, OptionalLong id, ClientFrame.SubscribeOptions options) {
        Connection connection = cursor.connection;
        ChannelName name = cursor.channel();
        connection.order().begin();
        return permits.judged(connection, options.token(), name)
                .thenCompose(verdict -> {
                    if (cursor.isClosed()) {
                        // It ended while the token was judged, and the peer was told: it may begin again.
                        connection.fail(id, Optional.of(name), ErrorCode.TOKEN_EXPIRED, "the subscription has ended");
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    boolean isAccepted = accept(connection, id, name, verdict);
                    CompletionStage<Void> going = isAccepted ? goOn(cursor, id, options) : null;
                    return going == null ? CompletableFuture.<Void>completedFuture(null) : going;
                })
                .whenComplete((done, failure) -> connection.lane().run(() -> finish(connection, id, name, failure)));
    }

    private static boolean isByServer(Connection connection, ChannelName name) {
        return connection.subscriptions().grant(name).filter(Grant::byServer).isPresent();
    }

    private static boolean isByToken(Connection connection, ChannelName name) {
        return connection
                .subscriptions()
                .grant(name)
                .filter(grant -> !grant.byServer())
                .isPresent();
    }

    private CompletionStage<Void> goOn(Cursor present, OptionalLong id, ClientFrame.SubscribeOptions options) {
        if (!Extras.filter(present, options.filter())) {
            present.connection.fail(id, Optional.of(present.channel()), ErrorCode.LIMIT_EXCEEDED, Extras.TOO_LARGE);
            return null;
        }
        subscribedAlready(present.connection, id, present, options.since());
        return options.presence() ? watching.begin(present.connection, present.channel()) : null;
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
        } else if (since.get().offset() > stands.offset()) {
            reason = Optional.of(NotRecovered.AHEAD);
        } else {
            // What lies before the subscription's beginning was never on its way.
            boolean isBefore = since.get().offset() < cursor.servedAfter();
            reason = isBefore ? Optional.of(NotRecovered.EXPIRED) : Optional.empty();
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
            if (isByServer(connection, name)) {
                kernel.serverGrants().remove(connection.identity().user(), connection.client(), name);
            }
            if (cursor == null) {
                connection.subscriptions().forgetGrant(name);
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
        connection.subscriptions().forgetGrant(cursor.channel());
        tellEnd(connection, id, cursor.channel(), reason);
    }

    /** Ends the subscriptions whose token has ended. */
    void endGrants(Connection connection, long nowMillis) {
        for (ChannelName name : connection.subscriptions().ended(nowMillis)) {
            Cursor cursor = connection.subscriptions().get(name);
            // One that has no place yet is looked at again in the next round.
            if (cursor != null && cursor.isPlaced()) {
                end(cursor, OptionalLong.empty(), Optional.of(ErrorCode.TOKEN_EXPIRED));
            }
        }
    }

    private void tellEnd(Connection connection, OptionalLong id, ChannelName name, Optional<ErrorCode> reason) {
        connection.tell(new ServerFrame.Unsubscribed(id, name, reason, kernel.millis()));
    }
}
