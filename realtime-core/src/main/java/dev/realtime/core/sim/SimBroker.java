package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A broker outside of the nodes that share it: it takes its time, may be away, and may lose its data or the news of it.
 * Every node has its own {@link #node} of it.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
public final class SimBroker {

    private final SimWorld world;
    private final SimChance chance;
    private final Map<ChannelName, SimLog> logs = new LinkedHashMap<>();
    private final List<SimBrokerNode> nodes = new ArrayList<>();
    private Broker.Listener observer = (channel, epoch, publication) -> {};
    private long maxDelayNanos = 2_000_000;
    private int failsOneIn;
    private int losesNewsOneIn;
    private boolean available = true;
    // Those of the node that came last; all nodes of a broker have the same.
    private Function<ChannelName, ChannelOptions> options = name -> ChannelOptions.DEFAULT;

    public SimBroker(SimWorld world) {
        this.world = world;
        this.chance = world.chance();
    }

    /** The broker as one node sees it. */
    public Broker node() {
        SimBrokerNode node = new SimBrokerNode(this);
        nodes.add(node);
        return node;
    }

    /** Names who is told of every entry at the moment it is appended. */
    public void observer(Broker.Listener newObserver) {
        observer = Objects.requireNonNull(newObserver, "newObserver");
    }

    /** Each step of the broker takes up to so long, more than zero. */
    public void maxDelayNanos(long nanos) {
        maxDelayNanos = nanos;
    }

    /** One in {@code n} requests fails, half of them after they took effect; 0 for none. */
    public void failsOneIn(int n) {
        failsOneIn = n;
    }

    /**
     * Of one in {@code n} entries a node is not told; 0 for none. As an adapter has to, it looks at the end of the log
     * within a second, and tells of the newest entry.
     */
    public void losesNewsOneIn(int n) {
        losesNewsOneIn = n;
    }

    /** While it is away, every request fails and has no effect. */
    public void available(boolean on) {
        available = on;
    }

    /** Loses a channel's data: its log begins anew. */
    public void forget(ChannelName channel) {
        world.note("broker loses " + channel);
        log(channel).begin(newEpoch());
    }

    /** The end of a channel's log. */
    public StreamPosition top(ChannelName channel) {
        return log(channel).top();
    }

    /** The logs of which any node wants the news. */
    Set<ChannelName> readByNodes() {
        Set<ChannelName> all = new TreeSet<>();
        nodes.forEach(node -> all.addAll(node.attached()));
        return all;
    }

    void options(Function<ChannelName, ChannelOptions> newOptions) {
        options = newOptions;
    }

    SimWorld world() {
        return world;
    }

    SimLog log(ChannelName channel) {
        return logs.computeIfAbsent(channel, name -> new SimLog(newEpoch(), options.apply(name)));
    }

    long delayNanos() {
        return chance.below(maxDelayNanos);
    }

    /** Whether the request that is being made fails before it takes effect. */
    boolean failsBefore() {
        return !available || failsOneIn > 0 && chance.oneIn(2 * failsOneIn);
    }

    /** Whether a node is not told of what is being appended. */
    boolean losesNews() {
        return losesNewsOneIn > 0 && chance.oneIn(losesNewsOneIn);
    }

    /** Whether the request that took effect looks as if it had failed. */
    boolean failsAfter() {
        return failsOneIn > 0 && chance.oneIn(2 * failsOneIn);
    }

    /** @throws RefusedException of {@code CONFLICT} if another message has this idempotency key */
    StreamPosition append(ChannelName channel, Message message) {
        SimLog log = log(channel);
        long nowMillis = world.wallClock().millis();
        Optional<Publication> earlier = log.earlier(message, nowMillis);
        if (earlier.isPresent()) {
            return repeat(log, earlier.get(), message);
        }
        Publication publication = log.append(message, nowMillis);
        observer.appended(channel, log.epoch(), publication);
        nodes.forEach(node -> node.appended(channel, log.epoch(), publication));
        return log.top();
    }

    private static StreamPosition repeat(SimLog log, Publication first, Message message) {
        boolean same = first.message().data().equals(message.data())
                && first.message().event().equals(message.event());
        if (!same) {
            throw new RefusedException(ErrorCode.CONFLICT, "another message has this idempotency key");
        }
        return new StreamPosition(log.epoch(), first.offset());
    }

    void closed(SimBrokerNode node) {
        nodes.remove(node);
    }

    private String newEpoch() {
        return Long.toHexString(chance.next());
    }
}
