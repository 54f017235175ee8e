package dev.realtime.core.memory;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import dev.realtime.core.spi.PresenceStore.Listener;
import dev.realtime.core.spi.PresenceStore.Snapshot;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Members by channel, and which nodes hold each.
 *
 * <p><b>Threads:</b> guarded by its own monitor, which is never held while something outside is called.
 */
final class PresentMembers {

    private final long silenceNanos;
    // Those that hold something, or were heard of lately.
    private final Set<Node> nodes = new LinkedHashSet<>();
    private final Map<ChannelName, Map<String, Held>> channels = new LinkedHashMap<>();

    PresentMembers(long silenceNanos) {
        this.silenceNanos = silenceNanos;
    }

    /** Who may hold members. */
    static final class Node {
        private final String holder;
        private final Listener listener;
        private long renewedAtNanos;
        private boolean givenUp;

        private Node(String holder, Listener listener, long nowNanos) {
            this.holder = holder;
            this.listener = listener;
            this.renewedAtNanos = nowNanos;
        }

        Listener listener() {
            return listener;
        }

        @Override
        public String toString() {
            return holder;
        }
    }

    /** A member that nobody holds any more. */
    record Gone(ChannelName channel, Member member) {}

    private static final class Held {
        private Member member;
        // One, but for users with connections to several nodes and clients that have just moved.
        private List<Node> holders;

        private Held(Member member, Node holder) {
            this.member = member;
            this.holders = List.of(holder);
        }

        private void add(Node holder) {
            if (!holders.contains(holder)) {
                List<Node> more = new ArrayList<>(holders);
                more.add(holder);
                holders = List.copyOf(more);
            }
        }

        private boolean remove(Node holder) {
            List<Node> before = holders;
            holders = before.stream().filter(other -> other != holder).toList();
            return holders.size() < before.size();
        }
    }

    synchronized Node enter(String holder, Listener listener, long nowNanos) {
        Node node = new Node(holder, listener, nowNanos);
        nodes.add(node);
        return node;
    }

    synchronized boolean join(Node node, ChannelName channel, Member member) {
        nodes.add(node);
        // In the order of joining.
        Map<String, Held> members = channels.computeIfAbsent(channel, name -> new LinkedHashMap<>());
        Held held = members.get(member.key());
        if (held == null) {
            members.put(member.key(), new Held(member, node));
            return true;
        }
        Member known = held.member;
        held.member = new Member(
                member.client(), member.user(), member.info(), member.state().or(known::state), known.joinedAtMillis());
        held.add(node);
        return false;
    }

    synchronized boolean update(Node node, ChannelName channel, String memberKey, Optional<Payload> state) {
        Held held = channels.getOrDefault(channel, Map.of()).get(memberKey);
        if (held == null || !held.holders.contains(node) || held.member.state().equals(state)) {
            return false;
        }
        held.member = held.member.state(state);
        return true;
    }

    synchronized boolean leave(Node node, ChannelName channel, String memberKey) {
        Map<String, Held> members = channels.getOrDefault(channel, Map.of());
        Held held = members.get(memberKey);
        if (held == null || !held.remove(node) || !held.holders.isEmpty()) {
            return false;
        }
        members.remove(memberKey);
        if (members.isEmpty()) {
            channels.remove(channel);
        }
        return true;
    }

    synchronized Snapshot of(ChannelName channel, int limit) {
        Map<String, Held> members = channels.getOrDefault(channel, Map.of());
        List<Member> listed =
                members.values().stream().limit(limit).map(held -> held.member).toList();
        return new Snapshot(listed, members.size());
    }

    synchronized boolean isEmpty() {
        return channels.isEmpty();
    }

    /** @return false if the node had been given up */
    synchronized boolean renew(Node node, long nowNanos) {
        boolean isKnown = !node.givenUp;
        nodes.add(node);
        node.givenUp = false;
        node.renewedAtNanos = nowNanos;
        return isKnown;
    }

    /** Gives up the nodes that have been silent for too long. @return the members that went with them */
    synchronized List<Gone> giveUpSilent(long nowNanos) {
        List<Gone> gone = new ArrayList<>();
        for (Node node : List.copyOf(nodes)) {
            if (nowNanos - node.renewedAtNanos > silenceNanos) {
                node.givenUp = true;
                nodes.remove(node);
                releaseAll(node, gone);
            }
        }
        return gone;
    }

    private void releaseAll(Node node, List<Gone> gone) {
        channels.forEach((channel, members) -> {
            for (Iterator<Held> all = members.values().iterator(); all.hasNext(); ) {
                Held held = all.next();
                if (held.remove(node) && held.holders.isEmpty()) {
                    all.remove();
                    gone.add(new Gone(channel, held.member));
                }
            }
        });
        channels.values().removeIf(Map::isEmpty);
    }
}
