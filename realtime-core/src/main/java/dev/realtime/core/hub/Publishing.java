package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Authorizer.Action;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Messages of peers, on their way into a log.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Publishing {

    private final Kernel kernel;
    private final Permits permits;

    Publishing(Kernel kernel, Permits permits) {
        this.kernel = kernel;
        this.permits = permits;
    }

    void publish(Connection connection, ClientFrame.Publish publish) {
        permits.onChannel(connection, publish.id(), publish.channel(), name -> {
            if (name.isPersonal()) {
                return permits.denied(connection, publish.id(), name);
            }
            return permits.ifAllowed(
                    connection, publish.id(), Action.PUBLISH, name, () -> append(connection, publish, name));
        });
    }

    private void append(Connection connection, ClientFrame.Publish publish, ChannelName name) {
        Message message = message(connection, publish);
        kernel.publish(name, message)
                .whenComplete((position, failure) ->
                        connection.lane().run(() -> published(connection, publish.id(), name, position, failure)));
    }

    // A peer's key names an act of this user, so that nobody can answer for another.
    private static Message message(Connection connection, ClientFrame.Publish publish) {
        Message message = Message.of(publish.event(), publish.data())
                .from(connection.client())
                .key(publish.key())
                .tags(publish.tags());
        Message named = publish.idempotencyKey().isEmpty()
                ? message
                : message.idempotencyKey(connection.identity().user().value() + "\n" + publish.idempotencyKey());
        return publish.echo() ? named : named.withoutEcho();
    }

    private void published(
            Connection connection, OptionalLong id, ChannelName name, StreamPosition position, Throwable failure) {
        connection.order().finish();
        if (failure != null) {
            if (Border.cause(failure) instanceof RefusedException refusal) {
                connection.fail(id, Optional.of(name), refusal.code(), "the message was not published");
            } else {
                connection.fail(id, Optional.of(name), ErrorCode.TIMEOUT, "nobody knows whether it was published");
            }
        } else if (id.isPresent()) {
            connection.tell(new ServerFrame.Ack(id, position));
        }
    }
}
