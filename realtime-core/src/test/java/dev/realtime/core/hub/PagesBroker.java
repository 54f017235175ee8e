package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * A broker in whose log {@code e} nothing happens but what the test says, and whose pages come when the test says; but
 * what is asked of a log that it has told began anew is answered at once.
 */
final class PagesBroker implements Broker {

    private final Deque<CompletableFuture<Page>> reads = new ArrayDeque<>();
    private StreamPosition top = new StreamPosition("e", 9);
    // Of each channel that began anew: where it stood when its first entry was told of.
    private final Map<ChannelName, StreamPosition> anew = new HashMap<>();
    private final Set<String> epochs = new HashSet<>(Set.of("e"));
    private Listener listener;
    private boolean away;

    /** A page of the entries {@code from} to {@code to}, each with its offset as data. */
    static Page page(String epoch, long from, long to, long top) {
        List<Publication> entries = LongStream.rangeClosed(from, to)
                .mapToObj(offset -> new Publication(offset, 0, Message.of(AnyPayload.of("" + offset))))
                .toList();
        return new Page.Entries(entries, new StreamPosition(epoch, top));
    }

    /** Where channels stand when they are attached from now on. */
    PagesBroker top(String epoch, long offset) {
        top = new StreamPosition(epoch, offset);
        epochs.add(epoch);
        return this;
    }

    /** From now on no channel can be attached. */
    void refusesToAttach() {
        away = true;
    }

    /** Tells the node of an entry. */
    void tells(ChannelName channel, String epoch, long offset) {
        tells(channel, epoch, offset, AnyPayload.of("" + offset));
    }

    void tells(ChannelName channel, String epoch, long offset, Payload data) {
        tells(channel, epoch, offset, Message.of(data));
    }

    void tells(ChannelName channel, String epoch, long offset, Message message) {
        if (epochs.add(epoch)) {
            anew.put(channel, new StreamPosition(epoch, offset));
        }
        listener.appended(channel, epoch, new Publication(offset, 0, message));
    }

    /** How many pages are waited for. */
    int reads() {
        return reads.size();
    }

    /** Answers the read that has waited longest. */
    void answers(Page page) {
        reads.remove().complete(page);
    }

    /** Fails the read that has waited longest. */
    void fails() {
        reads.remove().completeExceptionally(new UnavailableException("away", null));
    }

    @Override
    public void start(Function<ChannelName, ChannelOptions> options, Listener newListener) {
        listener = newListener;
    }

    @Override
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        top = new StreamPosition(top.epoch(), top.offset() + 1);
        listener.appended(channel, top.epoch(), new Publication(top.offset(), 0, message));
        return CompletableFuture.completedFuture(top);
    }

    @Override
    public CompletionStage<StreamPosition> attach(ChannelName channel) {
        if (away) {
            return CompletableFuture.failedFuture(new UnavailableException("away", null));
        }
        return CompletableFuture.completedFuture(top);
    }

    @Override
    public void detach(ChannelName channel) {
        // It goes on telling, as the contract allows.
    }

    @Override
    public CompletionStage<Page> read(
            ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
        StreamPosition begun = anew.get(channel);
        boolean isOfBefore = begun != null
                && after.filter(position -> !position.epoch().equals(begun.epoch()))
                        .isPresent();
        return isOfBefore
                ? CompletableFuture.completedFuture(new Page.Lost(Page.Lost.Reason.EPOCH, 1, begun))
                : queued();
    }

    @Override
    public CompletionStage<Page> readBack(
            ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
        return queued();
    }

    @Override
    public CompletionStage<Page> latest(
            ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
        return queued();
    }

    @Override
    public void close() {
        reads.clear();
    }

    private CompletionStage<Page> queued() {
        CompletableFuture<Page> read = new CompletableFuture<>();
        reads.add(read);
        return read;
    }
}
