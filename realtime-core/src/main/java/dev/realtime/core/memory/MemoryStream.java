package dev.realtime.core.memory;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
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
    // Null in a channel of which older entries count as well.
    private final LatestEntries latest;
    // Null until somebody names an act.
    private RecentActs acts;
    private long historyBytes;
    private long head;
    private long touchedAtMillis;
    private boolean attached;
    private boolean forgotten;

    MemoryStream(ChannelName channel, String epoch, ChannelOptions options) {
        this.channel = channel;
        this.epoch = epoch;
        this.options = options;
        this.latest = options.slowPolicy() == SlowPolicy.LATEST_PER_KEY
                ? new LatestEntries(
                        options.history().bytes(), options.history().age().toMillis())
                : null;
    }

    ChannelName channel() {
        return channel;
    }

    /** What became of a message. */
    sealed interface Append {
        /** It is the newest entry now. */
        record Appended(Publication publication) implements Append {}

        /** It is there already. */
        record Repeated(StreamPosition position) implements Append {}

        /** Another message has the same idempotency key. */
        record Contradicted() implements Append {}

        /** The stream was forgotten. */
        record Gone() implements Append {}
    }

    synchronized Append append(Message message, long nowMillis) {
        if (forgotten) {
            return new Append.Gone();
        }
        if (message.idempotencyKey().isEmpty()) {
            return new Append.Appended(add(message, nowMillis));
        }
        acts = acts == null ? new RecentActs() : acts;
        RecentActs.Act earlier = acts.find(message.idempotencyKey(), nowMillis);
        if (earlier != null) {
            return earlier.isOf(message) ? new Append.Repeated(earlier.position()) : new Append.Contradicted();
        }
        Publication publication = add(message, nowMillis);
        acts.add(message, top(), nowMillis);
        return new Append.Appended(publication);
    }

    private Publication add(Message message, long nowMillis) {
        Publication publication = new Publication(++head, nowMillis, message);
        touchedAtMillis = nowMillis;
        if (options.history().isKept()) {
            history.addLast(publication);
            historyBytes += cost(publication);
            trim(nowMillis);
        }
        if (latest != null) {
            latest.add(publication);
        }
        return publication;
    }

    synchronized Page read(Optional<StreamPosition> from, int maxCount, long maxBytes, long nowMillis) {
        touchedAtMillis = nowMillis;
        trim(nowMillis);
        StreamPosition top = top();
        StreamPosition after = from.orElseGet(() -> new StreamPosition(epoch, oldest() - 1));
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

    synchronized Page readBack(Optional<StreamPosition> before, int maxCount, long maxBytes, long nowMillis) {
        touchedAtMillis = nowMillis;
        trim(nowMillis);
        if (before.isPresent() && !before.get().epoch().equals(epoch)) {
            return new Page.Lost(Page.Lost.Reason.EPOCH, oldest(), top());
        }
        if (before.isPresent() && before.get().offset() > head) {
            return new Page.Lost(Page.Lost.Reason.AHEAD, oldest(), top());
        }
        long end = before.map(StreamPosition::offset).orElse(head + 1);
        List<Publication> page = new ArrayList<>();
        long bytes = 0;
        for (Iterator<Publication> newest = history.descendingIterator(); newest.hasNext(); ) {
            Publication publication = newest.next();
            if (page.size() == maxCount || bytes >= maxBytes) {
                break;
            }
            if (publication.offset() < end) {
                page.add(publication);
                bytes += cost(publication);
            }
        }
        return new Page.Entries(page, top());
    }

    /** Of each key the newest entry; only of a channel that keeps those. */
    synchronized Page latest(Optional<StreamPosition> after, int maxCount, long maxBytes, long nowMillis) {
        touchedAtMillis = nowMillis;
        trim(nowMillis);
        if (after.isPresent() && !after.get().epoch().equals(epoch)) {
            return new Page.Lost(Page.Lost.Reason.EPOCH, oldest(), top());
        }
        if (after.isPresent() && after.get().offset() > head) {
            return new Page.Lost(Page.Lost.Reason.AHEAD, oldest(), top());
        }
        if (latest == null) {
            return new Page.Latest(List.of(), 0, false, top());
        }
        return latest.after(after.map(StreamPosition::offset).orElse(0L), maxCount, maxBytes, top());
    }

    /** Gives its memory back. @return whether it is forgotten as a whole, since nobody listens */
    synchronized boolean evict() {
        history.clear();
        historyBytes = 0;
        if (latest != null) {
            latest.evict();
        }
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
        if (forgotten) {
            return 0;
        }
        long kept = historyBytes + (latest == null ? 0 : latest.bytes()) + (acts == null ? 0 : acts.bytes());
        return kept + (attached ? 0 : STREAM_BYTES);
    }

    /** Forgets the stream if nobody listens, nothing is remembered and nobody came back in time for a resume. */
    synchronized boolean forgetIfUnused(long nowMillis) {
        trim(nowMillis);
        forgotten |= !attached
                && history.isEmpty()
                && (latest == null || latest.isEmpty())
                && (acts == null || acts.bytes() == 0)
                && nowMillis - touchedAtMillis >= options.history().age().toMillis();
        return forgotten;
    }

    private void trim(long nowMillis) {
        long oldestMillis = nowMillis - options.history().age().toMillis();
        while (!history.isEmpty()
                && (history.size() > options.history().count()
                        || historyBytes > options.history().bytes()
                        || history.peekFirst().publishedAtMillis() <= oldestMillis)) {
            historyBytes -= cost(history.removeFirst());
        }
        if (latest != null) {
            latest.trim(nowMillis);
        }
        if (acts != null) {
            acts.forgetOld(nowMillis);
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

    static long cost(Publication publication) {
        return publication.message().size() + 128L;
    }
}
