package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Broker;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** A broker in this process whose answers to publishes and attachments wait until the test lets them go. */
final class HeldBroker implements Broker {

    private final Broker broker =
            new MemoryBroker(1 << 20, SystemTicker.INSTANCE, Clock.systemUTC(), new SystemRandomness());
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final List<ChannelName> attached = new ArrayList<>();
    private boolean closed;

    /** How many answers wait. */
    int held() {
        return held.size();
    }

    /** Lets the answer go that has waited longest. */
    void letGo() {
        held.remove().run();
    }

    /** The channels that were attached and not detached since, each as often as it is so. */
    List<ChannelName> attached() {
        return attached;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void start(Function<ChannelName, ChannelOptions> options, Listener listener) {
        broker.start(options, listener);
    }

    @Override
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        return hold(() -> broker.publish(channel, message));
    }

    @Override
    public CompletionStage<StreamPosition> attach(ChannelName channel) {
        attached.add(channel);
        return hold(() -> broker.attach(channel));
    }

    @Override
    public void detach(ChannelName channel) {
        attached.remove(channel);
        broker.detach(channel);
    }

    @Override
    public CompletionStage<Page> read(
            ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
        return broker.read(channel, after, maxCount, maxBytes);
    }

    @Override
    public CompletionStage<Page> readBack(
            ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
        return broker.readBack(channel, before, maxCount, maxBytes);
    }

    @Override
    public CompletionStage<Page> latest(
            ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
        return broker.latest(channel, after, maxCount, maxBytes);
    }

    @Override
    public void close() {
        closed = true;
        broker.close();
    }

    private CompletionStage<StreamPosition> hold(Supplier<CompletionStage<StreamPosition>> call) {
        CompletableFuture<StreamPosition> answer = new CompletableFuture<>();
        held.add(() -> call.get().whenComplete((position, failure) -> answer.complete(position)));
        return answer;
    }
}
