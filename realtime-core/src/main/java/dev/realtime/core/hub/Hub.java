package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Clients;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.History;
import dev.realtime.core.Identity;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.RefusedException;
import dev.realtime.core.Revocation;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Acceptor;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Admitter;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Inbound;
import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Link;
import dev.realtime.core.spi.PresenceStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The engine: channels, and the connections that read them.
 *
 * <h2>A channel is a log, a connection is a set of cursors, a delivery is a read</h2>
 *
 * <p>Publishing appends an entry to the channel's log, under the next offset and nothing else. A connection that can be
 * written to reads each of its channels from its cursor to the head and sends what it finds in one write. There is no
 * queue of messages for a client anywhere. From this one mechanism follows what other servers build one by one:
 *
 * <ul>
 *   <li>live delivery, resume after a reconnect and catching up are the same read, started at another place;
 *   <li>everybody sees the log's order; nobody sees an entry twice, since a cursor only moves forward;
 *   <li>a slow client costs a cursor, not memory: when the log's window moves past it, the channel's policy decides;
 *   <li>the busier a channel, the more entries one read finds: load makes writes larger, not more numerous;
 *   <li>all who stand at the same place need the same bytes, which are therefore made once.
 * </ul>
 *
 * <h2>Who runs what</h2>
 *
 * <p>A {@link Lane} is a serial executor. A connection lives on the lane of its socket, a channel's log is written by
 * the one lane that its name falls to, and nothing is locked. What crosses lanes is an immutable value and a task: one
 * "there is news" for each lane that has subscribers, never more than one on its way. At the end of each iteration of
 * its event loop a lane takes a <i>turn</i>: every subscriber of every channel with news is made ready, every connection
 * with something ready is written to once, and what all have taken is let go.
 *
 * <p>The parts: {@code Channel}, {@code ChannelLog}, {@code Entry} (the writing side), {@code Audience}, {@code Cursor},
 * {@code CatchUp}, {@code Recovery} (the reading side), {@code LaneHub}, {@code Delivery}, {@code Range} (the turn),
 * {@code Connection}, {@code Greeting}, {@code Commands}, {@code CommandOrder}, {@code CallLine} (the peer), {@code
 * StreamWriter}, {@code StreamCursor} (answers that come in pieces).
 *
 * <p><b>Threads:</b> thread-safe, except {@link #accept}, which is called on the lane it names.
 */
public final class Hub implements Acceptor, AutoCloseable {

    private static final int HISTORY_BYTES = 1 << 20;

    private final Kernel kernel;
    private final Broker broker;
    private final Blocks blocks;
    private final Control control;

    Hub(Kernel kernel) {
        this.kernel = kernel;
        this.broker = kernel.broker();
        this.blocks = new Blocks(kernel);
        this.control = new Control(kernel);
        broker.start(kernel::optionsOf, this::appended);
    }

    public static HubBuilder builder() {
        return new HubBuilder();
    }

    /**
     * Takes over a socket. A hub that has all the connections it may have, or is about to close, tells this one so and
     * closes it.
     *
     * @throws IllegalArgumentException if the hub was not built with that lane
     */
    @Override
    public Inbound accept(Lane lane, Link link, Admission.Accepted admission) {
        LaneHub home = kernel.of(lane);
        Connection connection = new Connection(home, link, admission);
        Optional<CloseCode> refusal =
                kernel.connectionCame().or(() -> connection.standing().arrives().map(Peers.Refusal::close));
        home.connections().add(connection);
        kernel.telemetry().connectionOpened(admission.dialect().name());
        admission.identity().ifPresent(connection::identity);
        if (refusal.isPresent()) {
            connection.end(refusal.get());
        } else if (admission.identity().isPresent() && isGreetedUnasked(admission.dialect())) {
            home.commands().greeting().welcome(connection);
        }
        return connection;
    }

    private static boolean isGreetedUnasked(Dialect dialect) {
        return dialect.listensOnly() || !dialect.startsWithConnect();
    }

    /**
     * Appends to a channel's log.
     *
     * @return the entry's position, once the broker took it; fails with {@link dev.realtime.core.RefusedException} if
     *     the node is overloaded and nothing happened, or with {@link Broker.UnavailableException} if nobody knows.
     *     Messages that one thread publishes to one channel keep their order
     */
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        return kernel.publish(channel, message);
    }

    /**
     * Appends to the user's own log, which every connection of the user reads. A message with {@link Message#via} is
     * shown as one of that channel, to those connections of the user that are subscribed to it.
     *
     * @return as {@link #publish}
     */
    public CompletionStage<StreamPosition> sendToUser(UserId user, Message message) {
        return kernel.publish(ChannelName.personal(user), message);
    }

    /**
     * What a channel keeps after a place, oldest first. A page has at most a mebibyte or so, and at most {@link
     * dev.realtime.core.Limits#maxHistoryCount} entries.
     *
     * @param after empty for the oldest entry that is kept
     * @param limit most entries, at least 1
     * @return fails with a {@link RefusedException} of {@code UNRECOVERABLE_POSITION} if what follows is not kept any more,
     *     and with {@link Broker.UnavailableException} if the broker is away
     */
    public CompletionStage<History> history(ChannelName channel, Optional<StreamPosition> after, int limit) {
        return history(channel, after, limit, false);
    }

    /** What a channel keeps before a place, newest first. @param before empty for the newest entry of all. Else as {@link #history} */
    public CompletionStage<History> historyBack(ChannelName channel, Optional<StreamPosition> before, int limit) {
        return history(channel, before, limit, true);
    }

    private CompletionStage<History> history(
            ChannelName channel, Optional<StreamPosition> from, int limit, boolean backwards) {
        if (limit < 1) {
            throw new IllegalArgumentException("need a limit of at least 1 but got " + limit);
        }
        return new HistoryPages(kernel, HISTORY_BYTES).page(channel, from, limit, backwards);
    }

    /**
     * Who is present in a channel, on all nodes together, those who joined first before the others.
     *
     * @param limit most members to list, at least 0; all are counted
     * @return nobody where the channel has no presence; fails with whatever the store of presence says if it is away
     */
    public CompletionStage<PresenceStore.Snapshot> members(ChannelName channel, int limit) {
        return kernel.holder().members(channel, limit);
    }

    /**
     * Whether the user has a connection to any node, or had one a moment ago.
     *
     * @return fails with {@link dev.realtime.core.RefusedException} if personal channels have no presence, and with
     *     whatever the store of presence says if it is away
     */
    public CompletionStage<Boolean> online(UserId user) {
        ChannelName personal = ChannelName.personal(user);
        if (!kernel.optionsOf(personal).has(Feature.PRESENCE)) {
            return CompletableFuture.failedFuture(
                    new RefusedException(ErrorCode.NOT_AVAILABLE, "personal channels have no presence"));
        }
        return members(personal, 0).thenApply(all -> all.total() > 0);
    }

    /**
     * How many entries of a channel its user has not read, by the receipts of his devices.
     *
     * @return fails with {@link Broker.UnavailableException} or what the store of cursors fails with
     */
    public CompletionStage<Long> unread(UserId user, ChannelName channel) {
        return Unread.of(kernel, user, channel);
    }

    /** Opens a stream in a channel, under a new id. */
    public StreamPublisher openStream(ChannelName channel, String event) {
        return open(channel, kernel.newStreamId(), event, false);
    }

    /** Opens a stream in the user's own channel, under a new id. */
    public StreamPublisher openStream(UserId user, String event) {
        return openStream(ChannelName.personal(user), event);
    }

    /**
     * Opens a stream under an id that the application chose, for example that of the question it answers. A second one in
     * that channel is refused while the first one is written, and for five minutes after its end.
     *
     * @param event the application's name for it
     * @throws IllegalArgumentException if the id is not {@linkplain ChannelName#isStreamId one}
     */
    public StreamPublisher openStream(ChannelName channel, String event, String id) {
        return open(channel, id, event, true);
    }

    /** As {@link #openStream(ChannelName, String, String)}, in the user's own channel. */
    public StreamPublisher openStream(UserId user, String event, String id) {
        return openStream(ChannelName.personal(user), event, id);
    }

    private StreamPublisher open(ChannelName channel, String id, String event, boolean named) {
        Message open = StreamEntry.open(id, event);
        LaneHub home = kernel.ownerOf(channel.stream(id));
        StreamWriter writer = new StreamWriter(home, channel, open, Optional.empty());
        home.run(() -> home.streams().open(writer, channel, open, named));
        return new StreamPublisher(home, writer);
    }

    /** Connections accepted and not yet gone. */
    public int connections() {
        return kernel.connections();
    }

    /**
     * Ends all connections of the user on this node, with {@link CloseCode#KICKED}: his clients do not come back by
     * themselves.
     *
     * @return how many were ended
     */
    public CompletionStage<Integer> disconnect(UserId user) {
        return disconnect(Clients.of(user), CloseCode.KICKED);
    }

    /**
     * Ends connections on this node. Nobody is kept out by that: see {@link #blocks} and {@link #revokeUser}.
     *
     * @param code tells the client why, and {@linkplain CloseCode#reconnect whether it may come back}; from 4000 on
     * @return how many were ended
     * @throws IllegalArgumentException if {@code code} is one of RFC 6455's own
     */
    public CompletionStage<Integer> disconnect(Clients who, CloseCode code) {
        return control.disconnect(who, code);
    }

    /** Subscribes all connections that the user has to this node now. @return as {@link #subscribe(Clients, ChannelName)} */
    public CompletionStage<Integer> subscribe(UserId user, ChannelName channel) {
        return subscribe(Clients.of(user), channel);
    }

    /**
     * Subscribes connections of this node, as if each had asked for it and had been allowed to. The application has
     * decided: no authorizer is asked, now or when the client brings a fresh credential or comes back to this node with its
     * session. What bounds a connection and a channel holds, and the client may unsubscribe.
     *
     * <p>One that was subscribed already stays so, by the application's word from now on. Who connects later is not
     * concerned.
     *
     * @param channel of the user's tenant, and no user's own
     * @return how many connections are subscribed now: not those that have all the channels they may have, or found the
     *     channel full. Fails with {@link RefusedException} if the user can never be in that channel ({@code
     *     PERMISSION_DENIED}), or if the broker cannot be reached ({@code NOT_AVAILABLE}), when some may be subscribed
     * @throws IllegalArgumentException if it is no such channel
     */
    public CompletionStage<Integer> subscribe(Clients who, ChannelName channel) {
        return control.subscribe(who, channel);
    }

    /** Ends the subscriptions of all that the user has here. @return as {@link #unsubscribe(Clients, ChannelName)} */
    public CompletionStage<Integer> unsubscribe(UserId user, ChannelName channel) {
        return unsubscribe(Clients.of(user), channel);
    }

    /**
     * Ends subscriptions on this node, whoever began them: the client is told {@code unsubscribed} with {@link
     * ErrorCode#PERMISSION_DENIED} and is shown nothing of the channel after it. It may subscribe again if the authorizer
     * lets it.
     *
     * @param channel of the user's tenant, and no user's own
     * @return how many connections were subscribed
     * @throws IllegalArgumentException if it is no such channel
     */
    public CompletionStage<Integer> unsubscribe(Clients who, ChannelName channel) {
        return control.unsubscribe(who, channel);
    }

    /** Whether an identity whose credential was good may come: it has not ended, was not revoked, and its user is not blocked. */
    public boolean isWelcome(Identity identity) {
        return !kernel.isRevoked(identity)
                && !Deadlines.isOver(kernel, identity)
                && kernel.peers().blocks().of(identity.user(), kernel.instant()).isEmpty();
    }

    /** Who is kept out. */
    public Blocks blocks() {
        return blocks;
    }

    /**
     * The same doors, closed to whom {@link #blocks} names, and to those who come too often. An edge that is given the
     * doors alone learns of a block too late to refuse the handshake, and paces nobody.
     */
    public Admitter guard(Admitter doors) {
        return new Guard(kernel, doors);
    }

    /**
     * Takes the worth from one token: connections that stand on it are closed, and it opens no other.
     *
     * @param until when the token ends
     * @return as {@link #revoke}
     */
    public CompletionStage<Integer> revokeToken(String tokenId, Instant until) {
        return revoke(Revocation.ofToken(tokenId, until));
    }

    /**
     * Takes the worth from every token of the user that was issued before now. Until the node stops they open nothing any
     * more; one issued from the next second on does.
     *
     * @return as {@link #revoke}
     */
    public CompletionStage<Integer> revokeUser(UserId user) {
        return revoke(Revocation.ofUser(user, kernel.instant()));
    }

    /**
     * Takes the worth from tokens, on this node: connections that stand on them are closed with
     * {@link CloseCode#INVALID_TOKEN}, and neither a handshake, a message nor a refresh with them is accepted until they
     * have ended. At most {@link dev.realtime.core.Limits#maxRevocations} are kept; beyond, the one whose tokens end
     * soonest gives way. The node forgets them when it stops.
     *
     * @return how many connections were closed
     */
    public CompletionStage<Integer> revoke(Revocation revocation) {
        return control.revoke(revocation);
    }

    /** Counts of all lanes, each taken at a moment of its own. */
    public CompletionStage<HubStats> stats() {
        return Stats.of(kernel);
    }

    /**
     * Says goodbye to all connections, evenly spread so that they do not all come back at once elsewhere. Whoever still
     * comes is sent away at once.
     *
     * @param over the time to spread it over
     * @return completed when the last one is gone; those that are still there a while after are cut
     */
    public CompletionStage<Void> drain(Duration over) {
        kernel.closing();
        return new Drain(kernel, over).start();
    }

    /** Cuts what is left and closes the broker and the stores. The lanes belong to whoever made them. */
    @Override
    public void close() {
        kernel.closing();
        for (LaneHub lane : kernel.lanes()) {
            lane.execute(() -> lane.connections().forEach(Connection::abort));
        }
        kernel.holder().close();
        broker.close();
        kernel.cursors().close();
    }

    Kernel kernel() {
        return kernel;
    }

    private void appended(ChannelName channel, String epoch, Publication publication) {
        LaneHub owner = kernel.ownerOf(channel);
        owner.run(() -> owner.appended(channel, epoch, publication));
    }

    static Hub build(HubBuilder builder, List<? extends Lane> lanes, Broker broker) {
        Hub hub = new Hub(new Kernel(builder, lanes, broker));
        try {
            hub.kernel.calls(builder.callsOf(hub));
            return hub;
        } catch (RuntimeException e) {
            hub.close();
            throw e;
        }
    }
}
