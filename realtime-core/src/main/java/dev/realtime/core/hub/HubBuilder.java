package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Limits;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.MemoryCursorStore;
import dev.realtime.core.memory.MemoryPresenceStore;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.CallHandler;
import dev.realtime.core.spi.CallHandlers;
import dev.realtime.core.spi.CursorStore;
import dev.realtime.core.spi.Escalation;
import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.PresenceListener;
import dev.realtime.core.spi.PresenceStore;
import dev.realtime.core.spi.Randomness;
import dev.realtime.core.spi.SubscriptionTokens;
import dev.realtime.core.spi.Telemetry;
import dev.realtime.core.spi.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Options of a {@link Hub}; only the lanes have no default. <b>Threads:</b> confined to the thread that builds. */
public final class HubBuilder {

    // Who comes and goes, and which streams are open: the newest of each is enough, and soon it is no news.
    private static final ChannelOptions LATEST_NEWS = ChannelOptions.DEFAULT
            .history(0, 256 * 1024, Duration.ofMinutes(5))
            .window(1_024, 256 * 1024)
            .slowPolicy(SlowPolicy.LATEST_PER_KEY);

    // What a log adds to each chunk of a stream.
    private static final int CHUNK_OVERHEAD_BYTES = 136;

    Limits limits = Limits.DEFAULT;
    Authorizer authorizer = Authorizer.nothing();
    SubscriptionTokens subscriptionTokens = SubscriptionTokens.none();
    Telemetry telemetry = Telemetry.NONE;
    Ticker ticker = SystemTicker.INSTANCE;
    InstantSource wallClock = Clock.systemUTC();
    Randomness randomness = new SystemRandomness();
    CursorRules rules = new CursorRules();
    CursorStore cursors = new MemoryCursorStore();
    // Null if nothing is escalated.
    Escalation escalation;
    // Null if there are no handlers.
    Executor handlerExecutor;

    private List<? extends Lane> lanes = List.of();
    private Broker broker;
    private CallHandlers calls = CallHandlers.NONE;
    private Function<Hub, CallHandlers> callsOfHub;
    private PresenceStore presence;
    private PresenceListener presenceListener;
    private ChannelOptions channelDefaults = ChannelOptions.DEFAULT;
    private ChannelOptions personalDefaults = channelDefaults.with(Feature.STREAMS);
    private ChannelOptions streams = streams(limits);
    private final Map<String, ChannelOptions> channels = new HashMap<>();

    HubBuilder() {}

    /** The serial executors the engine lives on, usually one per event-loop thread; at least one. */
    public HubBuilder lanes(List<? extends Lane> laneList) {
        lanes = List.copyOf(laneList);
        return this;
    }

    public HubBuilder limits(Limits newLimits) {
        limits = Objects.requireNonNull(newLimits);
        streams = streams(limits);
        return this;
    }

    /**
     * Default: {@link Authorizer#nothing}. Without one, clients only get what is sent to their user.
     */
    public HubBuilder authorizer(Authorizer newAuthorizer) {
        authorizer = Objects.requireNonNull(newAuthorizer);
        return this;
    }

    /** Who judges tokens for a single channel. Default: such a token lets nobody in. */
    public HubBuilder subscriptionTokens(SubscriptionTokens judge) {
        subscriptionTokens = Objects.requireNonNull(judge);
        return this;
    }

    /** Where logs are kept. Default: in this process. */
    public HubBuilder broker(Broker newBroker) {
        broker = Objects.requireNonNull(newBroker);
        return this;
    }

    /** Where it is remembered who is present. Default: in this process. */
    public HubBuilder presence(PresenceStore store) {
        presence = Objects.requireNonNull(store);
        return this;
    }

    /** Where it is kept how far users have received and read. Default: in this process. */
    public HubBuilder cursors(CursorStore store) {
        cursors = Objects.requireNonNull(store);
        return this;
    }

    /**
     * Another way to reach users who acknowledge nothing in time. Personal channels need {@link
     * ChannelOptions.Feature#RECEIPTS}, or nothing is ever acknowledged.
     */
    public HubBuilder escalation(Escalation otherWay) {
        escalation = Objects.requireNonNull(otherWay);
        return this;
    }

    /** Options of the channels of one namespace (the text before the first colon). */
    public HubBuilder channels(String namespace, ChannelOptions options) {
        channels.put(namespace, options);
        return this;
    }

    /** Options of every other channel; the channels of users have streams besides. */
    public HubBuilder channelDefaults(ChannelOptions options) {
        channelDefaults = Objects.requireNonNull(options);
        personalDefaults = options.with(Feature.STREAMS);
        return this;
    }

    /** Answers the calls of that method. @throws IllegalArgumentException if the method is malformed or taken */
    public HubBuilder onCall(String method, CallHandler handler) {
        calls = calls.with(method, handler);
        return this;
    }

    /** Answers the calls of every method without a handler of its own. Default: {@code METHOD_NOT_FOUND}. */
    public HubBuilder onOtherCalls(CallHandler handler) {
        calls = calls.otherwise(handler);
        return this;
    }

    /** Handlers that need the hub, to publish through it. Asked once, by {@link #build}; may be said once. */
    public HubBuilder onCalls(Function<Hub, CallHandlers> handlers) {
        callsOfHub = Objects.requireNonNull(handlers);
        return this;
    }

    /** Who hears which users come online and go offline, where personal channels have presence. */
    public HubBuilder onPresence(PresenceListener listener) {
        presenceListener = Objects.requireNonNull(listener);
        return this;
    }

    /**
     * Where handlers run. It belongs to the caller, who ends it after the hub. A bounded pool that rejects what
     * it cannot take is right: what it rejects is answered with {@code OVERLOADED}. One that runs what it cannot take on
     * the caller's thread is wrong, since that is a lane.
     */
    public HubBuilder handlersOn(Executor executor) {
        handlerExecutor = Objects.requireNonNull(executor);
        return this;
    }

    /** Who is told what happens, for metrics. Default: nobody. */
    public HubBuilder telemetry(Telemetry newTelemetry) {
        telemetry = Telemetry.careful(Objects.requireNonNull(newTelemetry));
        return this;
    }

    public HubBuilder ticker(Ticker newTicker) {
        ticker = Objects.requireNonNull(newTicker);
        return this;
    }

    /** Wall time for timestamps and token expiry. */
    public HubBuilder wallClock(InstantSource clock) {
        wallClock = Objects.requireNonNull(clock);
        return this;
    }

    public HubBuilder randomness(Randomness newRandomness) {
        randomness = Objects.requireNonNull(newRandomness);
        return this;
    }

    /** Replaces the arithmetic of cursors: for tests that plant a fault. */
    HubBuilder rules(CursorRules newRules) {
        rules = newRules;
        return this;
    }

    /** @throws IllegalArgumentException without lanes, or with handlers and nothing to run them on */
    public Hub build() {
        if (lanes.isEmpty()) {
            throw new IllegalArgumentException("need at least one lane");
        }
        if (handlerExecutor == null
                && (callsOfHub != null || !calls.isEmpty() || presenceListener != null || escalation != null)) {
            throw new IllegalArgumentException("need an executor for the handlers: handlersOn(…)");
        }
        Broker logs = broker != null ? broker : new MemoryBroker(limits.historyBytes(), ticker, wallClock, randomness);
        return Hub.build(this, lanes, logs);
    }

    CallHandlers callsOf(Hub hub) {
        return callsOfHub == null ? calls : calls.and(callsOfHub.apply(hub));
    }

    PresenceStore presence() {
        return presence != null ? presence : new MemoryPresenceStore(ticker);
    }

    Optional<PresenceListener> presenceListener() {
        return Optional.ofNullable(presenceListener);
    }

    ChannelOptions optionsOf(ChannelName channel) {
        if (channel.isInternal()) {
            return channel.isStream() ? streams : LATEST_NEWS;
        }
        ChannelOptions defaults = channel.isPersonal() ? personalDefaults : channelDefaults;
        ChannelOptions options = channels.getOrDefault(channel.namespace(), defaults);
        // The newest of a feed may be of a channel that the reader may not see, and keys belong to their channels.
        boolean conflatesChannels = channel.isFeed() && options.slowPolicy().conflates();
        return conflatesChannels ? options.slowPolicy(SlowPolicy.SKIP) : options;
    }

    // A stream is kept whole, and no longer than somebody who lost his connection needs to come back.
    private static ChannelOptions streams(Limits limits) {
        long historyBytes = limits.maxStreamBytes() + (long) StreamWriter.MAX_CHUNKS * CHUNK_OVERHEAD_BYTES;
        return ChannelOptions.DEFAULT
                .history(StreamWriter.MAX_CHUNKS, historyBytes, Duration.ofMinutes(5))
                .window(1_024, 1 << 20);
    }
}
