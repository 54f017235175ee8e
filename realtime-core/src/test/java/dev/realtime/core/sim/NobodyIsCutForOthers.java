package dev.realtime.core.sim;

import java.util.function.Predicate;

/** P9: a client on which no fault was put keeps its connection. */
final class NobodyIsCutForOthers implements Invariant {

    private final SimWorld world;
    private final Predicate<SimClient> isFaultless;

    NobodyIsCutForOthers(SimWorld world, Predicate<SimClient> isFaultless) {
        this.world = world;
        this.isFaultless = isFaultless;
    }

    @Override
    public void closed(View view, int code) {
        if (isFaultless.test(view.client)) {
            world.breach(view.client + " did nothing wrong and was closed with " + code);
        }
    }
}
