package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.BrokerDecorator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Logs in memory, with trouble on the way to some of them. */
final class DoubtfulBroker extends BrokerDecorator {

    record Held(Broker broker, ChannelName channel, Message message, CompletableFuture<StreamPosition> done) {

        void goes() {
            broker.publish(channel, message).whenComplete((position, failure) -> {
                if (failure == null) {
                    done.complete(position);
                } else {
                    done.completeExceptionally(failure);
                }
            });
        }

        void fails() {
            done.completeExceptionally(new UnavailableException("away", null));
        }
    }

    private final MemoryBroker memory;
    final Deque<Held> held = new ArrayDeque<>();
    ChannelName refuses;
    ChannelName holds;
    ChannelName attachesNot;
    ChannelName losesAnswersOf;
    StreamPosition answersWith;
    Message last;

    DoubtfulBroker(ManualLane time) {
        this(new MemoryBroker(1 << 20, time, time, new SystemRandomness()));
    }

    private DoubtfulBroker(MemoryBroker memory) {
        super(memory);
        this.memory = memory;
    }

    void letsGo() {
        held.remove().goes();
    }

    @Override
    public CompletionStage<StreamPosition> attach(ChannelName channel) {
        return channel.equals(attachesNot)
                ? CompletableFuture.failedFuture(new UnavailableException("away", null))
                : super.attach(channel);
    }

    @Override
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        if (channel.equals(refuses)) {
            return CompletableFuture.failedFuture(new UnavailableException("away", null));
        }
        if (channel.equals(holds)) {
            Held publish = new Held(memory, channel, message, new CompletableFuture<>());
            held.add(publish);
            return publish.done();
        }
        last = message;
        CompletionStage<StreamPosition> answer = memory.publish(channel, message);
        if (channel.equals(losesAnswersOf)) {
            return CompletableFuture.failedFuture(new UnavailableException("away", null));
        }
        return answersWith == null ? answer : CompletableFuture.completedFuture(answersWith);
    }
}
