package dev.realtime.core.hub;

import dev.realtime.core.spi.Link;

/**
 * Whether a peer is being read. There are several reasons not to, and it is read again when the last of them is gone.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class ReadingGate {

    /** Why a peer is not read. */
    enum Reason {
        /** Its credential is being judged, or whether there is room for it. */
        JUDGING,
        /** What its endpoint subscribes it to is not there yet. */
        ENROLLING,
        /** Too many of its commands have no outcome yet. */
        COMMANDS,
        /** It does not take the replies it asked for. */
        REPLIES;

        private int bit() {
            return 1 << ordinal();
        }
    }

    private final Link link;
    private int reasons;

    ReadingGate(Link link) {
        this.link = link;
    }

    void close(Reason reason) {
        if (reasons == 0) {
            link.reading(false);
        }
        reasons |= reason.bit();
    }

    void open(Reason reason) {
        if (reasons == reason.bit()) {
            link.reading(true);
        }
        reasons &= ~reason.bit();
    }

    boolean isClosedFor(Reason reason) {
        return (reasons & reason.bit()) != 0;
    }
}
