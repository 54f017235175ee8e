package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.sim.Ledger.Fact;
import java.util.Optional;

/** P1: at one offset of one epoch everybody sees the same message, the one that the log holds there. */
final class SameLogForAll implements Invariant {

    private final SimWorld world;
    private final Ledger ledger;

    SameLogForAll(SimWorld world, Ledger ledger) {
        this.world = world;
        this.ledger = ledger;
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (!(frame instanceof ServerFrame.Push push)) {
            return;
        }
        ChannelName channel = push.channel();
        Message shown = push.publication().message();
        long offset = push.publication().offset();
        if (view.place(channel).isEmpty() && channel.isPersonal()) {
            ledger.fact(shown.data()).or(() -> newest(channel, offset)).ifPresent(view::imply);
        }
        boolean same = view.place(channel)
                .flatMap(place -> ledger.fact(channel, place.epoch, offset))
                .filter(fact -> fact.publication().message().data() == shown.data())
                .isPresent();
        if (!same) {
            world.breach(view.client + " was shown at " + channel + ":" + offset + " what the log does not hold there");
        }
    }

    private Optional<Fact> newest(ChannelName channel, long offset) {
        return ledger.head(channel).flatMap(head -> ledger.fact(channel, head.epoch(), offset));
    }
}
