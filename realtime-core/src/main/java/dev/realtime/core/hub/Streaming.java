package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.policy.Account;
import dev.realtime.core.spi.Authorizer.Action;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Streams of peers: those they write, and those they read and want to end.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Streaming {

    private final Kernel kernel;
    private final Permits permits;

    Streaming(Kernel kernel, Permits permits) {
        this.kernel = kernel;
        this.permits = permits;
    }

    void open(Connection connection, ClientFrame.Open open) {
        inOrder(connection, open.id(), open.stream(), () -> {
            CompletableFuture<Void> handedOver = new CompletableFuture<>();
            boolean isName = permits.onChannel(connection, open.id(), open.channel(), name -> {
                CompletionStage<Void> permitted = openIn(connection, open, name);
                permitted.whenComplete((done, failure) -> handedOver.complete(null));
                return permitted;
            });
            if (!isName) {
                handedOver.complete(null);
            }
            return handedOver;
        });
    }

    private CompletionStage<Void> openIn(Connection connection, ClientFrame.Open open, ChannelName name) {
        if (name.isPersonal() || name.isFeed()) {
            return permits.denied(connection, open.id(), name);
        }
        Identity asked = connection.identity();
        return permits.ifAllowed(connection, open.id(), Action.PUBLISH, name, () -> {
            connection.writesStreams = true;
            Account user = connection.standing().account();
            ask(connection, open.id(), streams -> streams.ofClient(connection.client(), user)
                    .open(connection, open.stream(), name, open.event()));
            if (asked != connection.identity()) {
                // The answer was about a credential before.
                askAgain(connection);
            }
        });
    }

    void chunk(Connection connection, ClientFrame.Chunk chunk) {
        onOwn(
                connection,
                chunk.id(),
                chunk.stream(),
                client -> client.chunk(connection, chunk.stream(), chunk.seq(), chunk.data()));
    }

    /** The connection sent more than it may, this chunk too: its stream is not complete without it. */
    void refused(Connection connection, ClientFrame.Chunk chunk) {
        if (!connection.isOpening() && ChannelName.isStreamId(chunk.stream())) {
            inOrder(connection, chunk.id(), chunk.stream(), () -> {
                ofClient(connection, client -> client.refused(chunk.stream(), chunk.seq()));
                return null;
            });
        }
    }

    void end(Connection connection, ClientFrame.End end) {
        onOwn(
                connection,
                end.id(),
                end.stream(),
                client -> client.end(connection, end.stream(), end.data().orElse(StreamEntry.NOTHING), end.error()));
    }

    /** Whoever reads a stream of his own channel may ask for its end, and whoever may publish in the channel. */
    void cancel(Connection connection, ClientFrame.Cancel cancel) {
        List<StreamCursor> meant = connection.subscriptions().reading(cancel.channel(), cancel.stream());
        if (meant.size() > 1) {
            connection.mistake(cancel.id(), "which of the streams of that name");
        } else if (meant.isEmpty()) {
            denied(connection, cancel.id());
        } else {
            cancel(connection, cancel, meant.get(0).parent().channel());
        }
    }

    private void cancel(Connection connection, ClientFrame.Cancel cancel, ChannelName parent) {
        connection.order().begin();
        CompletionStage<Boolean> allowed = parent.isPersonal()
                ? CompletableFuture.completedFuture(true)
                : permits.allowed(connection, Action.PUBLISH, parent);
        allowed.thenAccept(may -> {
                    if (may) {
                        kernel.publish(parent.openStreams(), StreamEntry.cancel(cancel.stream()))
                                .whenComplete((position, failure) -> connection
                                        .lane()
                                        .run(() -> answer(
                                                connection,
                                                failure,
                                                cancel.id(),
                                                () -> new ServerFrame.Reply(cancel.id(), Payload.EMPTY))));
                    } else {
                        connection.order().finish();
                        denied(connection, cancel.id());
                    }
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        connection.order().finish();
                        permits.failed(connection, cancel.id(), parent, failure);
                    }
                });
    }

    /** A client came back on this connection. */
    void back(Connection connection) {
        if (kernel.streams() > 0) {
            // It may have left some open; whether it did, its lane knows.
            connection.writesStreams = true;
            ofClient(connection, client -> client.back(connection));
            askAgain(connection);
        }
    }

    /** The peer's identity is another: whether it may go on with what it writes is asked again. */
    void askAgain(Connection connection) {
        if (connection.writesStreams) {
            ofClient(connection, client -> {
                Map<String, ChannelName> open = client.channels();
                connection.lane().run(() -> open.forEach((name, channel) -> askAgain(connection, name, channel)));
            });
        }
    }

    private void askAgain(Connection connection, String name, ChannelName channel) {
        permits.allowed(connection, Action.PUBLISH, channel).whenComplete((allowed, failure) -> {
            boolean may = failure == null && allowed;
            // One who has gone is allowed nothing, which says nothing about his streams.
            if (!may && !connection.isOver()) {
                String why = failure == null ? "PERMISSION_DENIED" : "NOT_AVAILABLE";
                ofClient(connection, client -> client.fail(name, channel, why));
            }
        });
    }

    void gone(Connection connection) {
        if (connection.writesStreams) {
            ofClient(connection, client -> client.gone(connection));
        }
    }

    private void ofClient(Connection connection, Consumer<ClientStreams> act) {
        LaneHub home = kernel.homeOf(connection.client());
        home.run(() -> home.streams().knownClient(connection.client()).ifPresent(act));
    }

    private void onOwn(
            Connection connection,
            OptionalLong id,
            String stream,
            Function<ClientStreams, CompletableFuture<StreamPosition>> act) {
        inOrder(connection, id, stream, () -> {
            connection.order().begin();
            ask(connection, id, streams -> streams.knownClient(connection.client())
                    .map(act)
                    .orElseGet(ClientStreams::notOpen));
            return null;
        });
    }

    // What is done with one stream takes effect in the order in which it came.
    private static void inOrder(Connection connection, OptionalLong id, String stream, CommandOrder.Command command) {
        if (ChannelName.isStreamId(stream)) {
            // No channel a peer can name begins like this.
            connection.order().submit("!" + stream, () -> connection.isOver() ? null : command.start());
        } else {
            connection.mistake(id, "not a stream's name");
        }
    }

    private void ask(
            Connection connection,
            OptionalLong id,
            Function<StreamWriters, CompletableFuture<StreamPosition>> request) {
        LaneHub home = kernel.homeOf(connection.client());
        home.run(() -> request.apply(home.streams()).whenComplete((position, failure) -> connection
                .lane()
                .run(() -> answer(connection, failure, id, () -> new ServerFrame.Ack(id, position)))));
    }

    private static void answer(Connection connection, Throwable failure, OptionalLong id, Supplier<ServerFrame> done) {
        connection.order().finish();
        if (failure != null) {
            boolean refused = Border.cause(failure) instanceof RefusedException;
            ErrorCode code = refused ? ((RefusedException) Border.cause(failure)).code() : ErrorCode.NOT_AVAILABLE;
            String why = refused ? Border.cause(failure).getMessage() : "the stream could not be written";
            connection.fail(id, Optional.empty(), code, why);
        } else if (id.isPresent()) {
            connection.tell(done.get());
        }
    }

    private static void denied(Connection connection, OptionalLong id) {
        connection.fail(id, Optional.empty(), ErrorCode.PERMISSION_DENIED, "not allowed");
    }
}
