package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Message;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import dev.realtime.core.spi.Authorizer.Action;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What peers ask for, turned into effects: grammar, then the engine's own rules, then the {@link
 * dev.realtime.core.spi.Authorizer}, then the deed. Every refusal is answered; the connection lives on.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Commands {

    private static final System.Logger LOG = System.getLogger(Commands.class.getName());

    private final Kernel kernel;
    private final Greeting greeting;

    Commands(Kernel kernel) {
        this.kernel = kernel;
        this.greeting = new Greeting(kernel, this);
    }

    Greeting greeting() {
        return greeting;
    }

    void text(Connection connection, byte[] utf8) {
        kernel.telemetry().received(connection.dialect().name(), utf8.length);
        guarded(connection, () -> connection.dialect().decode(utf8));
    }

    void binary(Connection connection, byte[] bytes) {
        kernel.telemetry().received(connection.dialect().name(), bytes.length);
        if (connection.dialect().takesBinary()) {
            guarded(connection, () -> connection.dialect().decodeBinary(bytes));
        } else {
            connection.end(CloseCode.UNSUPPORTED_DATA);
        }
    }

    // A dialect or an authorizer with a bug must cost one answer, not the lane.
    private void guarded(Connection connection, Supplier<ClientFrame> decode) {
        try {
            handle(connection, decode.get());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a message of " + connection + " could not be handled", e);
            connection.fail(OptionalLong.empty(), Optional.empty(), ErrorCode.INTERNAL_ERROR, "internal error");
        }
    }

    /** Does what the frame asks for, or answers why not. */
    void handle(Connection connection, ClientFrame frame) {
        if (connection.isOver()) {
            return;
        }
        if (connection.isOpening()) {
            greeting.whileOpening(connection, frame);
            return;
        }
        if (frame instanceof ClientFrame.Publish publish) {
            publish(connection, publish);
        } else if (frame instanceof ClientFrame.Subscribe subscribe) {
            subscribe(connection, subscribe);
        } else if (frame instanceof ClientFrame.Unsubscribe unsubscribe) {
            unsubscribe(connection, unsubscribe);
        } else if (frame instanceof ClientFrame.Ping ping) {
            connection.tell(new ServerFrame.Pong(ping.id(), kernel.millis()));
        } else if (frame instanceof ClientFrame.Malformed malformed) {
            connection.mistake(malformed.id(), malformed.problem());
        } else if (frame instanceof ClientFrame.Call call) {
            connection.fail(call.id(), Optional.empty(), ErrorCode.METHOD_NOT_FOUND, "no such method");
        } else if (frame instanceof ClientFrame.Connect connect) {
            connection.mistake(connect.id(), "connected already");
        }
    }

    private void publish(Connection connection, ClientFrame.Publish publish) {
        onChannel(connection, publish.id(), publish.channel(), name -> {
            if (name.isPersonal()) {
                return denied(connection, publish.id(), name);
            }
            connection.order().begin();
            return allowed(connection, Action.PUBLISH, name)
                    .thenAccept(allowed -> {
                        if (allowed) {
                            append(connection, publish, name);
                        } else {
                            connection.order().finish();
                            denied(connection, publish.id(), name);
                        }
                    })
                    .whenComplete((done, failure) -> {
                        if (failure != null) {
                            connection.order().finish();
                            failed(connection, publish.id(), name, failure);
                        }
                    });
        });
    }

    private void append(Connection connection, ClientFrame.Publish publish, ChannelName name) {
        Message message = new Message(
                publish.event(),
                publish.data(),
                connection.client(),
                publish.echo(),
                "",
                publish.key(),
                publish.tags());
        kernel.publish(name, message)
                .whenComplete((position, failure) ->
                        connection.lane().run(() -> published(connection, publish.id(), name, position, failure)));
    }

    private void published(
            Connection connection, OptionalLong id, ChannelName name, StreamPosition position, Throwable failure) {
        connection.order().finish();
        if (failure != null) {
            ErrorCode code = failure instanceof RefusedException refusal ? refusal.code() : ErrorCode.NOT_AVAILABLE;
            connection.fail(id, Optional.of(name), code, "the message was not published");
        } else if (id.isPresent()) {
            connection.tell(new ServerFrame.Ack(id, position));
        }
    }

    private void subscribe(Connection connection, ClientFrame.Subscribe subscribe) {
        subscribe(connection, subscribe.id(), subscribe.channel(), subscribe.options());
    }

    /** @return completed when the subscription has its place, or has been refused */
    CompletionStage<Void> subscribe(
            Connection connection, OptionalLong id, String channel, ClientFrame.SubscribeOptions options) {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        boolean isName = onChannel(connection, id, channel, name -> {
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
            subscribedAlready(connection, id, present, options.since());
            return null;
        }
        if (name.isPersonal()) {
            return denied(connection, id, name);
        }
        if (!connection.subscriptions().reserve(kernel.limits().maxChannelsPerConnection())) {
            connection.fail(id, Optional.of(name), ErrorCode.LIMIT_EXCEEDED, "too many channels");
            return null;
        }
        connection.order().begin();
        return allowed(connection, Action.SUBSCRIBE, name)
                .thenCompose(allowed -> allowed
                        ? Recovery.subscribe(connection, id, name, options.since(), true)
                        : denied(connection, id, name))
                .whenComplete((done, failure) -> connection.lane().run(() -> {
                    if (connection.subscriptions().get(name) == null) {
                        connection.subscriptions().giveBack();
                    }
                    connection.order().finish();
                    if (failure != null) {
                        failed(connection, id, name, failure);
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
        connection.tell(
                new ServerFrame.Subscribed(id, cursor.channel(), stands, reason.isEmpty(), reason, kernel.millis()));
    }

    private void unsubscribe(Connection connection, ClientFrame.Unsubscribe unsubscribe) {
        onChannel(connection, unsubscribe.id(), unsubscribe.channel(), name -> {
            if (name.isPersonal()) {
                return denied(connection, unsubscribe.id(), name);
            }
            Cursor cursor = connection.subscriptions().get(name);
            if (cursor != null) {
                connection.drop(cursor);
                connection.subscriptions().giveBack();
            }
            connection.tell(new ServerFrame.Unsubscribed(unsubscribe.id(), name, Optional.empty(), kernel.millis()));
            return null;
        });
    }

    /** @return whether {@code channel} is a name at all; if not, the peer has been told */
    private boolean onChannel(
            Connection connection,
            OptionalLong id,
            String channel,
            Function<ChannelName, CompletionStage<Void>> command) {
        Optional<ChannelName> name = ChannelName.parse(connection.identity().tenant(), channel);
        if (name.isEmpty()) {
            connection.mistake(id, "not a channel name");
            return false;
        }
        connection.order().submit(channel, () -> connection.isOver() ? null : command.apply(name.get()));
        return true;
    }

    // The answer is brought back to the lane. Whoever has gone meanwhile is allowed nothing.
    private CompletionStage<Boolean> allowed(Connection connection, Action action, ChannelName name) {
        Identity who = connection.identity();
        CompletionStage<Boolean> answer = Border.ask(() -> kernel.authorizer().allows(who, action, name));
        CompletableFuture<Boolean> known = answer.toCompletableFuture();
        if (known.isDone() && !known.isCompletedExceptionally()) {
            return known;
        }
        CompletableFuture<Boolean> here = new CompletableFuture<>();
        answer.whenComplete((allowed, failure) -> connection.lane().run(() -> {
            if (failure != null) {
                here.completeExceptionally(failure);
            } else {
                here.complete(connection.isOver() ? Boolean.FALSE : allowed);
            }
        }));
        return here;
    }

    /** Answers no; the same for a channel that does not exist and one that is forbidden. */
    private CompletionStage<Void> denied(Connection connection, OptionalLong id, ChannelName name) {
        connection.fail(id, Optional.of(name), ErrorCode.PERMISSION_DENIED, "not allowed");
        return CompletableFuture.completedFuture(null);
    }

    /** Nobody can tell now, or we have a bug: not done, and worth another try. */
    private static void failed(Connection connection, OptionalLong id, ChannelName name, Throwable failure) {
        LOG.log(System.Logger.Level.WARNING, "a command of " + connection + " failed", Border.cause(failure));
        connection.fail(id, Optional.of(name), ErrorCode.INTERNAL_ERROR, "internal error");
    }
}
