package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.sim.Ledger.Fact;
import dev.realtime.core.sim.View.Asked;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** P6: who asks for a position that history reaches back to does recover. */
final class RecoversWhatIsKept implements Invariant {

    /** Logs count more for an entry than its payload and its texts: the objects that hold them. */
    private static final int MAX_OVERHEAD_BYTES = 400;

    private static final Duration MAX_DELAY = Duration.ofSeconds(1);

    private final SimWorld world;
    private final Ledger ledger;
    private final Function<ChannelName, ChannelOptions> options;

    RecoversWhatIsKept(SimWorld world, Ledger ledger, Function<ChannelName, ChannelOptions> options) {
        this.world = world;
        this.ledger = ledger;
        this.options = options;
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Subscribed answer && !answer.recovered()) {
            Optional<StreamPosition> since = view.asked(answer).flatMap(Asked::since);
            // One that stands already goes on from where it began.
            boolean isNew =
                    view.place(answer.channel()).filter(place -> place.live).isEmpty();
            if (isNew && since.isPresent() && isKept(answer.channel(), since.get())) {
                world.breach(view.client + " asked for " + since.get() + ", which is kept, and was told " + answer);
            }
        }
    }

    /** Whether everything after that position has to be there. */
    boolean isKept(ChannelName channel, StreamPosition since) {
        ChannelOptions kept = options.apply(channel);
        Optional<StreamPosition> head = ledger.head(channel);
        if (head.isEmpty()
                || !head.get().epoch().equals(since.epoch())
                || !kept.history().isKept()) {
            return false;
        }
        List<Fact> missed = ledger.between(
                channel, since.epoch(), since.offset(), head.get().offset());
        long bytes = 0;
        for (Fact fact : missed) {
            bytes += fact.publication().message().size() + MAX_OVERHEAD_BYTES;
        }
        long oldestNanos = missed.isEmpty() ? world.nowNanos() : missed.get(0).atNanos();
        return missed.size() <= kept.history().count()
                && bytes <= kept.history().bytes()
                && world.nowNanos() - oldestNanos + MAX_DELAY.toNanos()
                        < kept.history().age().toNanos();
    }
}
