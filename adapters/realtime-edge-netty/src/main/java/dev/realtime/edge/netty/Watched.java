package dev.realtime.edge.netty;

/** Something of a connection that must not last: an open handshake, a write under way, a closing handshake. */
interface Watched {

    /**
     * Called on the lane several times a second.
     *
     * @param soonNanos everything that ends before this moment ends now
     * @return whether to call again
     */
    boolean stillWatched(long soonNanos);
}
