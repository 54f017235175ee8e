package dev.realtime.core.sim;

import dev.realtime.core.frame.ServerFrame;

/** A message published without echo never comes back to its origin, whatever happened between. */
final class NoEcho implements Invariant {

    private final SimWorld world;
    private final Ledger ledger;

    NoEcho(SimWorld world, Ledger ledger) {
        this.world = world;
        this.ledger = ledger;
    }

    @Override
    public void received(View view, ServerFrame frame) {
        // By what was published: the message that is shown may have lost who sent it.
        boolean isEcho = frame instanceof ServerFrame.Push push
                && ledger.fact(push.publication().message().data())
                        .filter(fact -> view.isOwnWithoutEcho(fact.publication().message()))
                        .isPresent();
        if (isEcho && frame instanceof ServerFrame.Push push) {
            world.breach(view.client + " heard itself at " + push.channel() + ":"
                    + push.publication().offset());
        }
    }
}
