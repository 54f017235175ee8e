package dev.realtime.core.hub;

import dev.realtime.core.ChannelOptions.Window;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The window of a channel's log that this node holds: a ring of the newest entries.
 *
 * <p>A ring starts empty and doubles up to the channel's window. Readers never hold an entry in place: they ask for an
 * offset and get nothing if the entry has left. What has been read by all is let go at once ({@link #trimTo}), so an
 * idle channel keeps no messages.
 *
 * <p><b>Threads:</b> one writer, the lane that owns the channel; readers on every lane. An entry is stored before the
 * head that covers it is published, so a reader that sees the head sees the entry.
 */
final class ChannelLog {

    private static final int FIRST_RING = 16;
    private static final AtomicReferenceArray<Entry> NO_RING = new AtomicReferenceArray<>(0);

    private final String epoch;
    private final Window bounds;

    private volatile AtomicReferenceArray<Entry> ring = NO_RING;
    private volatile long head;
    private volatile long tail;
    private volatile long totalBytes;
    private volatile boolean writerWaits;

    /** A window without entries after the offset {@code head} of the stream. */
    ChannelLog(String epoch, long head, Window bounds) {
        this.epoch = epoch;
        this.head = head;
        this.tail = head + 1;
        this.bounds = bounds;
    }

    String epoch() {
        return epoch;
    }

    /** Offset of the newest entry. */
    long head() {
        return head;
    }

    /** Offset of the oldest entry in the window; {@code head + 1} if it is empty. */
    long tail() {
        return tail;
    }

    /** Sum of the sizes of all entries that ever passed. */
    long totalBytes() {
        return totalBytes;
    }

    /** The entry at that offset, or null if it is not in the window, or no longer. */
    Entry get(long offset) {
        AtomicReferenceArray<Entry> entries = ring;
        if (entries.length() == 0) {
            return null;
        }
        Entry entry = entries.getAcquire((int) offset & entries.length() - 1);
        return entry != null && entry.offset() == offset ? entry : null;
    }

    /** Whether an entry of that size fits without letting the oldest go. Writer only. */
    boolean hasRoomFor(int bytes) {
        return isEmpty() || head - tail + 1 < maxCount() && windowBytes() + bytes <= bounds.bytes();
    }

    boolean isEmpty() {
        return tail > head;
    }

    /** Bytes of the entries in the window. Writer only. */
    long windowBytes() {
        return isEmpty() ? 0 : totalBytes - get(tail).startBytes();
    }

    // What the ring may grow to.
    private int maxCount() {
        return Integer.highestOneBit(bounds.count() - 1) << 1;
    }

    /** Whether the entries after {@code offset} take more than half of what the window may hold. Writer only. */
    boolean isHalfFullSince(long offset) {
        if (head - offset >= maxCount() / 2) {
            return true;
        }
        Entry next = get(offset + 1);
        return next != null && totalBytes - next.startBytes() >= bounds.bytes() / 2;
    }

    /** Adds the entry after the head. Writer only; there must be room. */
    void append(Entry entry) {
        AtomicReferenceArray<Entry> entries = roomyRing();
        entries.setRelease((int) entry.offset() & entries.length() - 1, entry);
        totalBytes = entry.endBytes();
        head = entry.offset();
    }

    /** Lets all entries up to {@code offset} go. Writer only. */
    void trimTo(long offset) {
        long end = Math.min(offset, head);
        AtomicReferenceArray<Entry> entries = ring;
        for (long at = tail; at <= end; at++) {
            tail = at + 1;
            entries.setRelease((int) at & entries.length() - 1, null);
        }
    }

    /** Goes on after {@code offset}: what lies between is lost. Writer only. */
    void jumpTo(long offset) {
        trimTo(head);
        head = offset;
        tail = offset + 1;
    }

    /** Gives the ring's memory back. Writer only. @return whether there was any */
    boolean releaseRing() {
        if (!isEmpty() || ring == NO_RING) {
            return false;
        }
        ring = NO_RING;
        return true;
    }

    boolean hasRing() {
        return ring != NO_RING;
    }

    /** Whether the writer waits for a lane that is behind. Set by the writer, read by every lane. */
    boolean writerWaits() {
        return writerWaits;
    }

    void writerWaits(boolean waits) {
        writerWaits = waits;
    }

    private AtomicReferenceArray<Entry> roomyRing() {
        AtomicReferenceArray<Entry> entries = ring;
        if (head - tail + 1 < entries.length()) {
            return entries;
        }
        AtomicReferenceArray<Entry> larger = new AtomicReferenceArray<>(Math.max(FIRST_RING, entries.length() * 2));
        for (long offset = tail; offset <= head; offset++) {
            Entry entry = entries.getPlain((int) offset & entries.length() - 1);
            larger.setPlain((int) offset & larger.length() - 1, entry);
        }
        ring = larger;
        return larger;
    }
}
