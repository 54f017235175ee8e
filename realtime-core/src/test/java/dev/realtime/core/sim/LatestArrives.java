package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.TagFilter;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.sim.Ledger.Fact;
import dev.realtime.core.sim.View.Place;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Where only the newest counts: after healing, what a reader holds as the newest, or the newest of a key, is what the log
 * holds; unless it was told that this is gone.
 */
final class LatestArrives implements Invariant {

    private final SimWorld world;
    private final Ledger ledger;
    private final Function<ChannelName, SlowPolicy> policies;
    private final Map<View, Map<ChannelName, Held>> held = new HashMap<>();
    private final Map<View, Set<String>> origins = new HashMap<>();

    LatestArrives(SimWorld world, Ledger ledger, Function<ChannelName, SlowPolicy> policies) {
        this.world = world;
        this.ledger = ledger;
        this.policies = policies;
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Push push && isConflated(push.channel())) {
            of(view, push.channel())
                    .byKey
                    .put(push.publication().message().key(), push.publication().offset());
        } else if (frame instanceof ServerFrame.Gap gap && isConflated(gap.channel())) {
            Held known = of(view, gap.channel());
            known.owedAfter = Math.max(known.owedAfter, gap.to());
        } else if (frame instanceof ServerFrame.Subscribed answer && isConflated(answer.channel())) {
            subscribed(view, answer);
        } else if (frame instanceof ServerFrame.Connected connected) {
            origins.computeIfAbsent(view, key -> new HashSet<>()).add(connected.client());
        }
    }

    @Override
    public void settled(Iterable<View> views) {
        for (View view : views) {
            for (Place place : view.places()) {
                if (place.live && isConflated(place.channel)) {
                    demandNewest(view, place);
                }
            }
        }
    }

    private void subscribed(View view, ServerFrame.Subscribed answer) {
        ChannelName channel = answer.channel();
        Held known = of(view, channel);
        TagFilter filter = view.asked(answer).map(View.Asked::filter).orElseGet(() -> view.filter(channel));
        String epoch = answer.position().epoch();
        // A new start, or another wish: what passed before is not owed any more.
        boolean goesOn = answer.recovered() && epoch.equals(known.epoch) && !isPutThere(view, answer);
        if (!goesOn || !filter.equals(view.filter(channel))) {
            known.owedAfter = Math.max(
                    epoch.equals(known.epoch) ? known.owedAfter : 0,
                    answer.position().offset());
        }
        if (!epoch.equals(known.epoch)) {
            known.epoch = epoch;
            known.byKey.clear();
        }
    }

    // Its user had got as far as that with another device, or with this one before it forgot.
    private static boolean isPutThere(View view, ServerFrame.Subscribed answer) {
        return view.place(answer.channel()).filter(place -> place.live).isEmpty()
                && view.asked(answer).flatMap(View.Asked::since).isEmpty();
    }

    private void demandNewest(View view, Place place) {
        Held known = of(view, place.channel);
        boolean perKey = policies.apply(place.channel) == SlowPolicy.LATEST_PER_KEY;
        long head =
                ledger.between(place.channel, place.epoch, 0, Long.MAX_VALUE).size();
        for (Fact fact : ledger.newest(place.channel, place.epoch)) {
            long offset = fact.publication().offset();
            boolean isOwed = offset > known.owedAfter && (perKey || offset == head) && view.shouldHave(fact);
            long has = known.byKey.getOrDefault(fact.publication().message().key(), 0L);
            if (isOwed && has != offset && !isOwn(view, fact)) {
                world.breach(view.client + " holds " + has + " as the newest of " + NoSilentGap.name(fact));
            }
        }
    }

    // Its origin may have been another one when the entry passed.
    private boolean isOwn(View view, Fact fact) {
        return !fact.publication().message().echo()
                && origins.getOrDefault(view, Set.of())
                        .contains(fact.publication().message().origin());
    }

    private boolean isConflated(ChannelName channel) {
        SlowPolicy policy = policies.apply(channel);
        return policy == SlowPolicy.LATEST || policy == SlowPolicy.LATEST_PER_KEY;
    }

    private Held of(View view, ChannelName channel) {
        return held.computeIfAbsent(view, key -> new HashMap<>()).computeIfAbsent(channel, key -> new Held());
    }

    private static final class Held {
        private final Map<String, Long> byKey = new HashMap<>();
        private String epoch = "";
        private long owedAfter;
    }
}
