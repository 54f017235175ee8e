package dev.realtime.core.sim;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A channel's log in a {@link SimBroker}. It forgets nothing, but gives out only what the channel's history would still
 * hold.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
final class SimLog {

    private final ChannelOptions options;
    private final List<Publication> entries = new ArrayList<>();
    private String epoch;
    private int oldest;

    SimLog(String epoch, ChannelOptions options) {
        this.epoch = epoch;
        this.options = options;
    }

    String epoch() {
        return epoch;
    }

    StreamPosition top() {
        return new StreamPosition(epoch, entries.size());
    }

    Publication append(Message message, long nowMillis) {
        Publication publication = new Publication(entries.size() + 1L, nowMillis, message);
        entries.add(publication);
        return publication;
    }

    /** The log begins anew, as after a loss of data. */
    void begin(String newEpoch) {
        epoch = newEpoch;
        entries.clear();
        oldest = 0;
    }

    Page read(Optional<StreamPosition> from, int maxCount, long maxBytes, long nowMillis) {
        trim(nowMillis);
        StreamPosition after = from.orElseGet(() -> new StreamPosition(epoch, oldest));
        if (!after.epoch().equals(epoch)) {
            return new Page.Lost(Page.Lost.Reason.EPOCH, oldest + 1L, top());
        }
        if (after.offset() > entries.size()) {
            return new Page.Lost(Page.Lost.Reason.AHEAD, oldest + 1L, top());
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
        if (before.isPresent() && !before.get().epoch().equals(epoch)) {
            return new Page.Lost(Page.Lost.Reason.EPOCH, oldest + 1L, top());
        }
        long end = before.map(StreamPosition::offset).orElse(entries.size() + 1L);
        if (end > entries.size() + 1L) {
            return new Page.Lost(Page.Lost.Reason.AHEAD, oldest + 1L, top());
        }
        List<Publication> page = new ArrayList<>();
        long bytes = 0;
        for (int i = (int) end - 2; i >= oldest && page.size() < maxCount && bytes < maxBytes; i--) {
            page.add(entries.get(i));
            bytes += entries.get(i).message().size();
        }
        return new Page.Entries(page, top());
    }

    /** Keys are few in a simulation, so none is ever dropped. */
    Page latest(Optional<StreamPosition> after, int maxCount, long maxBytes) {
        if (after.isPresent() && !after.get().epoch().equals(epoch)) {
            return new Page.Lost(Page.Lost.Reason.EPOCH, oldest + 1L, top());
        }
        Map<String, Publication> newest = new LinkedHashMap<>();
        for (Publication entry : entries) {
            newest.remove(entry.message().key());
            newest.put(entry.message().key(), entry);
        }
        long from = after.map(StreamPosition::offset).orElse(0L);
        List<Publication> page = new ArrayList<>();
        long bytes = 0;
        for (Publication entry : newest.values()) {
            if (entry.offset() <= from) {
                continue;
            }
            if (page.size() == maxCount || bytes >= maxBytes) {
                return new Page.Latest(page, 0, true, top());
            }
            page.add(entry);
            bytes += entry.message().size();
        }
        return new Page.Latest(page, 0, false, top());
    }

    private void trim(long nowMillis) {
        oldest = Math.max(oldest, entries.size() - options.history().count());
        long bytes = 0;
        for (int i = entries.size() - 1; i >= oldest; i--) {
            bytes += entries.get(i).message().size();
            long ageMillis = nowMillis - entries.get(i).publishedAtMillis();
            if (bytes > options.history().bytes()
                    || ageMillis >= options.history().age().toMillis()) {
                oldest = i + 1;
            }
        }
    }
}
