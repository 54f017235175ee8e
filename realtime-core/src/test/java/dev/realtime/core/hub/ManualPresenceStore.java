package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import dev.realtime.core.memory.MemoryPresenceStore;
import dev.realtime.core.spi.PresenceStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A store of presence that answers when the test says so, or not at all. */
final class ManualPresenceStore implements PresenceStore {

    private final MemoryPresenceStore store;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean holding;
    private boolean away;
    private boolean mute;
    private int calls;
    private int renewals;
    private boolean closed;
    private String holder = "";

    ManualPresenceStore(ManualLane lane) {
        this(new MemoryPresenceStore(lane));
    }

    ManualPresenceStore(MemoryPresenceStore store) {
        this.store = store;
    }

    /** From now on answers wait for {@link #answers}. */
    ManualPresenceStore holds() {
        holding = true;
        return this;
    }

    void answers() {
        holding = false;
        while (!waiting.isEmpty()) {
            waiting.poll().run();
        }
    }

    void isAway(boolean on) {
        away = on;
    }

    /** From now on it does as it is asked, and nobody hears of it. */
    void isMute(boolean on) {
        mute = on;
    }

    /** Requests about members since the last call. */
    int calls() {
        int before = calls;
        calls = 0;
        return before;
    }

    /** Whether nobody is present anywhere. */
    boolean isEmpty() {
        return store.isEmpty();
    }

    /** The name under which the node holds members. */
    String holder() {
        return holder;
    }

    int renewals() {
        return renewals;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void start(String name, Listener listener) {
        holder = name;
        store.start(name, listener);
    }

    @Override
    public CompletionStage<Boolean> join(ChannelName channel, Member member) {
        return ask(() -> store.join(channel, member));
    }

    @Override
    public CompletionStage<Boolean> update(ChannelName channel, String memberKey, Optional<Payload> state) {
        return ask(() -> store.update(channel, memberKey, state));
    }

    @Override
    public CompletionStage<Boolean> leave(ChannelName channel, String memberKey) {
        return ask(() -> store.leave(channel, memberKey));
    }

    @Override
    public CompletionStage<Snapshot> members(ChannelName channel, int limit) {
        return ask(() -> store.members(channel, limit));
    }

    @Override
    public CompletionStage<Boolean> renew() {
        renewals++;
        return away ? CompletableFuture.failedFuture(new IllegalStateException("away")) : store.renew();
    }

    @Override
    public void close() {
        closed = true;
        store.close();
    }

    private <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> request) {
        calls++;
        if (away) {
            return CompletableFuture.failedFuture(new IllegalStateException("away"));
        }
        if (mute) {
            request.get();
            return CompletableFuture.failedFuture(new IllegalStateException("no answer"));
        }
        if (!holding) {
            return request.get();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        waiting.add(() -> request.get().thenAccept(answer::complete));
        return answer;
    }
}
