package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.sim.Ledger.Fact;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * A newcomer to a cached channel begins before its newest entry, and so gets it ({@link NoSilentGap}); where the newest of
 * each key counts, before all of those.
 */
final class CachedIsSent implements Invariant {

    private final SimWorld world;
    private final Ledger ledger;
    private final Function<ChannelName, ChannelOptions> options;
    private final BiPredicate<ChannelName, StreamPosition> isKept;
    // By connection and channel, when it asked to begin.
    private final Map<View, Map<ChannelName, Long>> asked = new HashMap<>();

    /** @param isKept whether everything after a position has to be there */
    CachedIsSent(
            SimWorld world,
            Ledger ledger,
            Function<ChannelName, ChannelOptions> options,
            BiPredicate<ChannelName, StreamPosition> isKept) {
        this.world = world;
        this.ledger = ledger;
        this.options = options;
        this.isKept = isKept;
    }

    @Override
    public void sent(View view, ClientFrame frame) {
        if (frame instanceof ClientFrame.Connect connect) {
            connect.subscriptions().keySet().forEach(channel -> asks(view, channel));
        } else if (frame instanceof ClientFrame.Subscribe subscribe) {
            asks(view, subscribe.channel());
        }
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Subscribed answer && asked.containsKey(view)) {
            Long sinceNanos = asked.get(view).remove(answer.channel());
            boolean begins =
                    view.place(answer.channel()).filter(place -> place.live).isEmpty()
                            && answer.reason()
                                    .filter(ServerFrame.NotRecovered.NEW::equals)
                                    .isPresent();
            if (sinceNanos != null && begins) {
                demandNewest(view, answer, sinceNanos);
            }
        }
    }

    @Override
    public void closed(View view, int code) {
        asked.remove(view);
    }

    private void asks(View view, String name) {
        ChannelName.parse(view.tenant(), name)
                .filter(channel -> options.apply(channel).has(Feature.CACHED))
                .ifPresent(channel ->
                        asked.computeIfAbsent(view, key -> new HashMap<>()).putIfAbsent(channel, world.nowNanos()));
    }

    private void demandNewest(View view, ServerFrame.Subscribed answer, long sinceNanos) {
        ChannelName channel = answer.channel();
        String epoch = answer.position().epoch();
        boolean perKey = options.apply(channel).slowPolicy() == SlowPolicy.LATEST_PER_KEY;
        long newest = ledger.newest(channel, epoch).stream()
                .mapToLong(fact -> fact.publication().offset())
                .max()
                .orElse(0);
        for (Fact fact : ledger.newest(channel, epoch)) {
            long offset = fact.publication().offset();
            boolean counts = perKey || offset == newest;
            if (counts
                    && fact.atNanos() < sinceNanos
                    && offset <= answer.position().offset()
                    && isKept.test(channel, new StreamPosition(epoch, offset - 1))) {
                world.breach(view.client + " came to " + NoSilentGap.name(fact) + " and begins after it: " + answer);
            }
        }
    }
}
