package dev.realtime.core.memory;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import dev.realtime.core.spi.PresenceStore;
import dev.realtime.core.spi.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Remembers who is present in the memory of this process: for one node, or for several hubs in one process that act as
 * nodes of one cluster.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class MemoryPresenceStore implements PresenceStore {

    /** A node that was silent for longer than this is given up. */
    public static final Duration SILENCE = Duration.ofSeconds(30);

    private final PresentMembers members;
    private final Ticker ticker;
    // Set by start, before anything else is called.
    private volatile PresentMembers.Node node;

    /** The store of a node that shares its members with nobody yet. */
    public MemoryPresenceStore(Ticker ticker) {
        this(ticker, new PresentMembers(SILENCE.toNanos()));
    }

    private MemoryPresenceStore(Ticker ticker, PresentMembers members) {
        this.ticker = ticker;
        this.members = members;
    }

    /** The store of another node of the same cluster. */
    public MemoryPresenceStore another() {
        return new MemoryPresenceStore(ticker, members);
    }

    /** Whether nobody is present in any channel. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    @Override
    public void start(String holder, Listener listener) {
        node = members.enter(holder, listener, ticker.nanos());
    }

    @Override
    public CompletionStage<Boolean> join(ChannelName channel, Member member) {
        return CompletableFuture.completedFuture(members.join(node, channel, member));
    }

    @Override
    public CompletionStage<Boolean> update(ChannelName channel, String memberKey, Optional<Payload> state) {
        return CompletableFuture.completedFuture(members.update(node, channel, memberKey, state));
    }

    @Override
    public CompletionStage<Boolean> leave(ChannelName channel, String memberKey) {
        return CompletableFuture.completedFuture(members.leave(node, channel, memberKey));
    }

    @Override
    public CompletionStage<Snapshot> members(ChannelName channel, int limit) {
        return CompletableFuture.completedFuture(members.of(channel, limit));
    }

    @Override
    public CompletionStage<Boolean> renew() {
        boolean isKnown = members.renew(node, ticker.nanos());
        members.giveUpSilent(ticker.nanos()).forEach(gone -> node.listener().expired(gone.channel(), gone.member()));
        return CompletableFuture.completedFuture(isKnown);
    }

    @Override
    public void close() {
        // What the node holds ends with its silence.
    }
}
