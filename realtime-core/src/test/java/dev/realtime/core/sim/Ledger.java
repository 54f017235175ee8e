package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What the logs really hold: every entry of every epoch, with the moment it was appended. Invariants judge by it. */
final class Ledger implements Broker.Listener {

    private final SimWorld world;
    private final Map<ChannelName, Map<String, Log>> channels = new LinkedHashMap<>();
    private final Map<ChannelName, String> epochs = new LinkedHashMap<>();
    private final Map<Payload, Fact> byPayload = new IdentityHashMap<>();
    private final Map<Payload, Fact> inFeeds = new IdentityHashMap<>();
    private final List<Consumer<Fact>> readers = new ArrayList<>();

    private static final class Log {
        private final List<Fact> entries = new ArrayList<>();
        private final Map<String, Fact> newest = new HashMap<>();

        private void add(Fact fact) {
            entries.add(fact);
            newest.put(fact.publication.message().key(), fact);
        }
    }

    Ledger(SimWorld world) {
        this.world = world;
    }

    /** Names who else is told of each entry. */
    void reader(Consumer<Fact> newReader) {
        readers.add(newReader);
    }

    @Override
    public void appended(ChannelName channel, String epoch, Publication publication) {
        Log log = log(channel, epoch);
        int size = log.entries.size();
        if (publication.offset() <= size) {
            return;
        }
        if (publication.offset() != size + 1L) {
            world.breach("hole in the log of " + channel + ": " + size + ", " + publication.offset());
        }
        Fact fact = new Fact(channel, epoch, publication, world.nowNanos());
        log.add(fact);
        epochs.put(channel, epoch);
        Map<Payload, Fact> known = channel.isFeed() ? inFeeds : byPayload;
        boolean isMessage = publication.message().kind() == Kind.MESSAGE;
        if (isMessage && known.put(publication.message().data(), fact) != null) {
            world.breach("a message was appended twice to " + channel);
        }
        readers.forEach(reader -> reader.accept(fact));
        if (world.isTraced()) {
            world.note("log " + channel + " " + epoch + ":" + publication.offset() + " " + publication.message());
        }
    }

    /** A log was looked at; one that began anew has no entries yet. */
    void seen(ChannelName channel, StreamPosition top) {
        log(channel, top.epoch());
        epochs.put(channel, top.epoch());
    }

    Set<ChannelName> channels() {
        return channels.keySet();
    }

    /** The newest epoch of a channel, and its end; empty if it was never used. */
    Optional<StreamPosition> head(ChannelName channel) {
        return Optional.ofNullable(epochs.get(channel))
                .map(epoch ->
                        new StreamPosition(epoch, log(channel, epoch).entries.size()));
    }

    Optional<Fact> fact(ChannelName channel, String epoch, long offset) {
        List<Fact> log = log(channel, epoch).entries;
        return offset >= 1 && offset <= log.size() ? Optional.of(log.get((int) offset - 1)) : Optional.empty();
    }

    Optional<Fact> fact(Payload payload) {
        return Optional.ofNullable(byPayload.get(payload));
    }

    Optional<Fact> inFeed(Payload payload) {
        return Optional.ofNullable(inFeeds.get(payload));
    }

    /** The newest entry of that one's key in its log. */
    Fact newest(Fact fact) {
        return log(fact.channel, fact.epoch)
                .newest
                .get(fact.publication.message().key());
    }

    /** The newest entry of each key. */
    Collection<Fact> newest(ChannelName channel, String epoch) {
        return log(channel, epoch).newest.values();
    }

    /** The entries after {@code from}, up to and including {@code to}, as far as there are any. */
    List<Fact> between(ChannelName channel, String epoch, long from, long to) {
        if (from >= to) {
            return List.of();
        }
        List<Fact> log = log(channel, epoch).entries;
        int end = (int) Math.min(to, log.size());
        return from >= end ? List.of() : log.subList((int) from, end);
    }

    private Log log(ChannelName channel, String epoch) {
        return channels.computeIfAbsent(channel, name -> new LinkedHashMap<>())
                .computeIfAbsent(epoch, name -> new Log());
    }

    /** An entry of a log. */
    record Fact(ChannelName channel, String epoch, Publication publication, long atNanos) {}
}
