package dev.realtime.core.memory;

import dev.realtime.core.ChannelOptions.History;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Of each key the newest entry of a stream, within bounds. A single entry may pass the bytes: the newest of all is always
 * there until it is too old.
 *
 * <p><b>Threads:</b> guarded by its stream.
 */
final class LatestEntries {

    // The map itself, and a place in it, as measured.
    private static final int MAP_BYTES = 96;
    private static final int PLACE_BYTES = 64;

    private final History bounds;
    // In the order of offsets: a key that comes again goes to the end.
    private Map<String, Kept> byKey = new LinkedHashMap<>();
    private long bytes;
    private long droppedTo;

    private record Kept(Publication publication, long addedAtMillis) {

        long bytes() {
            return PageFill.cost(publication) + PLACE_BYTES;
        }
    }

    LatestEntries(History bounds) {
        this.bounds = bounds;
    }

    void add(Publication publication, long nowMillis) {
        Kept newest = new Kept(publication, nowMillis);
        Kept before = byKey.remove(publication.message().key());
        bytes += newest.bytes() - (before == null ? 0 : before.bytes());
        byKey.put(publication.message().key(), newest);
        while (byKey.size() > SlowPolicy.MAX_KEYS || bytes > bounds.bytes() && byKey.size() > 1) {
            dropFirst();
        }
    }

    /** Lets go what is too old. */
    void trim(long nowMillis) {
        long oldestMillis = nowMillis - bounds.age().toMillis();
        while (!byKey.isEmpty() && byKey.values().iterator().next().addedAtMillis() <= oldestMillis) {
            dropFirst();
        }
    }

    long bytes() {
        return byKey.isEmpty() ? 0 : MAP_BYTES + bytes;
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    /** Gives its memory back, which is a loss for whoever has not read it. */
    void clear() {
        for (Kept kept : byKey.values()) {
            droppedTo = kept.publication().offset();
        }
        byKey = new LinkedHashMap<>();
        bytes = 0;
    }

    Page after(long offset, int maxCount, long maxBytes, StreamPosition top) {
        PageFill page = new PageFill(maxCount, maxBytes);
        for (Kept kept : byKey.values()) {
            Publication publication = kept.publication();
            if (publication.offset() <= offset) {
                continue;
            }
            if (!page.hasRoom()) {
                return new Page.Latest(page.entries(), droppedTo, true, top);
            }
            page.add(publication);
        }
        return new Page.Latest(page.entries(), droppedTo, false, top);
    }

    private void dropFirst() {
        Iterator<Kept> oldest = byKey.values().iterator();
        Kept dropped = oldest.next();
        oldest.remove();
        bytes -= dropped.bytes();
        droppedTo = dropped.publication().offset();
    }
}
