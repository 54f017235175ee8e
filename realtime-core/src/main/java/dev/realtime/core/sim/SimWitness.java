package dev.realtime.core.sim;

import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;

/**
 * Sees what a {@link SimClient} does and gets; invariants are built on it.
 *
 * <p><b>Threads:</b> on the thread that runs the world. {@link #received} and {@link #closed} are called before the
 * client itself takes notice.
 */
public interface SimWitness {

    /** The client has sent a frame. */
    default void sent(SimClient client, ClientFrame frame) {}

    /** A frame of the server has come to the client. */
    default void received(SimClient client, ServerFrame frame) {}

    /** The client's connection is gone. */
    default void closed(SimClient client, int code) {}
}
