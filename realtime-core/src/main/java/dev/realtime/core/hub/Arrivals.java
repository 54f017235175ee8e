package dev.realtime.core.hub;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Broker.Page;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Entries on their way from the broker into a channel's window. The window takes them one after the other; what the
 * broker told of too early, or out of turn, or while the window was full, is kept, and what was not told, or could not
 * be kept, is read.
 *
 * <p>From the bus, the entry after the head is appended, one at or below it is dropped, one beyond it waits until the
 * hole before it has been read. So a bus may repeat and lose; the log has neither repeats nor holes. An entry of another
 * epoch may be the first of a log that began anew or a late one of the log before; the broker is asked.
 *
 * <p><b>Threads:</b> confined to the lane that owns the channel.
 */
final class Arrivals {

    private static final long RETRY_NANOS = 500_000_000L;

    private final Channel channel;
    // Null while everything that came was taken.
    private Deque<Arrival> kept;
    private long keptBytes;
    private boolean reading;
    private String toldEpoch = "";
    private long toldTop;
    private String endedEpoch = "";
    // The epoch of an entry that is not of the log's; until the broker has said which of the two goes on.
    private String doubted = "";

    private record Arrival(String epoch, Publication publication) {

        int size() {
            return Entry.sizeOf(publication.message());
        }
    }

    Arrivals(Channel channel) {
        this.channel = channel;
    }

    /** The broker tells of an entry. */
    void arrived(String epoch, Publication publication) {
        if (channel.isAttached() && kept == null) {
            take(epoch, publication);
        } else {
            keep(epoch, publication);
        }
    }

    /** There may be room now. */
    void takeKept() {
        if (reading) {
            return;
        }
        Deque<Arrival> waiting = kept;
        kept = null;
        keptBytes = 0;
        while (waiting != null && !waiting.isEmpty()) {
            Arrival arrival = waiting.poll();
            take(arrival.epoch(), arrival.publication());
            if (kept != null) {
                // Not taken after all: it stands first again, the others behind it.
                waiting.forEach(this::add);
                return;
            }
        }
        ChannelLog log = channel.log();
        if (log.epoch().equals(toldEpoch) && log.head() < toldTop) {
            // The last of a burst could not be kept, and no later entry may come to show it.
            readHole();
        }
    }

    /** The log has left that epoch; what still comes of it, comes late. */
    void ended(String epoch) {
        endedEpoch = epoch;
    }

    private void take(String epoch, Publication publication) {
        if (epoch.equals(endedEpoch)) {
            return;
        }
        if (!epoch.equals(channel.log().epoch())) {
            // The log began anew; or this comes late, and from a time before the channel was attached.
            doubted = epoch;
            keep(epoch, publication);
            readHole();
            return;
        }
        long head = channel.log().head();
        if (publication.offset() <= head) {
            return;
        }
        if (publication.offset() > head + 1) {
            keep(epoch, publication);
            readHole();
        } else if (!channel.tryAppend(publication)) {
            keep(epoch, publication);
        }
    }

    /** It came too early, or there is no room for it. */
    void keep(String epoch, Publication publication) {
        kept = kept == null ? new ArrayDeque<>() : kept;
        toldTop = epoch.equals(toldEpoch) ? Math.max(toldTop, publication.offset()) : publication.offset();
        toldEpoch = epoch;
        // Beyond the window they need not be kept: they are read later.
        boolean hasRoom = kept.size() < channel.options().window().count()
                && keptBytes < channel.options().window().bytes();
        if (!hasRoom && channel.options().slowPolicy() == SlowPolicy.LATEST) {
            // There may be no history to read it from, and it is all that counts.
            kept.clear();
            keptBytes = 0;
            hasRoom = true;
        }
        if (hasRoom) {
            add(new Arrival(epoch, publication));
        }
    }

    private void add(Arrival arrival) {
        kept.add(arrival);
        keptBytes += arrival.size();
    }

    private void readHole() {
        if (reading || channel.isAbandoned()) {
            return;
        }
        reading = true;
        // What comes meanwhile stands behind what is read.
        kept = kept == null ? new ArrayDeque<>() : kept;
        ChannelLog log = channel.log();
        StreamPosition from = new StreamPosition(log.epoch(), log.head());
        LaneHub owner = channel.owner();
        Broker broker = owner.kernel().broker();
        ChannelOptions options = channel.options();
        Border.ask(() -> broker.read(
                        channel.name(),
                        Optional.of(from),
                        options.window().count(),
                        options.window().bytes()))
                .whenComplete((page, failure) -> owner.run(() -> read(from, page)));
    }

    private void read(StreamPosition from, Page page) {
        reading = false;
        if (channel.isAbandoned()) {
            return;
        }
        if (!from.epoch().equals(channel.log().epoch())) {
            // A reader's page told of another epoch meanwhile; this one fills no hole of it.
            doubted = "";
            takeKept();
            return;
        }
        boolean goesOn = page != null && page.top().epoch().equals(from.epoch());
        boolean nothingIsMissing = goesOn && dropDoubted(page) && kept.isEmpty();
        if (page instanceof Page.Entries found && !found.entries().isEmpty()) {
            putFirst(from.epoch(), found.entries());
            takeKept();
        } else if (nothingIsMissing) {
            takeKept();
        } else if (page instanceof Page.Lost lost && !lost.top().epoch().equals(from.epoch())) {
            channel.restartAt(from.epoch(), beginOf(lost.top()));
            takeKept();
        } else if (page instanceof Page.Lost lost && lost.reason() == Page.Lost.Reason.EXPIRED) {
            goOnAfter(Math.min(lost.oldest(), firstKept()) - 1);
            takeKept();
        } else {
            // The broker is away, or behind what it has told: the entries may still come.
            reading = true;
            channel.owner().lane().schedule(this::readAgain, RETRY_NANOS);
        }
    }

    // The page says that the log goes on in the epoch that is known. @return whether there was a doubt
    private boolean dropDoubted(Page page) {
        if (doubted.isEmpty()) {
            return false;
        }
        kept.removeIf(arrival -> arrival.epoch().equals(doubted));
        keptBytes = kept.stream().mapToLong(Arrival::size).sum();
        if (toldEpoch.equals(doubted)) {
            toldEpoch = page.top().epoch();
            // Entries that are gone from history may still be on their way.
            toldTop = page instanceof Page.Entries
                    ? page.top().offset()
                    : channel.log().head();
        }
        doubted = "";
        return true;
    }

    // Nothing that was told of the new log is left out.
    private StreamPosition beginOf(StreamPosition top) {
        doubted = "";
        return kept.stream()
                .filter(arrival -> arrival.epoch().equals(top.epoch()))
                .findFirst()
                .map(first -> first.publication().offset() - 1)
                .filter(before -> before < top.offset())
                .map(before -> new StreamPosition(top.epoch(), before))
                .orElse(top);
    }

    // Nobody has them any more. Readers find themselves overtaken, and their policy tells them.
    private void goOnAfter(long offset) {
        if (offset > channel.log().head()) {
            channel.goOnAfter(offset);
        }
    }

    private long firstKept() {
        return kept.isEmpty() ? Long.MAX_VALUE : kept.peek().publication().offset();
    }

    private void readAgain() {
        reading = false;
        if (!channel.isAbandoned()) {
            readHole();
        }
    }

    private void putFirst(String epoch, List<Publication> entries) {
        Deque<Arrival> later = kept;
        kept = new ArrayDeque<>();
        keptBytes = 0;
        entries.forEach(entry -> add(new Arrival(epoch, entry)));
        later.forEach(this::add);
    }
}
