package dev.realtime.core.memory;

import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Of each key the newest entry of a stream, within bounds.
 *
 * <p><b>Threads:</b> guarded by its stream.
 */
final class LatestEntries {

    private final long maxBytes;
    private final long maxAgeMillis;
    // In the order of offsets: a key that comes again goes to the end.
    private final Map<String, Publication> byKey = new LinkedHashMap<>();
    private long bytes;
    private long droppedTo;

    LatestEntries(long maxBytes, long maxAgeMillis) {
        this.maxBytes = maxBytes;
        this.maxAgeMillis = maxAgeMillis;
    }

    void add(Publication publication) {
        Publication before = byKey.remove(publication.message().key());
        bytes += MemoryStream.cost(publication) - (before == null ? 0 : MemoryStream.cost(before));
        byKey.put(publication.message().key(), publication);
        while (byKey.size() > SlowPolicy.MAX_KEYS || bytes > maxBytes && byKey.size() > 1) {
            droppedTo = dropFirst();
        }
    }

    /** Lets go what is too old. */
    void trim(long nowMillis) {
        while (!byKey.isEmpty() && first().publishedAtMillis() <= nowMillis - maxAgeMillis) {
            droppedTo = dropFirst();
        }
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    /** Gives its memory back, which is a loss for whoever has not read it. */
    void evict() {
        while (!byKey.isEmpty()) {
            droppedTo = dropFirst();
        }
    }

    Page after(long offset, int maxCount, long maxPageBytes, StreamPosition top) {
        List<Publication> page = new ArrayList<>();
        long pageBytes = 0;
        for (Publication publication : byKey.values()) {
            if (publication.offset() <= offset) {
                continue;
            }
            if (page.size() == maxCount || pageBytes >= maxPageBytes) {
                return new Page.Latest(page, droppedTo, true, top);
            }
            page.add(publication);
            pageBytes += MemoryStream.cost(publication);
        }
        return new Page.Latest(page, droppedTo, false, top);
    }

    private Publication first() {
        return byKey.values().iterator().next();
    }

    private long dropFirst() {
        Iterator<Publication> oldest = byKey.values().iterator();
        Publication dropped = oldest.next();
        oldest.remove();
        bytes -= MemoryStream.cost(dropped);
        return dropped.offset();
    }
}
