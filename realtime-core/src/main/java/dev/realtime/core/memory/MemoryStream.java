package dev.realtime.core.memory;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.History;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import dev.realtime.core.spi.Broker.Page.Lost.Reason;
import java.util.List;
import java.util.Optional;

/**
 * The log of one channel in this process: gives out offsets and remembers what its options allow. One that was
 * forgotten does nothing any more; whoever still holds it asks the broker for the one that took its place.
 *
 * <p>What is called now is milliseconds of a monotonic clock, by which everything has its age.
 *
 * <p><b>Threads:</b> guarded by its own monitor, which is never held while something outside is called.
 */
final class MemoryStream {

    // The stream itself, its epoch and its places in two maps, as measured.
    private static final int STREAM_BYTES = 288;

    private final ChannelName channel;
    private final String epoch;
    private final History bounds;
    // Null until the first entry: many a user's own channel never has one.
    private MemoryHistory history;
    // Null in a channel of which older entries count as well.
    private final LatestEntries latest;
    // Null while no act is known.
    private RecentActs acts;
    private long touchedAtMillis;
    private boolean attached;
    private boolean forgotten;

    MemoryStream(ChannelName channel, String epoch, ChannelOptions options) {
        this.channel = channel;
        this.epoch = epoch;
        this.bounds = options.history();
        this.latest = options.slowPolicy() == SlowPolicy.LATEST_PER_KEY ? new LatestEntries(options.history()) : null;
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

    ChannelName channel() {
        return channel;
    }

    String epoch() {
        return epoch;
    }

    /** @param publishedAtMillis wall time, for those who read the message */
    synchronized Append append(Message message, long publishedAtMillis, long nowMillis) {
        if (forgotten) {
            return new Append.Gone();
        }
        touchedAtMillis = nowMillis;
        if (message.idempotencyKey().isEmpty()) {
            return new Append.Appended(add(message, publishedAtMillis, nowMillis));
        }
        if (acts != null) {
            Optional<RecentActs.Act> earlier = acts.find(message.idempotencyKey(), nowMillis);
            if (earlier.isPresent()) {
                return repeat(earlier.get(), message);
            }
        }
        Publication publication = add(message, publishedAtMillis, nowMillis);
        acts = acts == null ? new RecentActs() : acts;
        acts.add(publication, nowMillis);
        return new Append.Appended(publication);
    }

    synchronized Page read(Optional<StreamPosition> after, int maxCount, long maxBytes, long nowMillis) {
        use(nowMillis);
        Optional<Page> lost = after.flatMap(this::lost);
        if (lost.isPresent()) {
            return lost.get();
        }
        long from = after.map(StreamPosition::offset).orElse(oldest() - 1) + 1;
        if (from < oldest()) {
            return new Page.Lost(Reason.EXPIRED, oldest(), top());
        }
        return new Page.Entries(history == null ? List.of() : history.from(from, maxCount, maxBytes), top());
    }

    synchronized Page readBack(Optional<StreamPosition> before, int maxCount, long maxBytes, long nowMillis) {
        use(nowMillis);
        long below = before.map(StreamPosition::offset).orElse(head() + 1);
        return before.flatMap(this::lost)
                .orElseGet(() -> new Page.Entries(
                        history == null ? List.of() : history.below(below, maxCount, maxBytes), top()));
    }

    /** Of each key the newest entry; only of a channel that keeps those. */
    synchronized Page latest(Optional<StreamPosition> after, int maxCount, long maxBytes, long nowMillis) {
        use(nowMillis);
        Optional<Page> lost = after.flatMap(this::lost);
        if (lost.isPresent()) {
            return lost.get();
        }
        if (latest == null) {
            return new Page.Latest(List.of(), 0, false, top());
        }
        return latest.after(after.map(StreamPosition::offset).orElse(0L), maxCount, maxBytes, top());
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

    synchronized boolean isForgotten() {
        return forgotten;
    }

    synchronized StreamPosition top() {
        return new StreamPosition(epoch, head());
    }

    private long head() {
        return history == null ? 0 : history.head();
    }

    private long oldest() {
        return history == null ? 1 : history.oldest();
    }

    /** What it costs; the stream itself only counts while nobody listens, since listeners are counted elsewhere. */
    synchronized long bytes() {
        if (forgotten) {
            return 0;
        }
        long kept = (history == null ? 0 : history.bytes())
                + (latest == null ? 0 : latest.bytes())
                + (acts == null ? 0 : acts.bytes());
        return kept + (attached ? 0 : STREAM_BYTES + channel.local().length());
    }

    /**
     * Gives back what its readers can do without, and is forgotten if that leaves nothing. Acts stay as long as their
     * window is open: a history that is lost is announced, a repeat that is taken for news is not.
     */
    synchronized void evict(long nowMillis) {
        if (history != null) {
            history.clear();
        }
        if (latest != null) {
            latest.clear();
        }
        trim(nowMillis);
        forgotten |= !attached && acts == null;
    }

    /** Gives back everything. */
    synchronized void evictActs() {
        acts = null;
        evict(touchedAtMillis);
    }

    /** Forgets the stream if nobody listens, nothing is remembered and nobody came back in time for a resume. */
    synchronized boolean forgetIfUnused(long nowMillis) {
        trim(nowMillis);
        forgotten |= !attached
                && (history == null || history.isEmpty())
                && (latest == null || latest.isEmpty())
                && acts == null
                && nowMillis - touchedAtMillis >= bounds.age().toMillis();
        return forgotten;
    }

    private Publication add(Message message, long publishedAtMillis, long nowMillis) {
        history = history == null ? new MemoryHistory(bounds) : history;
        Publication publication = new Publication(history.head() + 1, publishedAtMillis, message);
        history.add(publication, nowMillis);
        if (latest != null) {
            latest.add(publication, nowMillis);
        }
        trim(nowMillis);
        return publication;
    }

    private Append repeat(RecentActs.Act earlier, Message message) {
        return earlier.isOf(message)
                ? new Append.Repeated(new StreamPosition(epoch, earlier.offset()))
                : new Append.Contradicted();
    }

    private void use(long nowMillis) {
        touchedAtMillis = nowMillis;
        trim(nowMillis);
    }

    private void trim(long nowMillis) {
        if (history != null) {
            history.trim(nowMillis);
        }
        if (latest != null) {
            latest.trim(nowMillis);
        }
        if (acts != null && acts.trim(nowMillis)) {
            acts = null;
        }
    }

    // A position that cannot be one of this log.
    private Optional<Page> lost(StreamPosition position) {
        if (!position.epoch().equals(epoch)) {
            return Optional.of(new Page.Lost(Reason.EPOCH, oldest(), top()));
        }
        return position.offset() > head()
                ? Optional.of(new Page.Lost(Reason.AHEAD, oldest(), top()))
                : Optional.empty();
    }
}
