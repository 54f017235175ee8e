package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.TagFilter;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.sim.Ledger.Fact;
import dev.realtime.core.sim.View.Asked;
import dev.realtime.core.sim.View.Place;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * P2: what a client should have had and did not get was announced before anything that comes after it. Where only the
 * newest counts, a client should not have had what something newer has replaced.
 */
final class NoSilentGap implements Invariant {

    private final SimWorld world;
    private final Ledger ledger;
    private final Owed owed;
    private final Predicate<ChannelName> isQueued;

    /** @param isQueued whether the server knows by itself where a reader of the channel goes on: {@link QueueGoesOn} */
    NoSilentGap(SimWorld world, Ledger ledger, Owed owed, Predicate<ChannelName> isQueued) {
        this.world = world;
        this.ledger = ledger;
        this.owed = owed;
        this.isQueued = isQueued;
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Push push) {
            passes(view, push.channel(), push.publication().offset() - 1, "message");
        } else if (frame instanceof ServerFrame.Position position) {
            passes(view, position.channel(), position.offset(), "position");
        } else if (frame instanceof ServerFrame.Gap gap) {
            announced(view, gap);
        } else if (frame instanceof ServerFrame.Subscribed subscribed) {
            subscribed(view, subscribed);
        }
    }

    private void passes(View view, ChannelName channel, long offset, String by) {
        view.place(channel).ifPresent(place -> holdsNothing(view, place, place.at, offset, by));
    }

    private void announced(View view, ServerFrame.Gap gap) {
        if (gap.from() > gap.to() || gap.from() < 1) {
            world.breach(view.client + " was told an impossible " + gap);
        }
        passes(view, gap.channel(), gap.from() - 1, "gap");
        boolean beyond = view.place(gap.channel())
                .filter(place ->
                        ledger.fact(gap.channel(), place.epoch, gap.to()).isEmpty())
                .isPresent();
        if (beyond) {
            world.breach(view.client + " was told of a gap beyond the log: " + gap);
        }
    }

    private void subscribed(View view, ServerFrame.Subscribed answer) {
        Optional<StreamPosition> since = view.asked(answer).flatMap(Asked::since);
        StreamPosition position = answer.position();
        if (answer.recovered()) {
            recovered(view, answer, since);
        } else if (answer.reason().isEmpty()) {
            world.breach(view.client + " was not told why it did not recover in " + answer.channel());
        } else if (since.isPresent() && isDishonest(answer, since.get())) {
            world.breach(view.client + " asked for " + since.get() + " and was told " + answer);
        }
        if (position.offset() > 0
                && ledger.fact(answer.channel(), position.epoch(), position.offset())
                        .isEmpty()) {
            world.breach(view.client + " was put beyond the log: " + answer);
        }
    }

    private void recovered(View view, ServerFrame.Subscribed answer, Optional<StreamPosition> since) {
        String epoch = answer.position().epoch();
        // What still came of an earlier subscription was not missed.
        Optional<Place> live = view.place(answer.channel()).filter(place -> place.live && place.epoch.equals(epoch));
        if (live.isEmpty() && since.isEmpty() && isQueued.test(answer.channel())) {
            return;
        }
        if (live.isEmpty() && since.filter(asked -> asked.epoch().equals(epoch)).isEmpty()) {
            world.breach(view.client + " cannot have recovered " + since + " by " + answer);
            return;
        }
        long from = live.map(place -> place.at).orElseGet(() -> since.get().offset());
        // Another filter counts from here on; on a new connection, for what was missed as well.
        TagFilter filter = live.isPresent()
                ? view.filter(answer.channel())
                : view.asked(answer).map(Asked::filter).orElse(TagFilter.NONE);
        owed.first(answer.channel(), epoch, from, answer.position().offset(), fact -> view.shouldHave(fact, filter))
                .ifPresent(fact -> world.breach(view.client + " was told recovered but misses " + name(fact)));
    }

    private boolean isDishonest(ServerFrame.Subscribed answer, StreamPosition since) {
        StreamPosition now = answer.position();
        // Where what is left of a queue is sent all the same, the gap before it is told next.
        long least = isQueued.test(answer.channel()) ? since.offset() : since.offset() + 1;
        return switch (answer.reason().orElseThrow()) {
            case NEW -> true;
            case EPOCH -> since.epoch().equals(now.epoch());
            case EXPIRED -> !since.epoch().equals(now.epoch()) || now.offset() < least;
            case AHEAD -> !since.epoch().equals(now.epoch()) || since.offset() <= now.offset();
        };
    }

    private void holdsNothing(View view, Place place, long from, long to, String by) {
        owed.first(place.channel, place.epoch, from, to, view::shouldHave)
                .ifPresent(fact -> world.breach(
                        view.client + " was at " + from + ", never got " + name(fact) + " and then got a " + by));
    }

    static String name(Fact fact) {
        return fact.channel() + ":" + fact.publication().offset() + " of " + fact.epoch();
    }
}
