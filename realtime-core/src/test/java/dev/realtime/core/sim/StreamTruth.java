package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.frame.ServerFrame.StreamEnd;
import dev.realtime.core.sim.Ledger.Fact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the logs hold of each stream, by the {@link Ledger}: its author's chunks in his order, and an end that says how many
 * there are.
 */
final class StreamTruth {

    private final SimWorld world;
    private final boolean keepsActs;
    private final Map<ChannelName, Written> streams = new LinkedHashMap<>();
    private final Map<String, StreamAuthor> authors = new HashMap<>();

    /** A stream as it is in the logs. */
    static final class Written {
        final StreamAuthor author;
        final List<Payload> chunks = new ArrayList<>();
        private String epoch = "";
        // What stands at an offset is no longer the chunk of that number.
        private boolean isTorn;
        private Optional<Fact> begin = Optional.empty();
        private Optional<Fact> end = Optional.empty();

        private Written(StreamAuthor author) {
            this.author = author;
        }

        /** Its end in the channel. */
        Optional<Fact> end() {
            return end;
        }

        boolean isChunk(long seq, Payload data) {
            return isTorn || seq < chunks.size() && chunks.get((int) seq) == data;
        }
    }

    StreamTruth(SimWorld world, Ledger ledger, boolean keepsActs) {
        this.world = world;
        this.keepsActs = keepsActs;
        ledger.reader(this::appended);
    }

    /** Somebody is about to open a stream. Its event is unlike those of the others. */
    void begins(StreamAuthor author) {
        authors.put(author.event, author);
    }

    /** @param log of the stream's chunks */
    Optional<Written> stream(ChannelName log) {
        return Optional.ofNullable(streams.get(log));
    }

    /**
     * The log of the author's chunks, once the stream is in a log. If he began anew, since he did not know of the first
     * one's end, that of the last.
     */
    Optional<ChannelName> logOf(StreamAuthor author) {
        ChannelName last = null;
        for (Map.Entry<ChannelName, Written> stream : streams.entrySet()) {
            last = stream.getValue().author == author ? stream.getKey() : last;
        }
        return Optional.ofNullable(last);
    }

    private void appended(Fact fact) {
        Message message = fact.publication().message();
        switch (message.kind()) {
            case OPEN -> opened(fact, message);
            case CHUNK -> wrote(fact, message);
            case END -> ended(fact, message);
            default -> {}
        }
    }

    private void opened(Fact fact, Message open) {
        ChannelName log = fact.channel().subject().stream(open.key());
        Written stream = of(log, open);
        if (stream.author != authors.get(open.event())) {
            world.breach(log + " was opened by two: " + stream.author + ", " + authors.get(open.event()));
        }
        if (!fact.channel().isOpenStreams()) {
            if (stream.begin.isPresent()) {
                world.breach(log + " was opened twice");
            }
            stream.begin = Optional.of(fact);
        }
    }

    private void wrote(Fact fact, Message chunk) {
        Written stream = of(fact.channel(), chunk);
        stream.isTorn |= !stream.epoch.isEmpty() && !stream.epoch.equals(fact.epoch());
        stream.epoch = fact.epoch();
        int seq = stream.chunks.size();
        stream.chunks.add(chunk.data());
        if (!stream.isTorn && !stream.author.isChunk(seq, chunk.data())) {
            world.breach(fact.channel() + " has another chunk " + seq + " than its author sent");
        }
    }

    private void ended(Fact fact, Message end) {
        if (fact.channel().isOpenStreams()) {
            return;
        }
        // A stream whose beginning no log has taken is ended all the same.
        Written stream = of(fact.channel().stream(end.key()), end);
        if (stream.end.isPresent() && keepsActs) {
            world.breach(NoSilentGap.name(fact) + " ends a stream again");
        }
        stream.end = Optional.of(fact);
        long chunks = StreamEnd.chunksOf(end);
        boolean isWhole = !end.tags().containsKey(StreamEnd.ERROR);
        if (!stream.isTorn && chunks > stream.chunks.size()) {
            world.breach(NoSilentGap.name(fact) + " counts " + chunks + " chunks of " + stream.chunks.size());
        }
        if (isWhole && !stream.author.isWhole(chunks, end.data())) {
            world.breach(NoSilentGap.name(fact) + " ends after " + chunks + " chunks what is not complete");
        }
    }

    private Written of(ChannelName log, Message entry) {
        return streams.computeIfAbsent(log, key -> new Written(authors.get(entry.event())));
    }
}
