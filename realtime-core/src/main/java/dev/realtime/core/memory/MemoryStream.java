package dev.realtime.core.memory;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The log of one channel in this process: gives out offsets and remembers what its options allow.
 *
 * <p><b>Threads:</b> guarded by its own monitor, which is never held while something outside is called.
 */
final class MemoryStream {

    private final String epoch;
    private final ChannelOptions options;
    private final Deque<Publication> history = new ArrayDeque<>();
    private long historyBytes;
    private long head;
    private long touchedAtMillis;
    private boolean attached;

    MemoryStream(String epoch, ChannelOptions options) {
        this.epoch = epoch;
        this.options = options;
    }

    synchronized Publication append(Message message, long nowMillis) {
        Publication publication = new Publication(++head, nowMillis, message);
        touchedAtMillis = nowMillis;
        if (options.keepsHistory()) {
            history.addLast(publication);
            historyBytes += cost(publication);
            trim(nowMillis);
        }
        return publication;
    }

    synchronized Page read(StreamPosition after, int maxCount, long maxBytes, long nowMillis) {
        touchedAtMillis = nowMillis;
        trim(nowMillis);
        StreamPosition top = top();
        if (!after.epoch().equals(epoch)) {
            return new Page.Lost(Page.Lost.Reason.EPOCH, oldest(), top);
        }
        if (after.offset() > head) {
            return new Page.Lost(Page.Lost.Reason.AHEAD, oldest(), top);
        }
        if (after.offset() + 1 < oldest()) {
            return new Page.Lost(Page.Lost.Reason.EXPIRED, oldest(), top);
        }
        return new Page.Entries(from(after.offset() + 1, maxCount, maxBytes), top);
    }

    synchronized void clear() {
        history.clear();
        historyBytes = 0;
    }

    synchronized void attached(boolean on) {
        attached = on;
    }

    synchronized boolean isAttached() {
        return attached;
    }

    synchronized StreamPosition top() {
        return new StreamPosition(epoch, head);
    }

    String epoch() {
        return epoch;
    }

    synchronized long historyBytes() {
        return historyBytes;
    }

    /** Whether nobody listens, nothing is remembered and nobody came back within the time a resume may take. */
    synchronized boolean isForgettable(long nowMillis) {
        trim(nowMillis);
        return !attached
                && history.isEmpty()
                && nowMillis - touchedAtMillis >= options.historyAge().toMillis();
    }

    private void trim(long nowMillis) {
        long oldestMillis = nowMillis - options.historyAge().toMillis();
        while (!history.isEmpty()
                && (history.size() > options.historyCount()
                        || historyBytes > options.historyBytes()
                        || history.peekFirst().publishedAtMillis() <= oldestMillis)) {
            historyBytes -= cost(history.removeFirst());
        }
    }

    // Offset of the oldest entry at hand; the one after the head if there is none.
    private long oldest() {
        return history.isEmpty() ? head + 1 : history.peekFirst().offset();
    }

    private List<Publication> from(long offset, int maxCount, long maxBytes) {
        List<Publication> page = new ArrayList<>();
        long bytes = 0;
        for (Publication publication : history) {
            if (publication.offset() < offset) {
                continue;
            }
            if (page.size() == maxCount || bytes >= maxBytes) {
                break;
            }
            page.add(publication);
            bytes += cost(publication);
        }
        return page;
    }

    private static long cost(Publication publication) {
        return publication.message().size() + 128L;
    }
}
