package dev.realtime.core.memory;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.memory.MemoryStream.Append;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Randomness;
import dev.realtime.core.spi.Ticker;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Logs in the memory of this process; gone with it. An acknowledgement means "in this node's log".
 *
 * <p>A stream that nobody listens to is forgotten when it remembers nothing and its history's age has passed, or when
 * the memory for history ends and it was unused for longest; when the channel comes back it has another epoch, so that
 * nobody takes old offsets for new ones.
 *
 * <p><b>Threads:</b> thread-safe. Calls for one channel must not overlap, as {@link Broker} demands.
 */
public final class MemoryBroker implements Broker {

    // How many streams are looked at for each one that is made: all of them in turn, and faster than others come.
    private static final int LOOKS = 4;

    private final HistoryBudget budget;
    private final Ticker ticker;
    private final long startNanos;
    private final InstantSource clock;
    private final Randomness randomness;
    private final Map<ChannelName, MemoryStream> streams = new ConcurrentHashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    // Where the looks go on; belongs to whoever set the flag.
    private Iterator<MemoryStream> notLookedAt = Collections.emptyIterator();
    private volatile Function<ChannelName, ChannelOptions> options = name -> ChannelOptions.DEFAULT;
    private volatile Listener listener = (channel, epoch, publication) -> {};
    // Of the streams that are made now: one text for many. No stream that was forgotten comes back with it.
    private volatile String epoch;

    /**
     * @param historyBytes memory for the history of all channels, and for the channels nobody listens to
     * @param ticker ages go by, so that nobody loses anything because a clock is set
     * @param clock says when a message was published, to those who read it
     */
    public MemoryBroker(long historyBytes, Ticker ticker, InstantSource clock, Randomness randomness) {
        this.budget = new HistoryBudget(historyBytes, this::remove);
        this.ticker = ticker;
        this.startNanos = ticker.nanos();
        this.clock = clock;
        this.randomness = randomness;
        this.epoch = newEpoch();
    }

    @Override
    public void start(Function<ChannelName, ChannelOptions> newOptions, Listener newListener) {
        options = newOptions;
        listener = newListener;
    }

    @Override
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        long nowMillis = nowMillis();
        MemoryStream stream = stream(channel);
        long publishedAtMillis = clock.millis();
        Append append = stream.append(message, publishedAtMillis, nowMillis);
        while (append instanceof Append.Gone) {
            stream = another(stream);
            append = stream.append(message, publishedAtMillis, nowMillis);
        }
        budget.used(stream, stream.bytes(), nowMillis);
        if (append instanceof Append.Repeated repeated) {
            return CompletableFuture.completedFuture(repeated.position());
        }
        if (append instanceof Append.Appended appended) {
            Publication publication = appended.publication();
            if (stream.isAttached()) {
                listener.appended(channel, stream.epoch(), publication);
            }
            return CompletableFuture.completedFuture(new StreamPosition(stream.epoch(), publication.offset()));
        }
        return CompletableFuture.failedFuture(
                new RefusedException(ErrorCode.CONFLICT, "another message has this idempotency key"));
    }

    @Override
    public CompletionStage<StreamPosition> attach(ChannelName channel) {
        MemoryStream stream = stream(channel);
        Optional<StreamPosition> top = stream.attach();
        while (top.isEmpty()) {
            stream = another(stream);
            top = stream.attach();
        }
        budget.used(stream, stream.bytes(), nowMillis());
        return CompletableFuture.completedFuture(top.get());
    }

    @Override
    public void detach(ChannelName channel) {
        MemoryStream stream = streams.get(channel);
        if (stream != null) {
            stream.detach();
            budget.used(stream, stream.bytes(), nowMillis());
        }
    }

    @Override
    public CompletionStage<Page> read(
            ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
        return used(channel, (stream, nowMillis) -> stream.read(after, maxCount, maxBytes, nowMillis));
    }

    @Override
    public CompletionStage<Page> readBack(
            ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
        return used(channel, (stream, nowMillis) -> stream.readBack(before, maxCount, maxBytes, nowMillis));
    }

    @Override
    public CompletionStage<Page> latest(
            ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
        if (after.isEmpty() && !streams.containsKey(channel)) {
            // Whoever subscribes asks for it, mostly in vain: a log for each question would be memory for nothing.
            StreamPosition beginning = new StreamPosition(newEpoch(), 0);
            return CompletableFuture.completedFuture(new Page.Latest(List.of(), 0, false, beginning));
        }
        return used(channel, (stream, nowMillis) -> stream.latest(after, maxCount, maxBytes, nowMillis));
    }

    @Override
    public void close() {
        streams.clear();
    }

    /** Bytes held for all channels together; a channel with subscribers counts with its history alone. */
    public long historyBytes() {
        return budget.bytes();
    }

    private CompletionStage<Page> used(ChannelName channel, Read read) {
        long nowMillis = nowMillis();
        MemoryStream stream = stream(channel);
        Page page = read.of(stream, nowMillis);
        budget.used(stream, stream.bytes(), nowMillis);
        return CompletableFuture.completedFuture(page);
    }

    private MemoryStream stream(ChannelName channel) {
        MemoryStream known = streams.get(channel);
        if (known != null) {
            return known;
        }
        if (looking.compareAndSet(false, true)) {
            try {
                forgetSomeUnused();
            } finally {
                looking.set(false);
            }
        }
        return streams.computeIfAbsent(channel, name -> new MemoryStream(name, epoch, options.apply(name)));
    }

    /** The stream in place of one that was forgotten just now. */
    private MemoryStream another(MemoryStream forgotten) {
        remove(forgotten);
        return stream(forgotten.channel());
    }

    // The epoch first: whoever finds no stream makes one.
    private void remove(MemoryStream forgotten) {
        retire(forgotten.epoch());
        streams.remove(forgotten.channel(), forgotten);
    }

    private void retire(String used) {
        if (used.equals(epoch)) {
            epoch = newEpoch();
        }
    }

    private void forgetSomeUnused() {
        long now = nowMillis();
        if (!notLookedAt.hasNext()) {
            notLookedAt = streams.values().iterator();
        }
        for (int looks = 0; looks < LOOKS && notLookedAt.hasNext(); looks++) {
            MemoryStream stream = notLookedAt.next();
            if (stream.forgetIfUnused(now)) {
                // Only this one: another lane may have put the next one in its place already.
                remove(stream);
                budget.forget(stream);
            }
        }
    }

    // Since the broker began.
    private long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(ticker.nanos() - startNanos);
    }

    private String newEpoch() {
        byte[] bytes = new byte[6];
        randomness.fill(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private interface Read {
        Page of(MemoryStream stream, long nowMillis);
    }
}
