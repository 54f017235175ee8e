package dev.realtime.testkit;

import java.util.Set;

/**
 * A running edge, as {@link LinkContract} wants it: listening on a port of the loopback interface, with one path, taking
 * messages of at least 64 KiB, and giving up a closing handshake and a stalled write after at most two seconds.
 */
public interface EdgeUnderTest extends AutoCloseable {

    int port();

    /** Path of the endpoint, for example {@code /ws}. */
    String path();

    /** What this edge can; rules that need more are skipped and named in the test report. */
    Set<Capability> capabilities();

    /** Stops listening and frees everything. */
    @Override
    void close();

    /** What not every edge can, because its container cannot. */
    enum Capability {
        /** A batch is one write: with room in the socket it is over when the call returns. */
        JOINS_WRITES,
        /** The socket of a peer that neither reads nor answers is really cut. */
        ABORTS,
        /** {@code reading(false)} lets the peer's bytes wait in the socket. */
        PAUSES_READING,
        /** The edge answers pings on its own and does not tell of them. */
        ANSWERS_PINGS_ITSELF,
        /** A part of a message is told of as a sign of life. */
        HEARS_FRAGMENTS,
        /** A refused handshake is answered with its HTTP status, and no socket opens. */
        REFUSES_BY_STATUS
    }
}
