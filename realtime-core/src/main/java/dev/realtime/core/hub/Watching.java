package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Authorizer.Action;
import dev.realtime.core.spi.PresenceStore.Snapshot;
import dev.realtime.core.spi.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers who is present, and shows who comes and goes: a peer that watches a channel has a cursor in its log of presence,
 * of which the peer knows nothing.
 *
 * <p>The cursor has its place before the members are read, so no change is missed between the two, and it is not read until
 * the peer has been told them. A change may be told that is in the answer already: of what is said about one member, the
 * newest is right.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Watching {

    private static final String NO_PRESENCE = "the channel has no presence";
    private static final int MEMBER_BYTES = 96;
    // Longer is as good as for ever.
    private static final Duration MAX_STATE_LIFE = Duration.ofHours(1);

    private final Kernel kernel;
    private final Permits permits;

    Watching(Kernel kernel, Permits permits) {
        this.kernel = kernel;
        this.permits = permits;
    }

    void members(Connection connection, ClientFrame.Presence request) {
        permits.onChannel(connection, request.id(), request.channel(), name -> {
            connection.order().begin();
            return begin(connection, request.id(), name, request.watch())
                    .thenAccept(mayAsk -> {
                        if (mayAsk && !connection.isOver()) {
                            answer(connection, request.id(), name);
                        } else {
                            connection.order().finish();
                        }
                    })
                    .whenComplete((done, failure) -> {
                        if (failure != null) {
                            connection.order().finish();
                            permits.failed(connection, request.id(), name, failure);
                        }
                    });
        });
    }

    /** Lets a subscriber watch that asked for it as it subscribed. @return completed when it does, or was refused */
    CompletionStage<Void> begin(Connection connection, ChannelName name) {
        if (connection.subscriptions().get(name) == null) {
            return CompletableFuture.completedFuture(null);
        }
        return begin(connection, OptionalLong.empty(), name, Optional.of(true)).handle((watches, failure) -> {
            if (failure != null) {
                permits.failed(connection, OptionalLong.empty(), name, failure);
            } else if (connection.subscriptions().get(name) == null) {
                // The subscription has ended meanwhile.
                stop(connection, name);
            }
            return null;
        });
    }

    /**
     * What was said of some members never reached the one who watches. It is told their number: like one that is told a
     * number because there are too many to name, it asks for the names when it needs them.
     */
    static void missed(Cursor watch) {
        Connection connection = watch.connection;
        ChannelName name = watch.channel().subject();
        connection.kernel().holder().members(name, 0).whenComplete((all, failure) -> connection
                .lane()
                .run(() -> {
                    if (watch.isClosed()) {
                        return;
                    }
                    if (failure == null) {
                        connection.tell(new ServerFrame.Count(name, all.total()));
                    } else {
                        connection.end(CloseCode.INSUFFICIENT_STATE);
                    }
                }));
    }

    /** The peer may not know any more who is there. */
    void end(Cursor watch, ErrorCode reason) {
        watch.connection.drop(watch);
        watch.connection.fail(
                OptionalLong.empty(),
                Optional.of(watch.channel().subject()),
                reason,
                "who is present is not shown any more");
    }

    /** The peer is not told of the channel's members any more. */
    static void stop(Connection connection, ChannelName name) {
        watchOf(connection, name).ifPresent(connection::drop);
    }

    private static Optional<WatchCursor> watchOf(Connection connection, ChannelName name) {
        return Optional.ofNullable((WatchCursor) connection.subscriptions().get(name.presence()));
    }

    // @return whether the peer may know who is there; if not, it has been told
    private CompletionStage<Boolean> begin(
            Connection connection, OptionalLong id, ChannelName name, Optional<Boolean> watch) {
        return permits.allowed(connection, Action.PRESENCE, name).thenCompose(allowed -> {
            if (!allowed) {
                return permits.denied(connection, id, name).thenApply(told -> false);
            }
            if (!kernel.optionsOf(name).has(Feature.PRESENCE)) {
                return refuse(connection, id, name, ErrorCode.NOT_AVAILABLE, NO_PRESENCE);
            }
            if (watch.isPresent() && !watch.get()) {
                stop(connection, name);
            }
            return watch.orElse(false) ? place(connection, id, name) : CompletableFuture.completedFuture(true);
        });
    }

    private CompletionStage<Boolean> place(Connection connection, OptionalLong id, ChannelName name) {
        ChannelName log = name.presence();
        if (connection.subscriptions().get(log) != null) {
            return CompletableFuture.completedFuture(true);
        }
        if (connection.subscriptions().watches() >= kernel.limits().maxChannelsPerConnection()) {
            kernel.telemetry().limitHit(Telemetry.Limit.WATCHED_CHANNELS);
            return refuse(connection, id, name, ErrorCode.LIMIT_EXCEEDED, "too many channels are watched");
        }
        return Placing.subscribe(
                        new Wish(connection, id, log, ClientFrame.SubscribeOptions.NONE, false, Wish.By.THE_PEER))
                .thenApply(placed -> connection.subscriptions().get(log) != null);
    }

    private static CompletionStage<Boolean> refuse(
            Connection connection, OptionalLong id, ChannelName name, ErrorCode code, String why) {
        connection.fail(id, Optional.of(name), code, why);
        return CompletableFuture.completedFuture(false);
    }

    private void answer(Connection connection, OptionalLong id, ChannelName name) {
        Optional<WatchCursor> watch = watchOf(connection, name);
        watch.ifPresent(WatchCursor::awaitsAnswer);
        kernel.holder().members(name, kernel.limits().maxPresenceMembers()).whenComplete((all, failure) -> connection
                .lane()
                .run(() -> Telling.whenAllTold(connection, () -> {
                    connection.order().finish();
                    if (failure == null) {
                        connection.tell(new ServerFrame.Members(id, name, listed(all), all.total()));
                    } else {
                        kernel.holder().failed(failure);
                        connection.fail(
                                id, Optional.of(name), ErrorCode.NOT_AVAILABLE, "who is present is not known now");
                    }
                    watch.ifPresent(WatchCursor::answered);
                })));
    }

    // An answer is a single message, so it ends before it fills more than a turn.
    private List<Member> listed(Snapshot all) {
        List<Member> listed = new ArrayList<>();
        long bytes = 0;
        for (Member member : all.members()) {
            bytes += MEMBER_BYTES + bytes(member.info()) + bytes(member.state());
            if (bytes > kernel.limits().maxTurnBytes()) {
                break;
            }
            listed.add(member);
        }
        return listed;
    }

    private static int bytes(Optional<Payload> payload) {
        return payload.map(Payload::size).orElse(0);
    }

    /** Notes what the peer does in a channel that it is subscribed to. */
    void update(Connection connection, ClientFrame.Update update) {
        permits.onChannel(connection, update.id(), update.channel(), name -> {
            Cursor cursor = connection.subscriptions().get(name);
            if (cursor == null || !cursor.isPlaced()) {
                return permits.denied(connection, update.id(), name);
            }
            if (!cursor.isMember()) {
                connection.fail(update.id(), Optional.of(name), ErrorCode.NOT_AVAILABLE, NO_PRESENCE);
            } else if (bytes(update.state()) > kernel.limits().maxStateBytes()) {
                kernel.telemetry().limitHit(Telemetry.Limit.STATE_SIZE);
                connection.fail(update.id(), Optional.of(name), ErrorCode.MESSAGE_TOO_LARGE, "the state is too large");
            } else if (update.timeToLive()
                    .filter(life -> life.isNegative() || life.isZero())
                    .isPresent()) {
                connection.mistake(update.id(), "a time to live must be above zero");
            } else if (!Extras.state(cursor, bytes(update.state()), lastsNanos(update))) {
                connection.fail(update.id(), Optional.of(name), ErrorCode.LIMIT_EXCEEDED, Extras.TOO_LARGE);
            } else {
                update(connection, cursor, update);
            }
            return null;
        });
    }

    private static void update(Connection connection, Cursor cursor, ClientFrame.Update update) {
        Membership.says(cursor, update.state(), lastsNanos(update));
        if (update.id().isPresent()) {
            connection.tell(new ServerFrame.Reply(update.id(), Payload.EMPTY));
        }
    }

    private static long lastsNanos(ClientFrame.Update update) {
        return update.timeToLive()
                .map(life -> life.compareTo(MAX_STATE_LIFE) > 0 ? MAX_STATE_LIFE : life)
                .map(Duration::toNanos)
                .orElse(0L);
    }
}
