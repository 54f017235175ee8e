package dev.realtime.core.hub;

import dev.realtime.core.Publication;
import java.util.List;

/**
 * The way of a cursor from an old position to the window: one page of the broker after the other, the next one asked
 * for when the one before has been taken by the link. A slow client therefore pulls at its own pace and holds one page,
 * however long the way is.
 *
 * <p>A page may have holes, where only the newest entry of each key counts: what it leaves out needs not be read.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class CatchUp {

    private List<Publication> page = List.of();
    private int index;
    private long next;
    private long coversTo;
    private boolean reading;

    /** @param next first offset to read */
    CatchUp(long next) {
        this.next = next;
    }

    /** The offset up to which everything was taken by the link or passed over, plus one. */
    long next() {
        return next;
    }

    boolean hasEntries() {
        return index < page.size();
    }

    /** The entry that stands so many places behind the first one not taken; null if the page ends before it. */
    Publication ahead(int places) {
        return index + places < page.size() ? page.get(index + places) : null;
    }

    /** The offset before the first entry of the page; before {@link #next} if it is empty. */
    long beforeFirst() {
        return (hasEntries() ? page.get(index).offset() : next) - 1;
    }

    void moveTo(long newNext) {
        next = newNext;
        while (hasEntries() && page.get(index).offset() < newNext) {
            index++;
        }
    }

    /** Whether a page should be asked for; says so once. */
    boolean startsReading() {
        if (reading || hasEntries()) {
            return false;
        }
        reading = true;
        return true;
    }

    /** @param lastOffset up to which the page says everything there is to be read */
    void read(List<Publication> newPage, long lastOffset) {
        reading = false;
        page = newPage;
        index = 0;
        coversTo = lastOffset;
    }

    /** Whether the page is used up and said more than was in it: nothing of interest lies up to {@link #coversTo}. */
    boolean mayPassOn() {
        return !hasEntries() && next <= coversTo;
    }

    long coversTo() {
        return coversTo;
    }

    /** Goes on at {@code offset}, since what lay before is gone. */
    void skipTo(long offset) {
        reading = false;
        page = List.of();
        index = 0;
        next = offset;
    }
}
