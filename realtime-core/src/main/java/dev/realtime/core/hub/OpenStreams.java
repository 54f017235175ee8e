package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Broker.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a channel's log of open streams: the newest entry of each stream that the channel had in the last minutes, for
 * those who come late or come back.
 *
 * <p>A stream enters that log before its {@code open} enters the channel, and its end does before the channel's
 * {@code end}. So whoever takes a place in the channel first, and looks here then, misses none that is open and begins
 * none whose end he would not see.
 *
 * <p><b>Threads:</b> confined to the lane that asks.
 */
final class OpenStreams {

    private static final int PAGE_COUNT = 256;

    private final LaneHub lane;
    private final ChannelName log;
    private final Map<String, Publication> newest = new LinkedHashMap<>();
    private final List<Message> wishes = new ArrayList<>(0);
    private final CompletableFuture<Map<String, Publication>> answer = new CompletableFuture<>();
    private boolean isCutShort;

    private OpenStreams(LaneHub lane, ChannelName log) {
        this.lane = lane;
        this.log = log;
    }

    /**
     * @return by the stream's id, oldest first; fails with a {@link Broker.UnavailableException} if not all could be read.
     *     Completed on the lane, perhaps before this returns
     */
    static CompletableFuture<Map<String, Publication>> of(LaneHub lane, ChannelName channel) {
        OpenStreams reader = new OpenStreams(lane, channel.openStreams());
        reader.read(Optional.empty());
        return reader.answer.thenCompose(known -> orUnknown(known, reader.isCutShort));
    }

    /**
     * Whether somebody asked for the end of a stream in the last minutes.
     *
     * @return as {@link #of}; fails if nobody is found in what could be read, and some could not
     */
    static CompletableFuture<Boolean> isCancelled(LaneHub lane, ChannelName channel, String stream) {
        OpenStreams reader = new OpenStreams(lane, channel.openStreams());
        reader.read(Optional.empty());
        return reader.answer.thenCompose(known -> {
            boolean is = reader.wishes.stream().anyMatch(wish -> StreamEntry.isCancelOf(stream, wish));
            return orUnknown(is, reader.isCutShort && !is);
        });
    }

    private static <T> CompletableFuture<T> orUnknown(T known, boolean isUnknown) {
        return isUnknown
                ? CompletableFuture.failedFuture(new Broker.UnavailableException("no word of open streams", null))
                : CompletableFuture.completedFuture(known);
    }

    private void read(Optional<StreamPosition> after) {
        Kernel kernel = lane.kernel();
        int maxBytes = kernel.limits().maxWriteBytes();
        kernel.atOwner(log, () -> kernel.broker().latest(log, after, PAGE_COUNT, maxBytes))
                .whenComplete((page, failure) -> lane.run(() -> take(page)));
    }

    private void take(Page page) {
        if (page instanceof Page.Latest found) {
            found.entries().forEach(this::note);
            List<Publication> entries = found.entries();
            if (found.more() && !entries.isEmpty()) {
                long last = entries.get(entries.size() - 1).offset();
                read(Optional.of(new StreamPosition(found.top().epoch(), last)));
                return;
            }
        } else {
            isCutShort = true;
        }
        answer.complete(newest);
    }

    private void note(Publication entry) {
        Kind kind = entry.message().kind();
        if (kind == Kind.OPEN || kind == Kind.END) {
            newest.put(entry.message().key(), entry);
        } else if (kind == Kind.CANCEL) {
            wishes.add(entry.message());
        }
    }
}
