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
 * <p><b>Holders:</b> a member is held by the node its connection is on, under the node's {@code holder} name. When a
 * client reconnects elsewhere, the new node becomes the holder, and the leave of the old one, which comes later, does
 * nothing. A node that dies stops calling {@link #renew}; its members expire.
 *
 * <p><b>Order of calls:</b> {@link #start} once. Calls about one member of a channel come in order; a call may start
 * before the one before it has completed.
 *
 * <p><b>Threads:</b> called from any lane; must return at once and complete the stage later, on any thread.
 *
 * <p><b>Errors:</b> a store that cannot answer completes exceptionally. The engine then answers presence requests with a
 * temporary error and announces nothing it is not sure of.
 *
 * <p>Prove an implementation with {@code PresenceStoreContract} of realtime-testkit.
 */
public interface PresenceStore extends AutoCloseable {

    /** Names this node, and who is told of members that expired. */
    void start(String holder, Listener listener);

    /**
     * This node holds the member from now on.
     *
     * @return whether it was not there before, on any node, so that its coming is news. Its state is taken over from a
     *     member that was there, if the new one has none
     */
    CompletionStage<Boolean> join(ChannelName channel, Member member);

    /**
     * Changes the member's state, if this node holds it.
     *
     * @param state empty for none
     * @return whether there was a change
     */
    CompletionStage<Boolean> update(ChannelName channel, String memberKey, Optional<Payload> state);

    /**
     * The member is gone, if this node still holds it.
     *
     * @return whether it was there, so that its going is news
     */
    CompletionStage<Boolean> leave(ChannelName channel, String memberKey);

    /** Who is present, those who joined first before the others. @param limit most members to list, at least 0 */
    CompletionStage<Snapshot> members(ChannelName channel, int limit);

    /** This node lives: what it holds stays. Called every few seconds. */
    CompletionStage<Void> renew();

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
