package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Payload;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.sim.Ledger.Fact;
import dev.realtime.core.sim.Scenario.Fault;
import dev.realtime.core.spi.PresenceStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What is announced about members: nobody comes twice or goes without having come, and nobody goes who is there or comes
 * back within the grace time.
 *
 * <p>It also knows which news died with a node: the store had told them to it, and no log has them.
 */
final class PresenceNews {

    /** What the way between a client, its node and the store may take. */
    private static final Duration MAX_DELAY = Duration.ofSeconds(1);

    private final Simulation run;
    private final SimWorld world;
    private final boolean isQuiet;
    private final List<Teller> tellers = new ArrayList<>();
    private final Map<ChannelName, Set<String>> announced = new HashMap<>();
    // Of clients that know what becomes of their connections: since when each subscription is there, or lost.
    private final Map<ChannelName, Map<String, Long>> hereSince = new HashMap<>();
    private final Map<ChannelName, Map<String, Long>> lostSince = new HashMap<>();

    /** @param isCalm whether the store does not fail */
    PresenceNews(Simulation run, Ledger ledger, boolean isCalm) {
        this.run = run;
        this.world = run.world;
        // Whatever else goes wrong delays or repeats news.
        this.isQuiet = isCalm
                && EnumSet.of(
                                Fault.BROKER_FAILS,
                                Fault.BROKER_AWAY,
                                Fault.BROKER_FORGETS,
                                Fault.NODE_DIES,
                                Fault.NODE_DRAINS,
                                Fault.NODE_PAUSES)
                        .stream()
                        .noneMatch(run.scenario.faults::contains);
        ledger.reader(this::appended);
    }

    PresenceStore of(PresenceStore store) {
        Teller teller = new Teller(store);
        tellers.add(teller);
        return teller;
    }

    void came(Node node) {
        tellers.get(tellers.size() - 1).node = node;
    }

    /** Members of whom news died with a node. */
    Set<String> doubts(ChannelName channel) {
        Set<String> doubts = new HashSet<>();
        for (Teller teller : tellers) {
            if (teller.node.edge.isDead()) {
                doubts.addAll(teller.owed.getOrDefault(channel, Set.of()));
            }
        }
        return doubts;
    }

    void sent(View view, ClientFrame frame) {
        if (frame instanceof ClientFrame.Unsubscribe unsubscribe) {
            ChannelName.parse(view.tenant(), unsubscribe.channel()).ifPresent(channel -> {
                of(hereSince, channel).remove(view.origin);
                of(lostSince, channel).remove(view.origin);
            });
        }
    }

    void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Subscribed subscribed && !run.unaware.contains(view.client)) {
            of(lostSince, subscribed.channel()).remove(view.origin);
            of(hereSince, subscribed.channel()).putIfAbsent(view.origin, world.nowNanos());
        }
    }

    void closed(View view) {
        hereSince.forEach((channel, clients) -> {
            if (clients.remove(view.origin) != null && !run.unaware.contains(view.client)) {
                of(lostSince, channel).put(view.origin, world.nowNanos());
            }
        });
    }

    private static Map<String, Long> of(Map<ChannelName, Map<String, Long>> times, ChannelName channel) {
        return times.computeIfAbsent(channel, name -> new HashMap<>());
    }

    private void appended(Fact fact) {
        if (!fact.channel().isPresence()) {
            return;
        }
        ChannelName channel = fact.channel().subject();
        Kind kind = fact.publication().message().kind();
        String key = fact.publication().message().key();
        tellers.forEach(teller -> teller.said(channel, kind, key));
        // Nodes that have a user at the same time may tell of him twice.
        if (!isQuiet || channel.isPersonal()) {
            return;
        }
        if (kind == Kind.JOIN) {
            comes(channel, key);
        } else if (kind == Kind.LEAVE) {
            goes(channel, key);
        }
    }

    private void comes(ChannelName channel, String key) {
        boolean isNews =
                announced.computeIfAbsent(channel, name -> new HashSet<>()).add(key);
        if (!isNews && run.scenario.namesAllMembers()) {
            world.breach(key + " came twice to " + channel);
        }
    }

    private void goes(ChannelName channel, String key) {
        boolean isNews =
                announced.computeIfAbsent(channel, name -> new HashSet<>()).remove(key);
        if (!isNews && run.scenario.namesAllMembers()) {
            world.breach(key + " went from " + channel + " without having come");
        }
        Long here = of(hereSince, channel).get(key);
        if (here != null && world.nowNanos() - here > MAX_DELAY.toNanos() && isAware(key)) {
            // A connection that the server has ended is told so a moment later.
            world.after(MAX_DELAY, () -> demandGone(channel, key, here));
        }
        Long lost = of(lostSince, channel).get(key);
        Duration grace = run.scenario.options(channel).presenceGrace().minus(MAX_DELAY);
        if (lost != null && world.nowNanos() - lost < grace.toNanos() && isAware(key)) {
            world.breach(key + " went from " + channel + " within its grace time");
        }
    }

    private void demandGone(ChannelName channel, String key, long hereSinceNanos) {
        Long here = of(hereSince, channel).get(key);
        if (here != null && here == hereSinceNanos && isAware(key)) {
            world.breach(key + " went from " + channel + " and is there");
        }
    }

    private boolean isAware(String client) {
        return run.unaware.stream().noneMatch(one -> one.client().equals(client));
    }

    /** The store between a node and the members: it sees what is told to the node as news. */
    private final class Teller implements PresenceStore {

        private final PresenceStore store;
        private final Map<ChannelName, Set<String>> owed = new HashMap<>();
        private Node node;

        Teller(PresenceStore store) {
            this.store = store;
        }

        void said(ChannelName channel, Kind kind, String key) {
            if (kind == Kind.COUNT) {
                owed.remove(channel);
            } else {
                owed.getOrDefault(channel, new HashSet<>()).remove(key.split(" ")[0]);
            }
        }

        private void owes(ChannelName channel, String key) {
            owed.computeIfAbsent(channel, name -> new HashSet<>()).add(key);
        }

        @Override
        public void start(String holder, Listener listener) {
            store.start(holder, (channel, member) -> {
                owes(channel, member.key());
                listener.expired(channel, member);
            });
        }

        @Override
        public CompletionStage<Boolean> join(ChannelName channel, Member member) {
            return store.join(channel, member).whenComplete((isNews, failure) -> {
                if (isNews) {
                    owes(channel, member.key());
                }
            });
        }

        @Override
        public CompletionStage<Boolean> update(ChannelName channel, String memberKey, Optional<Payload> state) {
            return store.update(channel, memberKey, state).whenComplete((isNews, failure) -> {
                if (isNews) {
                    owes(channel, memberKey);
                }
            });
        }

        @Override
        public CompletionStage<Boolean> leave(ChannelName channel, String memberKey) {
            return store.leave(channel, memberKey).whenComplete((isNews, failure) -> {
                if (isNews) {
                    owes(channel, memberKey);
                }
            });
        }

        @Override
        public CompletionStage<Snapshot> members(ChannelName channel, int limit) {
            return store.members(channel, limit);
        }

        @Override
        public CompletionStage<Boolean> renew() {
            return store.renew();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
