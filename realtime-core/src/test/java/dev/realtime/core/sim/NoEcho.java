package dev.realtime.core.sim;

import dev.realtime.core.frame.ServerFrame;

/** A message published without echo never comes back to its origin, whatever happened between. */
final class NoEcho implements Invariant {

    private final SimWorld world;

    NoEcho(SimWorld world) {
        this.world = world;
    }

    @Override
    public void received(View view, ServerFrame frame) {
        if (frame instanceof ServerFrame.Push push
                && view.isOwnWithoutEcho(push.publication().message())) {
            world.breach(view.client + " heard itself at " + push.channel() + ":"
                    + push.publication().offset());
        }
    }
}
