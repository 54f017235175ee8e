package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.BrokerDecorator;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A broker in this process whose answers to publishes and attachments wait until the test lets them go. */
final class HeldBroker extends BrokerDecorator {

    private final Deque<Runnable> held = new ArrayDeque<>();
    private final List<ChannelName> attached = new ArrayList<>();
    private boolean closed;

    HeldBroker() {
        super(new MemoryBroker(1 << 20, SystemTicker.INSTANCE, Clock.systemUTC(), new SystemRandomness()));
    }

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
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        return hold(() -> super.publish(channel, message));
    }

    @Override
    public CompletionStage<StreamPosition> attach(ChannelName channel) {
        attached.add(channel);
        return hold(() -> super.attach(channel));
    }

    @Override
    public void detach(ChannelName channel) {
        attached.remove(channel);
        super.detach(channel);
    }

    @Override
    public void close() {
        closed = true;
        super.close();
    }

    private CompletionStage<StreamPosition> hold(Supplier<CompletionStage<StreamPosition>> call) {
        CompletableFuture<StreamPosition> answer = new CompletableFuture<>();
        held.add(() -> call.get().whenComplete((position, failure) -> answer.complete(position)));
        return answer;
    }
}
