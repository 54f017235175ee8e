package dev.realtime.core.hub;

import dev.realtime.core.Publication;
import java.util.List;

/**
 * The way of a cursor from an old position to the window: one page of the broker after the other, the next one asked
 * for when the one before has been taken by the link. A slow client therefore pulls at its own pace and holds one page,
 * however long the way is.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class CatchUp {

    private List<Publication> page;
    private int index;
    private long next;
    private boolean reading;

    /** @param next first offset to read */
    CatchUp(long next, List<Publication> page) {
        this.next = next;
        this.page = page;
    }

    /** The offset of the first entry not yet taken by the link. */
    long next() {
        return next;
    }

    boolean hasEntries() {
        return index < page.size();
    }

    /** The entry at that offset, which is not before {@link #next}; null if the page does not reach so far. */
    Publication at(long offset) {
        long at = index + offset - next;
        return at < page.size() ? page.get((int) at) : null;
    }

    void moveTo(long newNext) {
        index += (int) (newNext - next);
        next = newNext;
    }

    /** Whether a page should be asked for; says so once. */
    boolean startsReading() {
        if (reading || hasEntries()) {
            return false;
        }
        reading = true;
        return true;
    }

    void read(List<Publication> newPage) {
        reading = false;
        page = newPage;
        index = 0;
    }

    /** Goes on at {@code offset}, since what lay before is gone. */
    void skipTo(long offset) {
        reading = false;
        page = List.of();
        index = 0;
        next = offset;
    }
}
