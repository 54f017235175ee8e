package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Limits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What one seed's run is like: how many of everything, which limits, which faults ("swarm testing"). */
final class Scenario {

    static final List<String> TENANTS = List.of("", "acme");

    private static final int TOPIC_ONE_IN = Integer.getInteger("sim.topics", 8);

    /** What may go wrong. A seed that has all of it finds less than seeds that have some. */
    enum Fault {
        CUT,
        STALL,
        VANISH,
        SLOW,
        MUTE,
        LEAVE,
        GARBAGE,
        CLOCK_SHIFT,
        BROKER_FAILS,
        BROKER_AWAY,
        BROKER_LOSES_NEWS,
        BROKER_FORGETS,
        NODE_DIES,
        NODE_DRAINS,
        NODE_PAUSES,
        HANDLERS_HANG
    }

    /** What a run may have besides channels, subscriptions and calls. */
    enum Topic {
        PRESENCE,
        TOKENS,
        RECEIPTS,
        STREAMS
    }

    private static final int FEW_MEMBERS = 3;

    final boolean sharedBroker;
    final int nodes;
    final int lanes;
    final int clients;
    final int tenants;
    final int usersPerTenant;
    final boolean startsWithConnect;
    final Duration chaos;
    final Duration maxPause;
    final int maxMessageBytes;
    final int maxBurst;
    final boolean tightLimits;
    final Limits limits;
    final ChannelKinds kinds;
    final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    final Set<Topic> topics = EnumSet.noneOf(Topic.class);

    Scenario(SimChance chance) {
        sharedBroker = chance.oneIn(2);
        nodes = sharedBroker ? chance.between(1, 3) : 1;
        lanes = chance.between(1, 3);
        clients = chance.between(2, 8);
        tenants = chance.between(1, 2);
        usersPerTenant = chance.between(1, 3);
        startsWithConnect = !chance.oneIn(5);
        chaos = Duration.ofMillis(chance.between(2_000, 8_000));
        maxPause = Duration.ofMillis(chance.pick(20, 60, 200));
        maxMessageBytes = chance.pick(20, 200, 2_000, 12_000);
        maxBurst = chance.pick(1, 1, 10, 60);
        for (Fault fault : Fault.values()) {
            if (chance.oneIn(3)) {
                faults.add(fault);
            }
        }
        if (faults.contains(Fault.BROKER_FORGETS)) {
            // Who loses the log as well has nothing left to make up with.
            faults.remove(Fault.BROKER_LOSES_NEWS);
        }
        tightLimits = chance.oneIn(2);
        Limits someLimits = limits(chance);
        draw(Topic.PRESENCE, chance);
        Limits moreLimits = topics.contains(Topic.PRESENCE) && chance.oneIn(4) ? fewAreNamed(someLimits) : someLimits;
        kinds = new ChannelKinds(chance, options -> people(options, chance));
        draw(Topic.TOKENS, chance);
        draw(Topic.RECEIPTS, chance);
        if (topics.contains(Topic.RECEIPTS)) {
            boolean queues = chance.oneIn(2);
            kinds.change(options -> receipts(options, queues));
        }
        draw(Topic.STREAMS, chance);
        boolean hasStreams = topics.contains(Topic.STREAMS);
        limits = hasStreams ? ofStreams(moreLimits, chance) : moreLimits;
        if (hasStreams) {
            kinds.change(options -> options.with(Feature.STREAMS));
        }
    }

    private void draw(Topic topic, SimChance chance) {
        if (chance.oneIn(TOPIC_ONE_IN)) {
            topics.add(topic);
        }
    }

    private static Limits fewAreNamed(Limits limits) {
        return limits.with(to -> to.maxAnnouncedMembers = FEW_MEMBERS);
    }

    private static Limits ofStreams(Limits limits, SimChance chance) {
        return limits.with(to -> {
            to.streamSilence = Duration.ofSeconds(chance.pick(2, 10));
            to.maxStreamsPerConnection = chance.pick(2, 64, 64, 64);
        });
    }

    /** Options by namespace, as the hub is told of them. */
    ChannelOptions options(ChannelName channel) {
        return kinds.options(channel);
    }

    /** The channels of the run that can be published to. */
    List<String> channelNames() {
        return kinds.published();
    }

    /** Whether a client on which no fault is put can never be too slow. */
    boolean isRoomy() {
        return !tightLimits
                && maxMessageBytes * maxBurst <= 20_000
                // what a node was not told of may not be kept any more when it asks
                && !faults.contains(Fault.BROKER_LOSES_NEWS)
                // what piles up during a pause comes at once
                && kinds.leastCount() >= (faults.contains(Fault.NODE_PAUSES) ? 8_192 : 64)
                && kinds.leastBytes() >= 1 << 20;
    }

    /** Whether nothing happens to what the channels' options promise to keep. */
    boolean keepsItsHistory() {
        return !tightLimits
                && !clockAges()
                && faults.stream()
                        .noneMatch(EnumSet.of(Fault.BROKER_FORGETS, Fault.NODE_DIES, Fault.NODE_PAUSES)::contains);
    }

    /** Whether nothing makes a broker forget which acts it knows before their time. */
    boolean keepsActs() {
        boolean forgets = clockAges() || faults.contains(Fault.BROKER_FORGETS);
        boolean takesThemAlong = !sharedBroker && (tightLimits || faults.contains(Fault.NODE_DIES));
        return !forgets && !takesThemAlong;
    }

    // The shared broker goes by the wall clock, as foreign ones do.
    private boolean clockAges() {
        return sharedBroker && faults.contains(Fault.CLOCK_SHIFT);
    }

    /** Whether a number never takes the place of names. */
    boolean namesAllMembers() {
        return limits.maxAnnouncedMembers() > FEW_MEMBERS;
    }

    private ChannelOptions people(ChannelOptions options, SimChance chance) {
        return topics.contains(Topic.PRESENCE)
                ? options.with(Feature.PRESENCE).presenceGrace(Duration.ofSeconds(chance.pick(0, 2, 5)))
                : options;
    }

    private ChannelOptions receipts(ChannelOptions options, boolean queues) {
        ChannelOptions kept = options.with(Feature.RECEIPTS);
        ChannelOptions shared = topics.contains(Topic.PRESENCE) ? kept.with(Feature.SHARED_RECEIPTS) : kept;
        return queues ? shared.with(Feature.OFFLINE_QUEUE) : shared;
    }

    /** What is secret is for one user of each tenant only. */
    static boolean mayRead(String user, ChannelName channel) {
        return !channel.local().endsWith("secret") || user.endsWith("0");
    }

    private Limits limits(SimChance chance) {
        int pingSeconds = chance.pick(1, 5, 30);
        Limits usual = Limits.DEFAULT.with(to -> {
            to.historyBytes = 64L << 20;
            to.pingAfter = Duration.ofSeconds(pingSeconds);
            to.deadAfter = Duration.ofSeconds(2 * pingSeconds);
            to.tokenGrace = Duration.ofSeconds(2);
            to.callTimeout = Duration.ofMillis(chance.pick(300, 2_000));
        });
        if (!tightLimits) {
            return usual;
        }
        return usual.with(to -> {
            to.maxLagBytes = chance.pick(2_000, 20_000, 200_000);
            to.maxLagAge = Duration.ofMillis(chance.between(500, 10_000));
            to.maxWriteBytes = chance.pick(300, 4_000, 64_000);
            to.maxTurnBytes = to.maxWriteBytes * chance.between(1, 4);
            to.maxControlFrames = chance.pick(16, 64);
            to.maxControlBytes = chance.pick(16_000, 64 << 10);
            to.maxWaitingCallBytes = chance.pick(1_000, 20_000, 1 << 24);
            to.maxOutstandingCommands = chance.pick(1, 4, 32);
            to.maxChannelsPerConnection = chance.pick(2, 128);
            to.maxPendingPublishBytes = chance.pick(20_000, 1 << 20);
            to.historyBytes = chance.pick(5_000, 100_000, 1 << 24);
        });
    }

    @Override
    public String toString() {
        return "nodes " + nodes + (sharedBroker ? " with a shared broker" : "") + ", lanes " + lanes + ", clients "
                + clients + ", tenants " + tenants + ", users each " + usersPerTenant
                + (startsWithConnect ? "" : ", greeted at once") + ", chaos " + chaos + ", messages up to "
                + maxMessageBytes + " bytes in bursts up to " + maxBurst + ", topics " + topics + ", faults " + faults
                + ", " + limits + ", channels " + kinds;
    }
}
