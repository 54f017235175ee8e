package dev.realtime.core.sim;

import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;

/** Something that always holds. Each call comes before the view takes notice. */
interface Invariant {

    default void sent(View view, ClientFrame frame) {}

    default void received(View view, ServerFrame frame) {}

    default void closed(View view, int code) {}

    /** Looks at the server from outside, now and then. */
    default void sample() {}

    /** Every fault is over and everything had time to settle; nobody has left yet. */
    default void settled(Iterable<View> views) {}
}
