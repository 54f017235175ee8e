package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.TagFilter;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.policy.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A client that does everything right: it keeps its place in every channel and its session, comes back after a broken
 * connection, and goes on where it was. What goes wrong is done to its {@link #socket}.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
public final class SimClient implements SimPeer {

    private static final Duration RETRY = Duration.ofSeconds(1);
    /** From here on a close code says not to reconnect. */
    private static final int FIRST_FINAL_CODE = 4500;

    private final SimWorld world;
    private final String name;
    private final Identity identity;
    private final Supplier<SimEdge> edges;
    private final SimChance chance;
    private final SimSubscriptions subscriptions;
    private final Map<Long, StreamPosition> acks = new LinkedHashMap<>();
    private final Map<String, List<Publication>> received = new LinkedHashMap<>();
    private final List<ServerFrame> answers = new ArrayList<>();
    private final List<SimWitness> witnesses = new ArrayList<>();
    private UnaryOperator<Identity> issuer = UnaryOperator.identity();
    private SimConditions conditions = SimConditions.GOOD;
    // What it stands on: the identity that its issuer last made a credential for.
    private Identity presented;
    private SimEdge edge;
    private SimSocket socket;
    private String client = "";
    private String session = "";
    private String device = "";
    private boolean online;
    private boolean connected;
    private boolean ready;
    private boolean toldToStayAway;
    private int failures;
    private long lastId;
    private long connectId;

    /** @param edges the server to connect to, asked at every attempt */
    public SimClient(SimWorld world, String name, Identity identity, Supplier<SimEdge> edges) {
        this.world = world;
        this.name = name;
        this.identity = identity;
        this.edges = edges;
        this.subscriptions = new SimSubscriptions(ChannelName.personal(identity.user()));
        this.chance = world.chance();
    }

    /** A client of the default tenant at the only server. */
    public SimClient(SimWorld world, String user, SimEdge edge) {
        this(world, user, Identity.claimed(UserId.of(user)), () -> edge);
    }

    /** What the next connection will be like. */
    public void conditions(SimConditions next) {
        conditions = next;
    }

    /** Names who makes this client's credentials, of its identity: one for every connection and every {@link #refresh}. */
    public void issuer(UnaryOperator<Identity> newIssuer) {
        issuer = newIssuer;
    }

    /** The name of the place that it runs at, as it is told to servers from the next connection on; empty for none. */
    public void device(String name) {
        device = name;
    }

    public String device() {
        return device;
    }

    /** Forgets its session and how far it has come, as an application does that is installed anew. */
    public void forget() {
        session = "";
        subscriptions.forget();
    }

    /** Adds somebody who sees everything. */
    public void witness(SimWitness witness) {
        witnesses.add(witness);
    }

    /** Connects, and from now on again whenever the connection is lost. */
    public void connect() {
        online = true;
        if (!connected) {
            connected = true;
            toldToStayAway = false;
            edge = edges.get();
            presented = issuer.apply(identity);
            boolean byToken = edge.dialect().startsWithConnect() && chance.oneIn(2);
            socket = byToken ? edge.connect(this, conditions) : edge.connect(this, presented, conditions);
        }
    }

    /** Says goodbye and stays away. */
    public void leave() {
        online = false;
        if (connected) {
            socket.close(1000);
        }
    }

    /** Wants a channel, now and after every reconnect. */
    public void subscribe(String channel) {
        subscribe(channel, TagFilter.NONE);
    }

    /** The same, but only what passes {@code filter}; of a channel that is wanted already, from now on. */
    public void subscribe(String channel, TagFilter filter) {
        subscriptions.want(channel, filter);
        askIfWanted(channel);
    }

    /** Does not want the channel any more. The place in it is kept. */
    public void unsubscribe(String channel) {
        subscriptions.doNotWant(channel);
        if (ready) {
            OptionalLong id = nextId();
            subscriptions.ends(id.getAsLong(), channel);
            send(new ClientFrame.Unsubscribe(id, channel));
        }
    }

    /** Publishes; {@link #ack} tells what became of it. Lost if there is no connection. @return the request's id */
    public long publish(String channel, Payload data) {
        ClientFrame.Publish frame = new ClientFrame.Publish(nextId(), channel, "", data, true, "", Map.of());
        send(frame);
        return frame.id().getAsLong();
    }

    /** Calls a method of the application. @return the id that its {@link ServerFrame.Reply} will carry */
    public long call(String method, Payload data) {
        ClientFrame.Call frame = new ClientFrame.Call(nextId(), method, data);
        send(frame);
        return frame.id().getAsLong();
    }

    /** Brings a credential, for example a fresh one of its issuer. Lost if there is no connection. @return the request's id */
    public long refresh(Identity fresh) {
        ClientFrame.Refresh frame = new ClientFrame.Refresh(nextId(), edge.token(fresh));
        send(frame);
        return frame.id().getAsLong();
    }

    /** Sends any frame. Lost if there is no connection. */
    public void send(ClientFrame frame) {
        if (connected) {
            socket.send(edge.dialect().encode(frame));
            if (world.isTraced()) {
                world.note(name + " > " + frame);
            }
            for (SimWitness witness : witnesses) {
                witness.sent(this, frame);
            }
        }
    }

    /** A number for a request. */
    public OptionalLong nextId() {
        return OptionalLong.of(++lastId);
    }

    /** The connection of now, or the last one; faults are put on it. */
    public Optional<SimSocket> socket() {
        return Optional.ofNullable(socket);
    }

    /** Whether the server has greeted the connection of now. */
    public boolean isReady() {
        return ready;
    }

    /** Whether a connection is up or being made. */
    public boolean isConnected() {
        return connected;
    }

    /** Whether the last connection was closed with a code that says not to come back by oneself. */
    public boolean wasToldToStayAway() {
        return toldToStayAway;
    }

    /** The origin of what this client publishes; empty before its first connection. */
    public String client() {
        return client;
    }

    public Identity identity() {
        return identity;
    }

    /** The channels asked for. */
    public Set<String> wanted() {
        return subscriptions.wanted();
    }

    /** How far this client has come in a channel. */
    public Optional<StreamPosition> position(String channel) {
        return subscriptions.position(channel);
    }

    /** Of the streams of a channel whose end has not come, how many chunks came or were announced as lost. */
    public Map<String, Long> streams(String channel) {
        return subscriptions.streams(channel);
    }

    /** What came of a channel, in order; under {@code via} for messages to the user that name a channel. */
    public List<Publication> received(String channel) {
        return List.copyOf(received.getOrDefault(channel, List.of()));
    }

    /** Where the log took the publish of that id. */
    public Optional<StreamPosition> ack(long id) {
        return Optional.ofNullable(acks.get(id));
    }

    /** Everything that came and was no message: greetings, replies, failures, gaps; in order. */
    public List<ServerFrame> answers() {
        return List.copyOf(answers);
    }

    @Override
    public void opened() {
        world.observe(name.hashCode());
        if (edge.dialect().startsWithConnect()) {
            String token = edge.token(presented);
            OptionalLong id = nextId();
            connectId = lastId;
            send(new ClientFrame.Connect(id, token, session, device, subscriptions.resumption(), false));
        }
    }

    @Override
    public void message(EncodedFrame message) {
        ServerFrame frame = edge.dialect().read(message);
        world.observe(31L * name.hashCode() + edge.dialect().print(message));
        if (world.isTraced()) {
            world.note(name + " < " + frame);
        }
        for (SimWitness witness : witnesses) {
            witness.received(this, frame);
        }
        meet(frame);
    }

    @Override
    public void closed(int code) {
        world.observe(name.hashCode() + code);
        world.note(name + " closed " + code);
        connected = false;
        ready = false;
        toldToStayAway = code >= FIRST_FINAL_CODE;
        if (code == CloseCode.SESSION_TAKEN_OVER.number()) {
            session = "";
        }
        subscriptions.closed();
        for (SimWitness witness : witnesses) {
            witness.closed(this, code);
        }
        if (online && !toldToStayAway) {
            double jitter = chance.below(1_000) / 1_000.0;
            world.after(Backoff.DEFAULT.delay(failures++, jitter), this::comeBack);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private void comeBack() {
        if (online) {
            connect();
        }
    }

    private void ask(String channel) {
        OptionalLong id = nextId();
        subscriptions.begins(id.getAsLong(), channel);
        send(new ClientFrame.Subscribe(id, channel, subscriptions.options(channel)));
    }

    private void meet(ServerFrame frame) {
        if (frame instanceof ServerFrame.Push push) {
            take(push);
            return;
        }
        answers.add(frame);
        if (frame instanceof ServerFrame.Connected greeting) {
            greeted(greeting);
        } else if (frame instanceof ServerFrame.Subscribed subscribed) {
            subscriptions.begun(subscribed);
        } else if (frame instanceof ServerFrame.Unsubscribed unsubscribed) {
            subscriptions.ended(unsubscribed).ifPresent(this::askIfWanted);
        } else if (frame instanceof ServerFrame.Gap gap) {
            subscriptions.moveTo(gap.channel().local(), gap.to());
        } else if (frame instanceof ServerFrame.Position position) {
            subscriptions.moveTo(position.channel().local(), position.offset());
        } else if (frame instanceof ServerFrame.Ack ack) {
            ack.id().ifPresent(id -> acks.put(id, ack.position()));
        } else if (frame instanceof ServerFrame.Ping) {
            send(new ClientFrame.Pong());
        } else if (frame instanceof ServerFrame.Failure failure) {
            refused(failure);
        } else {
            subscriptions.meet(frame);
        }
    }

    private void greeted(ServerFrame.Connected greeting) {
        client = greeting.client();
        session = greeting.session();
        ready = true;
        failures = 0;
        subscriptions.toAskFor().forEach(this::ask);
    }

    private void take(ServerFrame.Push push) {
        Publication publication = push.publication();
        String via = publication.message().via();
        String shownIn = via.isEmpty() ? push.channel().local() : via;
        received.computeIfAbsent(shownIn, key -> new ArrayList<>()).add(publication);
        subscriptions.moveTo(push.channel().local(), publication.offset());
    }

    private void refused(ServerFrame.Failure failure) {
        Optional<String> subject = subjectOf(failure).filter(subscriptions::wants);
        if (subject.isEmpty()) {
            return;
        }
        if (failure.code().temporary()) {
            world.after(failure.retryAfter().orElse(RETRY), () -> askIfWanted(subject.get()));
        } else {
            subscriptions.doNotWant(subject.get());
        }
    }

    /** The channel whose subscription was refused. */
    private Optional<String> subjectOf(ServerFrame.Failure failure) {
        long id = failure.id().orElse(connectId);
        if (id == connectId) {
            return failure.channel().map(ChannelName::local);
        }
        return subscriptions.refused(id);
    }

    private void askIfWanted(String channel) {
        // While an earlier subscription is not over, its messages still come and move the position.
        if (ready && subscriptions.wants(channel) && !subscriptions.isEnding(channel)) {
            ask(channel);
        }
    }
}
