package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Authorizer.Action;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Fresh credentials of peers that are connected. A good one takes the place of the one before: the connection lives as long
 * as it does, and may do what it allows. Every subscription is asked for anew; until the answer is there the channel is not
 * read for this peer, so nothing is shown that the fresh credential does not allow.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Refreshing {

    private final Kernel kernel;
    private final Permits permits;
    private final Credentials credentials;
    private final Subscribing subscribing;
    private final Watching watching;
    private final Streaming streaming;

    Refreshing(Kernel kernel, Commands commands, Credentials credentials) {
        this.kernel = kernel;
        this.permits = commands.permits();
        this.credentials = credentials;
        this.subscribing = commands.subscribing();
        this.watching = commands.watching();
        this.streaming = commands.streaming();
    }

    /** Whatever comes of it, the peer is answered; a credential of somebody else ends the connection. */
    void refresh(Connection connection, ClientFrame.Refresh refresh) {
        if (refresh.token().isEmpty()) {
            connection.mistake(refresh.id(), "need a token");
            return;
        }
        Deadlines deadlines = connection.pulse().deadlines();
        if (!deadlines.startsRefreshing()) {
            connection.fail(refresh.id(), Optional.empty(), ErrorCode.CONFLICT, "a token is being judged");
            return;
        }
        connection.order().begin();
        credentials.judge(connection, refresh.token(), judgement -> {
            deadlines.endsRefreshing();
            connection.order().finish();
            if (judgement instanceof Credentials.Good good) {
                accept(connection, refresh.id(), good.identity());
            } else if (judgement instanceof Credentials.Bad bad) {
                refuse(connection, refresh.id(), bad);
            }
        });
    }

    private void accept(Connection connection, OptionalLong id, Identity fresh) {
        if (!fresh.user().equals(connection.identity().user())) {
            kernel.telemetry().authenticationFailed("refresh_mismatch");
            refuse(connection, id, new Credentials.Bad(ErrorCode.PERMISSION_DENIED, CloseCode.FORBIDDEN));
            return;
        }
        Optional<Credentials.Bad> objection = credentials.objection(fresh);
        if (objection.isPresent()) {
            refuse(connection, id, objection.get());
            return;
        }
        connection.identity(fresh);
        connection.pulse().livesBy(fresh);
        connection.tell(new ServerFrame.Refreshed(id, fresh.expiresAt(), kernel.millis()));
        askAgain(connection);
        streaming.askAgain(connection);
    }

    private static void refuse(Connection connection, OptionalLong id, Credentials.Bad bad) {
        connection.fail(id, Optional.empty(), bad.code(), "the token was not accepted");
        if (bad.close() == CloseCode.FORBIDDEN) {
            connection.end(CloseCode.FORBIDDEN);
        }
    }

    // Also for channels whose subscription is under way: it may have been asked for under the credential before.
    private void askAgain(Connection connection) {
        Set<String> channels = new LinkedHashSet<>(connection.order().unsettled());
        for (Cursor cursor : connection.subscriptions().all()) {
            cursor.forgetRights();
            ChannelName read = cursor.channel();
            channels.add(read.isPresence() ? read.subject().local() : read.local());
        }
        for (String channel : channels) {
            // What is no channel's name is the order of something else.
            ChannelName.parse(connection.identity().tenant(), channel)
                    .ifPresent(name -> connection.order().submit(channel, () -> askAgain(connection, name)));
        }
    }

    private CompletionStage<?> askAgain(Connection connection, ChannelName name) {
        Subscriptions subscriptions = connection.subscriptions();
        // Nobody is ever rid of his own channel, but of watching it; and what stands by another word than the
        // authorizer's is no matter of this credential.
        boolean isSettled = name.isPersonal() || subscriptions.grant(name).isPresent();
        Cursor subscription = subscriptions.get(name);
        if (isSettled && subscription != null) {
            // It may be waiting for an answer about a credential before, which does not count any more.
            subscription.resume();
            subscription = null;
        }
        return CompletableFuture.allOf(
                askAgain(subscription, Action.SUBSCRIBE, name),
                askAgain(subscriptions.get(name.presence()), Action.PRESENCE, name));
    }

    // The cursor is null where there is nothing to ask for.
    private CompletableFuture<Void> askAgain(Cursor cursor, Action action, ChannelName name) {
        if (cursor == null) {
            return CompletableFuture.completedFuture(null);
        }
        Connection connection = cursor.connection;
        Identity asked = connection.identity();
        CompletionStage<Boolean> answer = permits.allowed(connection, action, name);
        if (!answer.toCompletableFuture().isDone()) {
            cursor.suspend();
        }
        connection.order().begin();
        return answer.<Void>handle((allowed, failure) -> {
                    connection.order().finish();
                    if (failure != null) {
                        permits.log(connection, failure);
                    }
                    // If the credential changed again the answer is out of date, and the next one on its way.
                    if (!cursor.isClosed() && asked == connection.identity()) {
                        answered(cursor, Optional.ofNullable(allowed));
                    }
                    return null;
                })
                .toCompletableFuture();
    }

    private void answered(Cursor cursor, Optional<Boolean> allowed) {
        if (allowed.orElse(false)) {
            cursor.resume();
        } else {
            // Where nobody can tell the peer may try again.
            ErrorCode reason = allowed.isPresent() ? ErrorCode.PERMISSION_DENIED : ErrorCode.INTERNAL_ERROR;
            if (cursor.isHidden()) {
                watching.end(cursor, reason);
            } else {
                subscribing.end(cursor, OptionalLong.empty(), Optional.of(reason));
            }
        }
    }
}
