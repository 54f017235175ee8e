package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.sim.View.Place;

/** Liveness: when all faults are over, everybody comes to the head of all its channels. */
final class AllCatchUp implements Invariant {

    private final SimWorld world;
    private final Ledger ledger;
    private final Owed owed;

    AllCatchUp(SimWorld world, Ledger ledger, Owed owed) {
        this.world = world;
        this.ledger = ledger;
        this.owed = owed;
    }

    @Override
    public void settled(Iterable<View> views) {
        for (View view : views) {
            if (!hasCaughtUp(view)) {
                world.breach(view.client + " did not catch up: " + state(view));
            }
        }
    }

    boolean hasCaughtUp(View view) {
        if (!view.client.isReady()) {
            return false;
        }
        for (String channel : view.client.wanted()) {
            if (view.place(new ChannelName(view.tenant(), channel))
                    .filter(place -> place.live)
                    .isEmpty()) {
                return false;
            }
        }
        return view.places().stream().filter(place -> place.live).allMatch(place -> isAtHead(view, place));
    }

    private boolean isAtHead(View view, Place place) {
        StreamPosition head = ledger.head(place.channel).orElse(new StreamPosition(place.epoch, 0));
        return head.epoch().equals(place.epoch)
                && owed.first(place.channel, place.epoch, place.at, head.offset(), view::shouldHave)
                        .isEmpty();
    }

    private String state(View view) {
        StringBuilder state = new StringBuilder("ready=" + view.client.isReady() + " wants " + view.client.wanted());
        for (Place place : view.places()) {
            state.append(", ").append(place.channel).append(place.live ? " live at " : " not live at ");
            state.append(place.epoch)
                    .append(':')
                    .append(place.at)
                    .append(" of ")
                    .append(ledger.head(place.channel));
        }
        return state.toString();
    }
}
