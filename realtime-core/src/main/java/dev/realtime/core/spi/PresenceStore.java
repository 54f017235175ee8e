package dev.realtime.core.spi;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Remembers who is present in which channel, on all nodes together. It is asked to remember and to answer; who is told of
 * a change, and how long a member that lost its connection stays one, is the engine's business.
 *
 * <p><b>Holders:</b> a member is held by every node that has a connection of it, under the node's {@code holder} name: a
 * user may be connected to several, and a client that reconnects elsewhere is held by both nodes until the old one finds
 * out. It is present as long as one node holds it, so that a node which lets it go later than another took it does no
 * harm. A node that dies stops calling {@link #renew}, and holds nothing any more once it has been silent for so long that
 * the store is sure.
 *
 * <p><b>Order of calls:</b> {@link #start} once. Calls about one member of a channel come in order; a call may start
 * before the one before it has completed.
 *
 * <p><b>Threads:</b> called from any lane; must return at once and complete the stage later, on any thread.
 *
 * <p><b>Time:</b> a stage completes within seconds, exceptionally if the store is away. The engine sets no deadline of its
 * own: until then whoever needs the answer waits.
 *
 * <p><b>Errors:</b> a store that cannot answer completes exceptionally. The engine then answers presence requests with a
 * temporary error and announces nothing it is not sure of.
 *
 * <p>Prove an implementation with {@code PresenceStoreContract} of realtime-testkit.
 */
public interface PresenceStore extends AutoCloseable {

    /** Names this node, by a name that no other has, and who is told of members that expired. Counts as {@link #renew}. */
    void start(String holder, Listener listener);

    /**
     * This node holds the member from now on, alone or with others. Of a member that is there already, the time it joined
     * stays, and so does its state if the one named here has none; the rest is replaced.
     *
     * @return whether no node held it before, so that its coming is news
     */
    CompletionStage<Boolean> join(ChannelName channel, Member member);

    /**
     * Changes the member's state, if this node holds it. Whoever does so last is right.
     *
     * @param state empty for none
     * @return whether there was a change
     */
    CompletionStage<Boolean> update(ChannelName channel, String memberKey, Optional<Payload> state);

    /**
     * This node no longer holds the member.
     *
     * @return whether it did and no other node does, so that the member's going is news
     */
    CompletionStage<Boolean> leave(ChannelName channel, String memberKey);

    /** Who is present, those who joined first before the others. @param limit most members to list, at least 0 */
    CompletionStage<Snapshot> members(ChannelName channel, int limit);

    /**
     * This node lives: what it holds stays. Called every ten seconds from the first {@link #join} on.
     *
     * @return false if the store had given this node up since the last call, and with it what it held; the engine then
     *     joins its members anew
     */
    CompletionStage<Boolean> renew();

    /**
     * This node ends. What it holds is not gone at once: it expires as if the node had died, unless another node holds it
     * by then.
     */
    @Override
    void close();

    /** @param total how many there are, listed or not */
    record Snapshot(List<Member> members, int total) {
        public Snapshot {
            members = List.copyOf(members);
        }
    }

    /** The node. */
    interface Listener {

        /** A member was given up since its holder was not heard of; one node is told, on any thread. */
        void expired(ChannelName channel, Member member);
    }
}
