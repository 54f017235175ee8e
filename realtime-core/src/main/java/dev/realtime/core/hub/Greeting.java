package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.hub.Peers.Objection;
import dev.realtime.core.hub.ReadingGate.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The first words: who the peer is, which session it goes on with, and what it is subscribed to at once.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Greeting {

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final Kernel kernel;
    private final Commands commands;
    private final Credentials credentials;

    Greeting(Kernel kernel, Commands commands, Credentials credentials) {
        this.kernel = kernel;
        this.commands = commands;
        this.credentials = credentials;
    }

    /** Greets a peer that is known and whose dialect does not make it speak first, or does not let it speak at all. */
    void welcome(Connection connection) {
        boolean pings = connection.dialect().pingsInMessages();
        Map<String, SubscribeOptions> asked = connection.opening().subscriptions();
        open(connection, new ClientFrame.Connect(OptionalLong.empty(), "", "", "", asked, pings));
    }

    /** A frame of a peer that has not presented itself. */
    void whileOpening(Connection connection, ClientFrame frame) {
        if (connection.opening().isJudging()) {
            connection.opening().hold(frame);
        } else if (frame instanceof ClientFrame.Connect connect) {
            connect(connection, connect);
        } else if (frame instanceof ClientFrame.Malformed malformed) {
            connection.mistake(malformed.id(), malformed.problem());
        } else {
            connection.mistake(frame.id(), "connect first");
        }
    }

    private void connect(Connection connection, ClientFrame.Connect connect) {
        if (!connect.token().isEmpty()) {
            authenticate(connection, connect);
        } else if (connection.identity() != null) {
            open(connection, connect);
        } else {
            refuse(connection, connect.id(), ErrorCode.UNAUTHORIZED, CloseCode.INVALID_TOKEN);
        }
    }

    private void authenticate(Connection connection, ClientFrame.Connect connect) {
        judging(connection, true);
        credentials.judge(connection, connect.token(), judgement -> {
            judging(connection, false);
            if (judgement instanceof Credentials.Good good) {
                accept(connection, connect, good.identity());
            } else if (judgement instanceof Credentials.Bad bad) {
                refuse(connection, connect.id(), bad);
            }
        });
    }

    private void accept(Connection connection, ClientFrame.Connect connect, Identity identity) {
        Identity known = connection.identity();
        if (known != null && !known.user().equals(identity.user())) {
            refuse(connection, connect.id(), ErrorCode.PERMISSION_DENIED, CloseCode.FORBIDDEN);
            return;
        }
        connection.identity(identity);
        open(connection, connect);
    }

    private void open(Connection connection, ClientFrame.Connect connect) {
        Identity identity = connection.identity();
        Optional<Credentials.Bad> objection = credentials.objection(identity);
        if (objection.isPresent()) {
            refuse(connection, connect.id(), objection.get());
            return;
        }
        Optional<String> earlier = kernel.sessions().clientOf(connect.session(), identity.user());
        Optional<Peers.Refusal> refusal = connection.standing().enters(identity);
        if (refusal.isPresent() && refusal.get().why() == Objection.TOO_MANY && earlier.isPresent()) {
            openInPlaceOfOlder(connection, connect, earlier.get());
        } else if (refusal.isPresent()) {
            refuse(connection, connect.id(), refusal.get());
        } else {
            open(connection, connect, earlier);
        }
    }

    // One of those who take all the room may be itself: a link that died without a word.
    private void openInPlaceOfOlder(Connection connection, ClientFrame.Connect connect, String client) {
        judging(connection, true);
        connection.opening().toBe(client);
        endOlder(connection, client)
                .whenComplete((done, failure) -> connection.lane().run(() -> {
                    if (!connection.isOver()) {
                        judging(connection, false);
                        openWhereOlderWas(connection, connect, client);
                    }
                }));
    }

    private void openWhereOlderWas(Connection connection, ClientFrame.Connect connect, String client) {
        Optional<Peers.Refusal> refusal = connection.standing().takesSeat(connection.identity());
        if (refusal.isEmpty()) {
            open(connection, connect, Optional.of(client));
        } else {
            // What it had may have ended for it, so that it must not stay away for good.
            boolean isFull = refusal.get().why() == Objection.TOO_MANY;
            refuse(connection, connect.id(), isFull ? Peers.Refusal.COME_LATER : refusal.get());
        }
    }

    private void open(Connection connection, ClientFrame.Connect connect, Optional<String> earlier) {
        Identity identity = connection.identity();
        String client = earlier.orElseGet(kernel.sessions()::newClient);
        Opening opening = connection.opening();
        connection.opened(client, connect.pings());
        connection.device(connect.device());
        connection.pulse().livesBy(identity);
        if (earlier.isPresent()) {
            commands.streaming().back(connection);
            kernel.serverGrants()
                    .of(identity.user(), client)
                    .forEach(channel -> connection.subscriptions().grant(channel, Grant.OF_SERVER));
            takeOver(connection);
        }
        List<ChannelName> given = opening.channels(identity.user());
        if (connection.dialect().startsWithConnect()) {
            greet(connection, connect.id(), earlier.isPresent());
            subscribe(connection, connect.subscriptions(), given);
            opening.release(frame -> commands.handle(connection, frame));
        } else {
            greetOncePlaced(connection, opening, connect.subscriptions(), given);
        }
    }

    // A peer that hears nothing of its subscriptions takes the greeting for them, and an answer if there is no
    // greeting.
    private void greetOncePlaced(
            Connection connection, Opening opening, Map<String, SubscribeOptions> wanted, List<ChannelName> given) {
        connection.reading().close(Reason.ENROLLING);
        subscribe(connection, wanted, given)
                .whenComplete((placed, failure) -> connection.lane().run(() -> {
                    if (!connection.isOver()) {
                        greet(connection, OptionalLong.empty(), false);
                        connection.reading().open(Reason.ENROLLING);
                        opening.release(frame -> commands.handle(connection, frame));
                    }
                }));
    }

    private void greet(Connection connection, OptionalLong id, boolean resumed) {
        Identity identity = connection.identity();
        connection.tell(new ServerFrame.Connected(
                id,
                connection.client(),
                kernel.sessions().secretOf(connection.client(), identity.user()),
                identity,
                resumed,
                kernel.limits().pingAfter(),
                kernel.limits().deadAfter(),
                kernel.limits().maxMessageBytes(),
                kernel.limits().maxChannelsPerConnection(),
                kernel.millis()));
    }

    // On those before, nobody is left; or somebody who has the session too, and has to be told.
    private void takeOver(Connection connection) {
        if (kernel.peers().connectionsOf(connection.identity().user()) > 1) {
            endOlder(connection, connection.client());
        } else {
            connection.resumption = kernel.newResumption();
        }
    }

    /** @return completed when all that the client had before are at their end */
    private CompletableFuture<Void> endOlder(Connection connection, String client) {
        UserId user = connection.identity().user();
        long resumption = kernel.newResumption();
        connection.resumption = resumption;
        return CompletableFuture.allOf(Arrays.stream(kernel.lanes())
                .map(lane -> CompletableFuture.runAsync(
                        () -> lane.connections().endOlder(user, client, resumption), lane::run))
                .toArray(CompletableFuture[]::new));
    }

    /** @return completed when each has its place, was refused, or has to wait for it */
    private CompletableFuture<Void> subscribe(
            Connection connection, Map<String, SubscribeOptions> wanted, List<ChannelName> given) {
        ChannelName personal = ChannelName.personal(connection.identity().user());
        given.forEach(channel -> Enrolment.admit(connection, channel));
        List<CompletableFuture<Void>> placing = new ArrayList<>(wanted.size());
        wanted.forEach((channel, options) -> {
            if (!channel.equals(personal.local())) {
                placing.add(commands.subscribing()
                        .subscribe(connection, OptionalLong.empty(), channel, options)
                        .toCompletableFuture());
            }
        });
        for (ChannelName channel : given) {
            if (!channel.equals(personal) && !wanted.containsKey(channel.local())) {
                placing.add(enrol(connection, channel, SubscribeOptions.NONE, DONE));
            }
        }
        // Last, since messages to the user may be shown under the channels named beside it; and before whatever else
        // the peer wants of it.
        CompletableFuture<Void> others = CompletableFuture.allOf(placing.toArray(CompletableFuture[]::new));
        return given.contains(personal)
                ? enrol(connection, personal, wanted.getOrDefault(personal.local(), SubscribeOptions.NONE), others)
                : others;
    }

    private static CompletableFuture<Void> enrol(
            Connection connection, ChannelName channel, SubscribeOptions options, CompletableFuture<Void> others) {
        CompletableFuture<Void> placed = new CompletableFuture<>();
        connection.order().submit(channel.local(), () -> {
            others.thenRun(() -> connection.lane().run(() -> Enrolment.begin(connection, channel, options)
                    .whenComplete((done, failure) -> placed.complete(null))));
            return placed;
        });
        return placed;
    }

    private static void judging(Connection connection, boolean on) {
        connection.opening().judging(on);
        if (on) {
            connection.reading().close(Reason.JUDGING);
        } else {
            connection.reading().open(Reason.JUDGING);
        }
    }

    private static void refuse(Connection connection, OptionalLong id, Peers.Refusal refusal) {
        refuse(connection, id, refusal.code(), refusal.close());
    }

    private static void refuse(Connection connection, OptionalLong id, Credentials.Bad bad) {
        refuse(connection, id, bad.code(), bad.close());
    }

    private static void refuse(Connection connection, OptionalLong id, ErrorCode code, CloseCode close) {
        connection.fail(id, Optional.empty(), code, close.reason());
        connection.end(close);
    }
}
