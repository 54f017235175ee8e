package dev.realtime.core.sim;

import dev.realtime.core.Message.Kind;
import dev.realtime.core.frame.ServerFrame;

/** Whoever wants some messages only gets no other, live, on resume and on the way from history. */
final class OnlyWhatPasses implements Invariant {

    private final SimWorld world;

    OnlyWhatPasses(SimWorld world) {
        this.world = world;
    }

    @Override
    public void received(View view, ServerFrame frame) {
        // Who was shown that a stream began is shown its end.
        if (frame instanceof ServerFrame.Push push
                && push.publication().message().kind() != Kind.END
                && !view.filter(push.channel())
                        .passes(push.publication().message().tags())) {
            world.breach(view.client + " got " + push.channel() + ":"
                    + push.publication().offset() + " with tags it does not want");
        }
    }
}
