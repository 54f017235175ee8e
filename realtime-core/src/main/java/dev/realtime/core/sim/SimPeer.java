package dev.realtime.core.sim;

import dev.realtime.core.frame.EncodedFrame;

/**
 * The far end of a {@link SimSocket}, as its program sees it.
 *
 * <p><b>Order of calls:</b> {@link #opened} at most once, then {@link #message} any number of times, then {@link #closed}
 * exactly once; only {@code closed} if the connection was refused.
 *
 * <p><b>Threads:</b> on the thread that runs the world, on no lane.
 */
public interface SimPeer {

    /** The connection is up. */
    void opened();

    /** A whole text or binary message came. Pings are answered by the socket itself. */
    void message(EncodedFrame frame);

    /** @param code the number of the server's close; 1006 if the connection just broke */
    void closed(int code);
}
