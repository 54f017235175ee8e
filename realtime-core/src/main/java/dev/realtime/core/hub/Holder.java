package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.spi.PresenceStore;
import dev.realtime.core.spi.PresenceStore.Snapshot;
import dev.realtime.core.spi.Telemetry;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * This node, as the store of presence sees it: under which name it holds members, and that it lives.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class Holder implements PresenceStore.Listener {

    private static final System.Logger LOG = System.getLogger(Holder.class.getName());

    /** How often the store is told that this node lives. */
    static final Duration RENEWAL = Duration.ofSeconds(10);

    private final Kernel kernel;
    private final PresenceStore store;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean away = new AtomicBoolean();
    private final Optional<UserNews> userNews;
    private volatile boolean closed;

    Holder(Kernel kernel, HubBuilder from) {
        this.kernel = kernel;
        this.store = from.presence();
        this.userNews = from.presenceListener()
                .map(listener -> new UserNews(kernel.lanes()[0], listener, from.handlerExecutor));
        byte[] name = new byte[12];
        from.randomness.fill(name);
        store.start(HexFormat.of().formatHex(name), this);
    }

    PresenceStore store() {
        return store;
    }

    /** Who is present, with all that this node has been told before. */
    CompletionStage<Snapshot> members(ChannelName channel, int limit) {
        CompletableFuture<Snapshot> answer = new CompletableFuture<>();
        // What subscribers just became is on its way to the owner, so this goes behind it.
        kernel.ownerOf(channel).execute(() -> ask(channel, limit).whenComplete((all, failure) -> {
            if (failure == null) {
                answer.complete(all);
            } else {
                answer.completeExceptionally(failure);
            }
        }));
        return answer;
    }

    /** This node is about to hold its first member. A node without any need not be renewed. */
    void begin() {
        if (!begun.get() && begun.compareAndSet(false, true)) {
            LaneHub first = kernel.lanes()[0];
            first.run(() -> renew(first));
        }
    }

    /** The member's coming was news. */
    void came(ChannelName channel) {
        userNews.ifPresent(news -> channel.owner().ifPresent(user -> news.tell(user, true)));
    }

    /** The member's going was news. */
    void gone(ChannelName channel) {
        userNews.ifPresent(news -> channel.owner().ifPresent(user -> news.tell(user, false)));
    }

    /**
     * The store, or the broker that was to take an announcement, did not do it.
     *
     * @param failure null if there was no answer in the answer
     */
    void failed(Throwable failure) {
        kernel.telemetry().failed(Telemetry.Adapter.PRESENCE_STORE);
        if (!closed && away.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "who comes and goes cannot be told just now, and is tried again",
                    Border.cause(failure));
        }
    }

    @Override
    public void expired(ChannelName channel, Member member) {
        LaneHub owner = kernel.ownerOf(channel);
        owner.execute(() -> owner.presence().expired(channel, member));
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        store.close();
    }

    private CompletionStage<Snapshot> ask(ChannelName channel, int limit) {
        return Border.ask(() -> store.members(channel, limit))
                .thenApply(all -> Objects.requireNonNull(all, "a store of presence answered with nothing"));
    }

    private void renew(LaneHub first) {
        if (closed) {
            return;
        }
        Border.ask(store::renew).whenComplete((isKnown, failure) -> {
            if (isKnown != null) {
                renewed(isKnown);
            } else {
                failed(failure);
            }
        });
        first.lane().schedule(() -> renew(first), RENEWAL.toNanos());
    }

    private void renewed(boolean isKnown) {
        away.set(false);
        for (LaneHub lane : kernel.lanes()) {
            lane.execute(() -> lane.presence().renewed(isKnown));
        }
    }
}
