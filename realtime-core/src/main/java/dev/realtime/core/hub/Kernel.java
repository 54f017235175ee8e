package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.CloseCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Revocation;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.policy.Account;
import dev.realtime.core.policy.Heartbeat;
import dev.realtime.core.policy.RevocationList;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.CallHandlers;
import dev.realtime.core.spi.CursorStore;
import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Randomness;
import dev.realtime.core.spi.SubscriptionTokens;
import dev.realtime.core.spi.Telemetry;
import dev.realtime.core.spi.Telemetry.Limit;
import dev.realtime.core.spi.Ticker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What all lanes of a hub share: the settings, the adapters, the way to the lane that owns a channel.
 *
 * <p><b>Threads:</b> thread-safe; immutable but for the counters.
 */
final class Kernel {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Limits limits;
    private final Heartbeat heartbeat;
    private final Function<ChannelName, ChannelOptions> options;
    private final Authorizer authorizer;
    private final SubscriptionTokens subscriptionTokens;
    private final Telemetry telemetry;
    private final Broker broker;
    private final CursorStore cursors;
    private final Ticker ticker;
    private final Randomness randomness;
    private final InstantSource clock;
    private final CursorRules rules;
    private final Sessions sessions;
    private final Seats seats;
    private final Peers peers;
    private final Holder holder;
    private final RevocationList revocations;
    private final ServerGrants serverGrants;
    private final LaneHub[] lanes;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong resumptions = new AtomicLong();
    // Apart, so that clients leave the application what it may have.
    private final AtomicInteger ownStreams = new AtomicInteger();
    private final AtomicInteger clientStreams = new AtomicInteger();
    private final Intake intake;
    private final AtomicLong waitingCallBytes = new AtomicLong();
    private final Executor handlerExecutor;
    // Set once, before the hub is anybody's: its handlers may need the hub.
    private CallHandlers calls = CallHandlers.NONE;
    private volatile boolean closing;

    Kernel(HubBuilder from, List<? extends Lane> laneList, Broker broker) {
        this.randomness = from.randomness;
        this.limits = from.limits;
        this.heartbeat = new Heartbeat(limits.pingAfter(), limits.deadAfter());
        this.options = from::optionsOf;
        this.authorizer = from.authorizer;
        this.subscriptionTokens = from.subscriptionTokens;
        this.telemetry = from.telemetry;
        this.broker = telemetry == Telemetry.NONE ? broker : new MeasuredBroker(broker, from);
        this.cursors = from.cursors;
        this.ticker = from.ticker;
        this.clock = from.wallClock;
        this.rules = from.rules;
        this.handlerExecutor = from.handlerExecutor;
        this.intake = new Intake(this, from.escalation != null);
        this.sessions = new Sessions(randomness);
        this.seats = new Seats(options);
        this.peers = new Peers(limits, ticker, clock, telemetry);
        this.revocations = new RevocationList(limits.maxRevocations(), limits.tokenGrace());
        this.serverGrants = new ServerGrants(2 * limits.maxConnections());
        this.lanes = new LaneHub[laneList.size()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new LaneHub(laneList.get(i), this);
            if (from.escalation != null) {
                int share = limits.maxEscalations() / lanes.length + 1;
                long shareBytes = limits.maxEscalationBytes() / lanes.length + 1;
                lanes[i].escalations(new Escalations(lanes[i], from.escalation, share, shareBytes));
            }
        }
        this.holder = new Holder(this, from);
    }

    Limits limits() {
        return limits;
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    ChannelOptions optionsOf(ChannelName channel) {
        return options.apply(channel);
    }

    Authorizer authorizer() {
        return authorizer;
    }

    SubscriptionTokens subscriptionTokens() {
        return subscriptionTokens;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    Broker broker() {
        return broker;
    }

    CursorStore cursors() {
        return cursors;
    }

    CursorRules rules() {
        return rules;
    }

    Sessions sessions() {
        return sessions;
    }

    Holder holder() {
        return holder;
    }

    Seats seats() {
        return seats;
    }

    Peers peers() {
        return peers;
    }

    /** Whether the identity stands on a token that was revoked. */
    boolean isRevoked(Identity identity) {
        return revocations.covers(identity, clock.instant());
    }

    /** Whoever comes from now on is held against it. */
    void revoke(Revocation revocation) {
        revocations.add(revocation, clock.instant());
    }

    /** Subscriptions that the application decided on. */
    ServerGrants serverGrants() {
        return serverGrants;
    }

    CallHandlers calls() {
        return calls;
    }

    void calls(CallHandlers handlers) {
        calls = handlers;
    }

    /** Where handlers run. */
    Executor handlerExecutor() {
        return handlerExecutor;
    }

    /** Counts a call of the user that waits for its handler. @return whether it may */
    boolean callWaits(Account user, int bytes) {
        if (!user.takeCallBytes(bytes, limits.maxWaitingCallBytesPerUser())) {
            telemetry.limitHit(Limit.CALLS_PER_USER);
            return false;
        }
        if (waitingCallBytes.addAndGet(bytes) <= limits.maxWaitingCallBytes()) {
            return true;
        }
        callWaitsNoLonger(user, bytes);
        telemetry.limitHit(Limit.CALLS);
        return false;
    }

    void callWaitsNoLonger(Account user, int bytes) {
        user.giveCallBytesBack(bytes);
        waitingCallBytes.addAndGet(-bytes);
    }

    long callBytes() {
        return waitingCallBytes.get();
    }

    long nanos() {
        return ticker.nanos();
    }

    long millis() {
        return clock.millis();
    }

    Instant instant() {
        return clock.instant();
    }

    Randomness randomness() {
        return randomness;
    }

    LaneHub[] lanes() {
        return lanes;
    }

    /** Counts a connection until it is gone. @return why it has to go at once; empty if it may stay */
    Optional<CloseCode> connectionCame() {
        int now = connections.incrementAndGet();
        if (closing) {
            return Optional.of(CloseCode.SHUTDOWN);
        }
        if (now > limits.maxConnections()) {
            telemetry.limitHit(Limit.CONNECTIONS);
            return Optional.of(CloseCode.OVERLOADED);
        }
        return Optional.empty();
    }

    /** A number for a session that goes on; the later, the larger. */
    long newResumption() {
        return resumptions.incrementAndGet();
    }

    /** From now on nobody may stay. */
    void closing() {
        closing = true;
    }

    void connectionGone() {
        connections.decrementAndGet();
    }

    int connections() {
        return connections.get();
    }

    /** The lane that writes the channel's log. */
    LaneHub ownerOf(ChannelName channel) {
        int hash = channel.hashCode() * 0x9E3779B9;
        return lanes[(hash >>> 16) % lanes.length];
    }

    /** The lane that keeps what belongs to a client rather than to its connection. */
    LaneHub homeOf(String client) {
        return lanes[(client.hashCode() * 0x9E3779B9 >>> 16) % lanes.length];
    }

    /**
     * Counts a stream that this node writes.
     *
     * @param user whose client writes it; empty for the application's
     * @return whether it may
     */
    boolean streamCame(Optional<Account> user) {
        if (user.isPresent() && !user.get().takeStream(limits.maxStreamsPerUser())) {
            telemetry.limitHit(Limit.STREAMS_PER_USER);
            return false;
        }
        AtomicInteger streams = user.isPresent() ? clientStreams : ownStreams;
        if (streams.incrementAndGet() <= limits.maxStreams()) {
            return true;
        }
        streamGone(user);
        telemetry.limitHit(Limit.STREAMS);
        return false;
    }

    void streamGone(Optional<Account> user) {
        user.ifPresent(Account::giveStreamBack);
        (user.isPresent() ? clientStreams : ownStreams).decrementAndGet();
    }

    int streams() {
        return ownStreams.get() + clientStreams.get();
    }

    String newStreamId() {
        return "s_" + randomId();
    }

    /** 96 random bits as text. */
    String randomId() {
        byte[] bytes = new byte[12];
        randomness.fill(bytes);
        return BASE64.encodeToString(bytes);
    }

    /** The engine's side of a lane. @throws IllegalArgumentException if the hub was not built with it */
    LaneHub of(Lane lane) {
        for (LaneHub candidate : lanes) {
            if (candidate.lane() == lane) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("need a lane the hub was built with");
    }

    /** Messages on their way into logs. */
    Intake intake() {
        return intake;
    }

    /** Takes a message in, unless too much is waiting already. */
    CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        return intake.publish(channel, message);
    }

    /** What the broker answers to a request about the channel, which is made on the channel's lane, as it demands. */
    <T> CompletionStage<T> atOwner(ChannelName channel, Supplier<CompletionStage<T>> request) {
        LaneHub owner = ownerOf(channel);
        CompletableFuture<T> answer = new CompletableFuture<>();
        owner.run(() -> Border.ask(request).whenComplete((result, failure) -> {
            if (failure == null) {
                answer.complete(result);
            } else {
                answer.completeExceptionally(failure);
            }
        }));
        return answer;
    }
}
