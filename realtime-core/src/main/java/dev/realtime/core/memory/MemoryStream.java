package dev.realtime.core.memory;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The log of one channel in this process: gives out offsets and remembers what its options allow. One that was
 * forgotten does nothing any more; whoever still holds it asks the broker for the one that took its place.
 *
 * <p><b>Threads:</b> guarded by its own monitor, which is never held while something outside is called.
 */
final class MemoryStream {

    // The stream itself, its epoch, its name and its places in two maps, as measured.
    private static final int STREAM_BYTES = 448;

    private final ChannelName channel;
    private final String epoch;
    private final ChannelOptions options;
    private final Deque<Publication> history = new ArrayDeque<>();
    private long historyBytes;
    private long head;
    private long touchedAtMillis;
    private boolean attached;
    private boolean forgotten;

    MemoryStream(ChannelName channel, String epoch, ChannelOptions options) {
        this.channel = channel;
        this.epoch = epoch;
        this.options = options;
    }

    ChannelName channel() {
        return channel;
    }

    /** @return the entry; empty if the stream was forgotten */
    synchronized Optional<Publication> append(Message message, long nowMillis) {
        if (forgotten) {
            return Optional.empty();
        }
        Publication publication = new Publication(++head, nowMillis, message);
        touchedAtMillis = nowMillis;
        if (options.keepsHistory()) {
            history.addLast(publication);
            historyBytes += cost(publication);
            trim(nowMillis);
        }
        return Optional.of(publication);
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

    /** Gives its memory back. @return whether it is forgotten as a whole, since nobody listens */
    synchronized boolean evict() {
        history.clear();
        historyBytes = 0;
        forgotten = !attached;
        return forgotten;
    }

    /** Somebody listens from now on. @return where the log stands; empty if the stream was forgotten */
    synchronized Optional<StreamPosition> attach() {
        attached = !forgotten;
        return attached ? Optional.of(top()) : Optional.empty();
    }

    synchronized void detach() {
        attached = false;
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

    /** What it costs; the stream itself only counts while nobody listens, since listeners are counted elsewhere. */
    synchronized long bytes() {
        return forgotten ? 0 : historyBytes + (attached ? 0 : STREAM_BYTES);
    }

    /** Forgets the stream if nobody listens, nothing is remembered and nobody came back in time for a resume. */
    synchronized boolean forgetIfUnused(long nowMillis) {
        trim(nowMillis);
        forgotten |= !attached
                && history.isEmpty()
                && nowMillis - touchedAtMillis >= options.historyAge().toMillis();
        return forgotten;
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
