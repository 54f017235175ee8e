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

    Refreshing(Kernel kernel, Permits permits, Credentials credentials, Subscribing subscribing) {
        this.kernel = kernel;
        this.permits = permits;
        this.credentials = credentials;
        this.subscribing = subscribing;
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
            channels.add(cursor.channel().local());
        }
        for (String channel : channels) {
            // What is no channel's name is the order of something else.
            ChannelName.parse(connection.identity().tenant(), channel)
                    .filter(name -> !name.isPersonal())
                    .ifPresent(name -> connection.order().submit(channel, () -> askAgain(connection, name)));
        }
    }

    private CompletionStage<?> askAgain(Connection connection, ChannelName name) {
        Cursor cursor = connection.subscriptions().get(name);
        if (cursor == null) {
            return null;
        }
        Identity asked = connection.identity();
        CompletionStage<Boolean> answer = permits.allowed(connection, Action.SUBSCRIBE, name);
        if (!answer.toCompletableFuture().isDone()) {
            cursor.suspend();
        }
        connection.order().begin();
        return answer.handle((allowed, failure) -> {
            connection.order().finish();
            if (failure != null) {
                permits.log(connection, failure);
            }
            // If the credential changed again the answer is out of date, and the next one on its way.
            if (!cursor.isClosed() && asked == connection.identity()) {
                answered(cursor, Optional.ofNullable(allowed));
            }
            return null;
        });
    }

    private void answered(Cursor cursor, Optional<Boolean> allowed) {
        if (allowed.orElse(false)) {
            cursor.resume();
        } else {
            // Where nobody can tell the peer may try again.
            ErrorCode reason = allowed.isPresent() ? ErrorCode.PERMISSION_DENIED : ErrorCode.INTERNAL_ERROR;
            subscribing.end(cursor, OptionalLong.empty(), Optional.of(reason));
        }
    }
}
