package dev.realtime.core.hub;

import dev.realtime.core.frame.ServerFrame.GapReason;

/**
 * What lies in a cursor's way: an entry before which it waits, entries that it will not get. Few cursors ever meet one.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class Obstacle {

    private static final long NONE = 0;

    private long heldAt = NONE;
    private long gapFrom = NONE;
    private GapReason gapReason;

    /** It may not go beyond the entry at {@code offset} for now. */
    void holdAt(long offset) {
        heldAt = offset;
    }

    boolean isHeldAt(long offset) {
        return heldAt == offset;
    }

    void letGo() {
        heldAt = NONE;
    }

    /** It does not get the entries from there on; of several such announcements the first begins the gap. */
    void gap(long from, GapReason reason) {
        if (gapFrom == NONE) {
            gapFrom = from;
            gapReason = reason;
        }
    }

    boolean hasGap() {
        return gapFrom != NONE;
    }

    long gapFrom() {
        return gapFrom;
    }

    GapReason gapReason() {
        return gapReason;
    }

    void gapAnnounced() {
        gapFrom = NONE;
    }
}
