package dev.realtime.core.spi;

/**
 * Takes over a socket whose handshake is done. The hub is one; a test may be another.
 *
 * <p><b>Threads:</b> called on {@code lane}, on which the connection lives from then on.
 */
@FunctionalInterface
public interface Acceptor {

    /**
     * @param lane the lane of the socket
     * @param link its write side, ready to be written to, also within this call
     * @return what the edge tells of the socket from now on
     */
    Inbound accept(Lane lane, Link link, Admission.Accepted admission);
}
