package dev.realtime.core.memory;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the history of all streams together under one number of bytes by taking it away from the stream that was
 * unused for longest.
 *
 * <p><b>Threads:</b> guarded by its own monitor; takes a stream's monitor while holding its own, never the reverse
 * (docs/concurrency.md, "Lock order").
 */
final class HistoryBudget {

    private final long maxBytes;
    // Access order: the first is the least recently used.
    private final Map<MemoryStream, Long> bytesOf = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    HistoryBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Notes that {@code stream} was used and now holds so much; evicts others, at last itself, if it is too much. */
    synchronized void used(MemoryStream stream, long streamBytes) {
        Long before = bytesOf.put(stream, streamBytes);
        bytes += streamBytes - (before == null ? 0 : before);
        if (bytes > maxBytes) {
            evict();
        }
    }

    synchronized void forget(MemoryStream stream) {
        Long before = bytesOf.remove(stream);
        bytes -= before == null ? 0 : before;
    }

    synchronized long bytes() {
        return bytes;
    }

    private void evict() {
        var eldest = bytesOf.entrySet().iterator();
        while (bytes > maxBytes && eldest.hasNext()) {
            Map.Entry<MemoryStream, Long> entry = eldest.next();
            bytes -= entry.getValue();
            entry.setValue(0L);
            entry.getKey().clear();
        }
    }
}
