package dev.realtime.core.sim;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A channel's log in a {@link SimBroker}. It forgets nothing, but gives out only what the channel's history would still
 * hold.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
final class SimLog {

    private final ChannelOptions options;
    private final List<Publication> entries = new ArrayList<>();
    // The first entry of each idempotency key of which the window may be open.
    private final Map<String, Publication> acts = new HashMap<>();
    private String epoch;
    private int oldest;

    SimLog(String epoch, ChannelOptions options) {
        this.epoch = epoch;
        this.options = options;
    }

    String epoch() {
        return epoch;
    }

    /** Also if history has given it up. */
    Optional<Publication> newest() {
        return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1));
    }

    StreamPosition top() {
        return new StreamPosition(epoch, entries.size());
    }

    Publication append(Message message, long nowMillis) {
        Publication publication = new Publication(entries.size() + 1L, nowMillis, message);
        entries.add(publication);
        if (!message.idempotencyKey().isEmpty()) {
            acts.put(message.idempotencyKey(), publication);
        }
        return publication;
    }

    /** The entry that {@code message} repeats, or contradicts; empty if it is the first of its key within the window. */
    Optional<Publication> earlier(Message message, long nowMillis) {
        return Optional.ofNullable(acts.get(message.idempotencyKey()))
                .filter(first -> nowMillis - first.publishedAtMillis() < Message.IDEMPOTENCY_WINDOW.toMillis());
    }

    /** The log begins anew, as after a loss of data. */
    void begin(String newEpoch) {
        epoch = newEpoch;
        entries.clear();
        acts.clear();
        oldest = 0;
    }

    Page read(Optional<StreamPosition> from, int maxCount, long maxBytes, long nowMillis) {
        trim(nowMillis);
        StreamPosition after = from.orElseGet(() -> new StreamPosition(epoch, oldest));
        Optional<Page.Lost.Reason> reason = strangeness(after);
        if (reason.isPresent()) {
            return new Page.Lost(reason.get(), oldest + 1L, top());
        }
        if (after.offset() < oldest) {
            return new Page.Lost(Page.Lost.Reason.EXPIRED, oldest + 1L, top());
        }
        List<Publication> page = new ArrayList<>();
        long bytes = 0;
        for (int i = (int) after.offset(); i < entries.size() && page.size() < maxCount && bytes < maxBytes; i++) {
            page.add(entries.get(i));
            bytes += entries.get(i).message().size();
        }
        return new Page.Entries(page, top());
    }

    Page readBack(Optional<StreamPosition> before, int maxCount, long maxBytes, long nowMillis) {
        trim(nowMillis);
        Optional<Page.Lost.Reason> reason = before.flatMap(this::strangeness);
        if (reason.isPresent()) {
            return new Page.Lost(reason.get(), oldest + 1L, top());
        }
        long end = before.map(StreamPosition::offset).orElse(entries.size() + 1L);
        List<Publication> page = new ArrayList<>();
        long bytes = 0;
        for (int i = (int) end - 2; i >= oldest && page.size() < maxCount && bytes < maxBytes; i--) {
            page.add(entries.get(i));
            bytes += entries.get(i).message().size();
        }
        return new Page.Entries(page, top());
    }

    Page latest(Optional<StreamPosition> after, int maxCount, long maxBytes, long nowMillis) {
        Optional<Page.Lost.Reason> reason = after.flatMap(this::strangeness);
        if (reason.isPresent()) {
            return new Page.Lost(reason.get(), oldest + 1L, top());
        }
        Deque<Publication> newest = new ArrayDeque<>();
        long droppedTo = newestOfKeys(newest, nowMillis);
        long from = after.map(StreamPosition::offset).orElse(0L);
        newest.removeIf(entry -> entry.offset() <= from);
        List<Publication> page = new ArrayList<>();
        long bytes = 0;
        while (!newest.isEmpty() && page.size() < maxCount && bytes < maxBytes) {
            page.add(newest.removeFirst());
            bytes += page.get(page.size() - 1).message().size();
        }
        return new Page.Latest(page, droppedTo, !newest.isEmpty(), top());
    }

    // Fills in what is kept, by offset. The answer: up to where something is kept no longer.
    private long newestOfKeys(Deque<Publication> newest, long nowMillis) {
        Set<String> keys = new HashSet<>();
        long bytes = 0;
        for (int i = entries.size() - 1; i >= 0; i--) {
            Publication entry = entries.get(i);
            if (!keys.add(entry.message().key())) {
                continue;
            }
            bytes += entry.message().size();
            boolean fits = keys.size() <= SlowPolicy.MAX_KEYS
                    && bytes <= options.history().bytes();
            if (!fits || !isYoung(entry, nowMillis)) {
                return entry.offset();
            }
            newest.addFirst(entry);
        }
        return 0;
    }

    private boolean isYoung(Publication entry, long nowMillis) {
        return nowMillis - entry.publishedAtMillis() < options.history().age().toMillis();
    }

    // Why a position cannot be one of this log.
    private Optional<Page.Lost.Reason> strangeness(StreamPosition position) {
        if (!position.epoch().equals(epoch)) {
            return Optional.of(Page.Lost.Reason.EPOCH);
        }
        return position.offset() > entries.size() ? Optional.of(Page.Lost.Reason.AHEAD) : Optional.empty();
    }

    private void trim(long nowMillis) {
        oldest = Math.max(oldest, entries.size() - options.history().count());
        long bytes = 0;
        for (int i = entries.size() - 1; i >= oldest; i--) {
            bytes += entries.get(i).message().size();
            if (bytes > options.history().bytes() || !isYoung(entries.get(i), nowMillis)) {
                oldest = i + 1;
            }
        }
    }
}
