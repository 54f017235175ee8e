package dev.realtime.core.memory;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps all streams together under one number of bytes by taking its history away from the stream that was unused for
 * longest. A stream that nobody listens to goes as a whole, so that names made up by a peer do not fill the memory.
 *
 * <p>The acts a stream knows go last, when no stream has a history any more: who reads is told of a history that is gone,
 * but nobody is told that a message was taken twice.
 *
 * <p><b>Threads:</b> guarded by its own monitor; takes a stream's monitor, and that of the map of streams, while holding
 * its own, never the reverse (docs/concurrency.md, "Lock order").
 */
final class HistoryBudget {

    private final long maxBytes;
    private final Consumer<MemoryStream> gone;
    // Access order: the first is the least recently used. Who holds nothing is in neither.
    private final Map<MemoryStream, Long> bytesOf = new LinkedHashMap<>(16, 0.75f, true);
    // Streams whose history was taken and that were not used since; what is left are acts.
    private final Map<MemoryStream, Long> bytesOfActs = new LinkedHashMap<>();
    private long bytes;

    /** @param gone is told of each stream that was evicted as a whole; must not call back */
    HistoryBudget(long maxBytes, Consumer<MemoryStream> gone) {
        this.maxBytes = maxBytes;
        this.gone = gone;
    }

    /** Notes that {@code stream} was used and now holds so much; evicts others, at last itself, if it is too much. */
    synchronized void used(MemoryStream stream, long streamBytes, long nowMillis) {
        bytes -= remove(bytesOfActs, stream);
        if (streamBytes == 0) {
            bytes -= remove(bytesOf, stream);
        } else {
            Long before = bytesOf.put(stream, streamBytes);
            bytes += streamBytes - (before == null ? 0 : before);
        }
        if (bytes > maxBytes) {
            evict(nowMillis);
        }
    }

    synchronized void forget(MemoryStream stream) {
        bytes -= remove(bytesOf, stream) + remove(bytesOfActs, stream);
    }

    synchronized long bytes() {
        return bytes;
    }

    private void evict(long nowMillis) {
        while (bytes > maxBytes && !bytesOf.isEmpty()) {
            MemoryStream stream = removeFirst(bytesOf);
            stream.evict(nowMillis);
            long left = stream.bytes();
            if (left > 0) {
                bytesOfActs.put(stream, left);
                bytes += left;
            }
            tellIfGone(stream);
        }
        while (bytes > maxBytes && !bytesOfActs.isEmpty()) {
            MemoryStream stream = removeFirst(bytesOfActs);
            stream.evictActs();
            tellIfGone(stream);
        }
    }

    private MemoryStream removeFirst(Map<MemoryStream, Long> from) {
        Iterator<Map.Entry<MemoryStream, Long>> eldest = from.entrySet().iterator();
        Map.Entry<MemoryStream, Long> entry = eldest.next();
        bytes -= entry.getValue();
        eldest.remove();
        return entry.getKey();
    }

    private void tellIfGone(MemoryStream stream) {
        if (stream.isForgotten()) {
            gone.accept(stream);
        }
    }

    private static long remove(Map<MemoryStream, Long> from, MemoryStream stream) {
        Long before = from.remove(stream);
        return before == null ? 0 : before;
    }
}
