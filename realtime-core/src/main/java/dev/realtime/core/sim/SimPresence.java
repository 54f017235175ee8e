package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import dev.realtime.core.memory.MemoryPresenceStore;
import dev.realtime.core.spi.PresenceStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * A store of presence outside of the nodes that share it: it takes its time, fails, and may be away. Every node has its
 * own {@link #node} of it.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
public final class SimPresence {

    private final MemoryPresenceStore members;
    private final SimDistance distance;

    public SimPresence(SimWorld world) {
        this.members = new MemoryPresenceStore(world.ticker());
        this.distance = new SimDistance(world);
    }

    /** The store as one node sees it. */
    public PresenceStore node() {
        return node(UnaryOperator.identity());
    }

    /** The store as one node sees it. @param change what stands between the members and all that happens on the way */
    PresenceStore node(UnaryOperator<PresenceStore> change) {
        return new Node(change.apply(members.another()), distance.new Way());
    }

    /** Each request and each answer takes up to so long, more than zero. */
    public void maxDelayNanos(long nanos) {
        distance.maxDelayNanos(nanos);
    }

    /** One in {@code n} requests fails, half of them after they took effect; 0 for none. */
    public void failsOneIn(int n) {
        distance.failsOneIn(n);
    }

    /** While it is away, every request fails and has no effect. */
    public void available(boolean on) {
        distance.available(on);
    }

    /** Whether nobody is present in any channel. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    private record Node(PresenceStore store, SimDistance.Way way) implements PresenceStore {

        @Override
        public void start(String holder, Listener listener) {
            store.start(holder, (channel, member) -> way.back(() -> listener.expired(channel, member)));
        }

        @Override
        public CompletionStage<Boolean> join(ChannelName channel, Member member) {
            return way.ask(() -> store.join(channel, member));
        }

        @Override
        public CompletionStage<Boolean> update(ChannelName channel, String memberKey, Optional<Payload> state) {
            return way.ask(() -> store.update(channel, memberKey, state));
        }

        @Override
        public CompletionStage<Boolean> leave(ChannelName channel, String memberKey) {
            return way.ask(() -> store.leave(channel, memberKey));
        }

        @Override
        public CompletionStage<Snapshot> members(ChannelName channel, int limit) {
            return way.ask(() -> store.members(channel, limit));
        }

        @Override
        public CompletionStage<Boolean> renew() {
            return way.ask(store::renew);
        }

        @Override
        public void close() {
            way.close();
            store.close();
        }
    }
}
