package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.HubBuilder;
import dev.realtime.core.hub.HubStats;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.sim.Scenario.Topic;
import dev.realtime.core.spi.Broker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One run of the engine by a seed: chaos, then healing, then everybody leaves. The engine under it is the real one;
 * lanes, sockets, clients and clocks are simulated.
 */
public final class Simulation {

    private static final Duration STEP = Duration.ofMillis(500);
    /** Longest back-off, plus what a catch-up may take. */
    private static final Duration MAX_SETTLING = Duration.ofSeconds(150);

    /** Longest time until a request has its answer. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(8);

    /** What a pause, the time to present oneself and a closing handshake may add to the heartbeat's. */
    private static final Duration MAX_LATENESS = Duration.ofSeconds(24);

    /** The longest runs have a tenth of it; an engine that never comes to rest has no end. */
    private static final long MAX_EVENTS = 5_000_000;

    /** A write may end with a whole message that passes the limit, or with a page of history. */
    private static final int MAX_EXCESS_BYTES = 16_000;

    final SimWorld world;
    final Scenario scenario;
    final SimBroker sharedBroker;
    final List<SimClient> clients = new ArrayList<>();
    final List<Node> nodes = new ArrayList<>();
    /** Clients that had a fault, or that a fault elsewhere may have hit. */
    final Set<SimClient> harmed = new HashSet<>();

    /** Clients that may take a connection for alive that the server has given up, or come to know of it late. */
    final Set<SimClient> unaware = new HashSet<>();

    final PublishesOnce once;
    final Parts parts;
    final Labels labels;

    private final SimChance chance;
    private final SimDialect dialect;
    private final UnaryOperator<HubBuilder> twist;
    private final Ledger ledger;
    private final Owed owed;
    private final FeedHasAll feeds;
    private final HandlersTakeTurns turns;
    private final AllCatchUp allCatchUp;
    private final Watch watch;
    private final List<ChannelName> channels;
    // Bodies by size; nobody looks into them, so messages of one size share one.
    private final byte[][] bodies;
    private UnaryOperator<Broker> brokers = UnaryOperator.identity();
    private boolean over;

    /** @param twist a last change of every hub of the run */
    public Simulation(long seed, UnaryOperator<HubBuilder> twist) {
        this.world = new SimWorld(seed);
        this.chance = world.chance();
        this.twist = twist;
        this.scenario = new Scenario(world.chance());
        this.channels = channelsOf(scenario);
        this.labels = new Labels(world.chance());
        this.bodies = new byte[scenario.maxMessageBytes + 1][];
        this.dialect = new SimDialect(scenario.startsWithConnect);
        this.ledger = new Ledger(world);
        this.sharedBroker = new SimBroker(world);
        sharedBroker.observer(ledger);
        this.turns = new HandlersTakeTurns(world);
        this.once = new PublishesOnce(world);
        this.owed = new Owed(ledger, this::slowPolicy);
        this.feeds = new FeedHasAll(
                world, ledger, scenario.kinds::hasFeed, () -> !scenario.sharedBroker || nodes.size() == 1);
        ledger.reader(feeds::appended);
        this.allCatchUp = new AllCatchUp(world, ledger, owed);
        this.parts = new Parts(this, ledger);
        this.watch = new Watch(world, scenario.startsWithConnect, invariants());
    }

    private List<Invariant> invariants() {
        Limits limits = scenario.limits;
        List<Invariant> invariants = new ArrayList<>(List.of(
                new SameLogForAll(world, ledger),
                new NoRepeat(world),
                new NoSilentGap(world, ledger, owed, this::isQueued),
                new OnlyForMe(world, Scenario::mayRead),
                new OnlyWhatPasses(world),
                new LatestArrives(world, ledger, this::slowPolicy),
                new NoInternalError(world),
                feeds,
                new NoEcho(world, ledger),
                new HonestAnswers(world, ledger, MAX_WAIT),
                turns,
                once,
                new OrderOfPublishers(world, ledger),
                new BoundedMemory(
                        world, this::sockets, limits.maxWriteBytes() + limits.maxControlBytes() / 2 + MAX_EXCESS_BYTES),
                new BoundedLag(world, this::sockets, limits.maxLagBytes()),
                new DeadPeersGo(
                        world, this::sockets, limits.deadAfter().multipliedBy(2).plus(MAX_LATENESS)),
                allCatchUp));
        RecoversWhatIsKept recovers = new RecoversWhatIsKept(world, ledger, scenario::options);
        boolean keepsItsHistory = scenario.keepsItsHistory();
        invariants.add(new HonestHistory(
                world, ledger, (channel, since) -> keepsItsHistory && recovers.isKept(channel, since)));
        if (keepsItsHistory) {
            invariants.add(recovers);
            invariants.add(new CachedIsSent(world, ledger, scenario::options, recovers::isKept));
        }
        if (scenario.isRoomy() && !scenario.topics.contains(Topic.TOKENS)) {
            invariants.add(new NobodyIsCutForOthers(world, client -> !harmed.contains(client)));
        }
        invariants.addAll(parts.all());
        return invariants;
    }

    /** Makes every node use what {@code change} makes of its broker. */
    public Simulation brokers(UnaryOperator<Broker> change) {
        brokers = change;
        return this;
    }

    /** Prints every step of the run. */
    public void traceTo(Consumer<String> reader) {
        world.traceTo(reader);
        world.note(scenario.toString());
    }

    /** Runs the seed to its end. @return what happened that must not */
    public List<String> run() {
        QuietLog.watch(world);
        try {
            live();
        } finally {
            QuietLog.done();
        }
        return world.breaches();
    }

    private void live() {
        for (int i = 0; i < scenario.nodes; i++) {
            nodes.add(newNode());
        }
        for (int i = 0; i < scenario.clients; i++) {
            clients.add(newClient(i));
        }
        parts.forEach(Part::begin);
        sample();
        clients.forEach(client -> world.after(Duration.ofMillis(chance.between(0, 500)), client::connect));
        new Chaos(this, world.chance()).start();
        pass(scenario.chaos);
        settle();
        leave();
    }

    /** The run's fingerprint. */
    public long hash() {
        return world.hash();
    }

    /** How many events the run had. */
    public long eventCount() {
        return world.eventCount();
    }

    Node newNode() {
        Broker broker = scenario.sharedBroker
                ? sharedBroker.node()
                : new LedgerBroker(
                        new MemoryBroker(
                                scenario.limits.historyBytes(), world.ticker(), world.wallClock(), world.randomness()),
                        ledger);
        Application application = new Application(world, scenario, turns);
        Node node = new Node(
                world,
                scenario,
                dialect,
                brokers.apply(broker),
                application,
                builder -> twist.apply(parts.equip(builder)));
        parts.forEach(part -> part.came(node));
        return node;
    }

    /** A message that is like no other. */
    Message message() {
        int size = chance.between(2, scenario.maxMessageBytes);
        if (bodies[size] == null) {
            bodies[size] = new byte[size];
            Arrays.fill(bodies[size], (byte) '1');
        }
        return labels.on(Message.of("", Payload.jsonBytes(bodies[size])));
    }

    /** Publishes as the application does, at a node that is up. */
    CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        return node().hub.publish(channel, message).whenComplete((position, failure) -> {
            if (failure == null) {
                feeds.acknowledged(channel, message.data());
            }
        });
    }

    /** A node that is up. */
    Node node() {
        List<Node> up = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            if (node.isUp()) {
                up.add(node);
            }
        }
        return up.get((int) chance.below(up.size()));
    }

    Iterable<View> views() {
        return watch.views();
    }

    /** The view of any client. */
    View anyView() {
        return watch.view(clients.get((int) chance.below(clients.size())));
    }

    private SlowPolicy slowPolicy(ChannelName channel) {
        return scenario.options(channel).slowPolicy();
    }

    private boolean isQueued(ChannelName channel) {
        return scenario.options(channel).has(Feature.OFFLINE_QUEUE);
    }

    List<ChannelName> channels() {
        return channels;
    }

    private static List<ChannelName> channelsOf(Scenario scenario) {
        List<ChannelName> all = new ArrayList<>();
        for (String tenant : Scenario.TENANTS.subList(0, scenario.tenants)) {
            scenario.kinds.published().forEach(name -> all.add(new ChannelName(tenant, name)));
        }
        return List.copyOf(all);
    }

    private void pass(Duration span) {
        if (world.runUntil(() -> world.eventCount() > MAX_EVENTS, span)) {
            world.breach("the run has no end");
        }
    }

    private SimClient newClient(int number) {
        String tenant = Scenario.TENANTS.get(number % scenario.tenants);
        UserId user = new UserId(tenant, "u" + number / scenario.tenants % scenario.usersPerTenant);
        SimClient client =
                new SimClient(world, "c" + number + "(" + user + ")", Identity.claimed(user), () -> node().edge);
        watch.over(client);
        for (String channel : scenario.kinds.read()) {
            if (chance.oneIn(2)) {
                client.subscribe(channel, labels.filter());
            }
        }
        return client;
    }

    private List<SimSocket> sockets() {
        List<SimSocket> sockets = new ArrayList<>();
        nodes.forEach(node -> sockets.addAll(node.edge.sockets()));
        return sockets;
    }

    private void sample() {
        watch.sample();
        if (!over) {
            world.after(Duration.ofMillis(200), this::sample);
        }
    }

    private void settle() {
        world.note("healing");
        new Healing(this).heal();
        List<CompletableFuture<?>> last = new ArrayList<>();
        channels().forEach(channel -> last.add(publishUntilTaken(channel)));
        clients.forEach(client -> last.add(
                publishUntilTaken(ChannelName.personal(client.identity().user()))));
        waitUntilSettled(last);
        pass(MAX_WAIT.plusSeconds(2));
        // What was asked before may have had its last answer just now, and that may have been a close.
        waitUntilSettled(last);
        watch.settled();
    }

    private void waitUntilSettled(List<CompletableFuture<?>> last) {
        long steps = MAX_SETTLING.dividedBy(STEP);
        for (int i = 0; i < steps && !isSettled(last); i++) {
            clients.stream().filter(SimClient::wasToldToStayAway).forEach(SimClient::connect);
            pass(STEP);
        }
    }

    private boolean isSettled(List<CompletableFuture<?>> last) {
        if (!once.isDone() || !last.stream().allMatch(CompletableFuture::isDone)) {
            return false;
        }
        for (View view : watch.views()) {
            if (!allCatchUp.hasCaughtUp(view)) {
                return false;
            }
        }
        return parts.areSettled();
    }

    private CompletableFuture<?> publishUntilTaken(ChannelName channel) {
        CompletableFuture<Object> taken = new CompletableFuture<>();
        tryToPublish(channel, taken);
        return taken;
    }

    private void tryToPublish(ChannelName channel, CompletableFuture<Object> taken) {
        publish(channel, message()).whenComplete((position, failure) -> {
            if (failure == null) {
                taken.complete(position);
            } else {
                world.after(STEP, () -> tryToPublish(channel, taken));
            }
        });
    }

    private void leave() {
        world.note("leaving");
        harmed.addAll(clients);
        clients.forEach(SimClient::leave);
        pass(scenario.limits.deadAfter().plusSeconds(15));
        over = true;
        parts.forEach(Part::left);
        for (Node node : nodes) {
            if (!node.edge.isDead()) {
                demandNothingLeft(node);
                node.hub.close();
            }
        }
        pass(STEP);
    }

    private void demandNothingLeft(Node node) {
        CompletableFuture<HubStats> stats = node.hub.stats().toCompletableFuture();
        pass(Duration.ofSeconds(1));
        if (!stats.isDone()) {
            world.breach("a hub does not tell its stats");
            return;
        }
        HubStats left = stats.join();
        boolean nothing = left.connections() == 0
                && node.hub.connections() == 0
                && left.users().isEmpty()
                && left.subscribers().isEmpty();
        if (!nothing) {
            world.breach("everybody left and the hub still holds " + left + ", " + node.hub.connections());
        }
    }
}
