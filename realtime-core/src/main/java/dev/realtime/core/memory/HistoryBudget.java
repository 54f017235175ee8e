package dev.realtime.core.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps all streams together under one number of bytes by taking its history away from the stream that was unused for
 * longest. A stream that nobody listens to goes as a whole, so that names made up by a peer do not fill the memory.
 *
 * <p><b>Threads:</b> guarded by its own monitor; takes a stream's monitor, and that of the map of streams, while holding
 * its own, never the reverse (docs/concurrency.md, "Lock order").
 */
final class HistoryBudget {

    private final long maxBytes;
    private final Consumer<MemoryStream> gone;
    // Access order: the first is the least recently used. Who holds nothing is not in it.
    private final Map<MemoryStream, Long> bytesOf = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** @param gone is told of each stream that was evicted as a whole; must not call back */
    HistoryBudget(long maxBytes, Consumer<MemoryStream> gone) {
        this.maxBytes = maxBytes;
        this.gone = gone;
    }

    /** Notes that {@code stream} was used and now holds so much; evicts others, at last itself, if it is too much. */
    synchronized void used(MemoryStream stream, long streamBytes) {
        Long before = streamBytes == 0 ? bytesOf.remove(stream) : bytesOf.put(stream, streamBytes);
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
            eldest.remove();
            if (entry.getKey().evict()) {
                gone.accept(entry.getKey());
            }
        }
    }
}
