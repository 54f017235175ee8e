package dev.realtime.core.sim;

import dev.realtime.core.frame.ServerFrame;

/** P3: inside an epoch a client's offsets only grow, over all its connections. */
final class NoRepeat implements Invariant {

    private final SimWorld world;

    NoRepeat(SimWorld world) {
        this.world = world;
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Push push) {
            long offset = push.publication().offset();
            view.place(push.channel())
                    .filter(place -> offset <= place.at)
                    .ifPresent(place -> world.breach(view.client + " got " + push.channel() + ":" + offset
                            + " again or late, it was at " + place.at));
        } else if (frame instanceof ServerFrame.Subscribed subscribed) {
            view.place(subscribed.channel())
                    .filter(place -> place.epoch.equals(subscribed.position().epoch()))
                    .filter(place -> subscribed.position().offset() < place.at)
                    .ifPresent(place -> world.breach(view.client + " was put back in " + subscribed.channel() + " from "
                            + place.at + " to " + subscribed.position().offset()));
        }
    }
}
