package dev.realtime.core.memory;

import dev.realtime.core.ChannelOptions.History;
import dev.realtime.core.Publication;
import java.util.List;

/**
 * The newest entries of a stream, as many as its options allow. They stand in a ring, so that a page is found where it
 * begins, however long the history; the ring is there only while it holds something.
 *
 * <p><b>Threads:</b> guarded by its stream.
 */
final class MemoryHistory {

    private static final Publication[] NONE = {};
    private static final long[] NO_TIMES = {};
    private static final int FIRST_LENGTH = 2;

    private final History bounds;
    // The entry of an offset stands at offset & (length - 1).
    private Publication[] ring = NONE;
    // When each came: what an entry says of that itself is wall time, which somebody may set.
    private long[] addedAtMillis = NO_TIMES;
    private long oldest = 1;
    private long head;
    private long bytes;

    MemoryHistory(History bounds) {
        this.bounds = bounds;
    }

    void add(Publication publication, long nowMillis) {
        head = publication.offset();
        if (!bounds.isKept()) {
            oldest = head + 1;
            return;
        }
        if (size() > bounds.count()) {
            dropOldest();
        }
        if (size() > ring.length) {
            grow();
        }
        ring[slot(head)] = publication;
        addedAtMillis[slot(head)] = nowMillis;
        bytes += PageFill.cost(publication);
    }

    /** Lets go what its options no longer allow. */
    void trim(long nowMillis) {
        long oldestMillis = nowMillis - ageMillis();
        while (!isEmpty() && (bytes > bounds.bytes() || addedAtMillis[slot(oldest)] <= oldestMillis)) {
            dropOldest();
        }
        if (isEmpty()) {
            ring = NONE;
            addedAtMillis = NO_TIMES;
        }
    }

    /** Gives its memory back. */
    void clear() {
        ring = NONE;
        addedAtMillis = NO_TIMES;
        oldest = head + 1;
        bytes = 0;
    }

    /** Entries from {@code offset} on, which must not be older than the oldest. */
    List<Publication> from(long offset, int maxCount, long maxBytes) {
        PageFill page = new PageFill(maxCount, maxBytes);
        for (long next = offset; next <= head && page.hasRoom(); next++) {
            page.add(entry(next));
        }
        return page.entries();
    }

    /** Entries below {@code offset}, the newest first. */
    List<Publication> below(long offset, int maxCount, long maxBytes) {
        PageFill page = new PageFill(maxCount, maxBytes);
        for (long next = Math.min(offset - 1, head); next >= oldest && page.hasRoom(); next--) {
            page.add(entry(next));
        }
        return page.entries();
    }

    /** Offset of the oldest entry at hand; the one after the head if there is none. */
    long oldest() {
        return oldest;
    }

    /** Offset of the newest entry ever, at hand or not; 0 if there was none. */
    long head() {
        return head;
    }

    boolean isEmpty() {
        return oldest > head;
    }

    long bytes() {
        return bytes;
    }

    private long ageMillis() {
        return bounds.age().toMillis();
    }

    private long size() {
        return head - oldest + 1;
    }

    private void dropOldest() {
        int slot = slot(oldest++);
        bytes -= PageFill.cost(ring[slot]);
        ring[slot] = null;
    }

    private void grow() {
        Publication[] larger = new Publication[Math.max(FIRST_LENGTH, 2 * ring.length)];
        long[] times = new long[larger.length];
        for (long offset = oldest; offset < head; offset++) {
            int slot = (int) offset & larger.length - 1;
            larger[slot] = entry(offset);
            times[slot] = addedAtMillis[slot(offset)];
        }
        ring = larger;
        addedAtMillis = times;
    }

    private Publication entry(long offset) {
        return ring[slot(offset)];
    }

    private int slot(long offset) {
        return (int) offset & ring.length - 1;
    }
}
