package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.BrokerDecorator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A broker in this process that appends and tells, and keeps silent about the newest entries until it is let to speak. */
final class MuteBroker extends BrokerDecorator {

    private record Question(CompletableFuture<Page> answer, Runnable reply) {}

    private final Deque<Question> held = new ArrayDeque<>();
    private boolean mute;

    MuteBroker(ManualLane time) {
        super(new MemoryBroker(1 << 20, time, time, new SystemRandomness()));
    }

    void isMute(boolean on) {
        mute = on;
    }

    /** How many questions wait. */
    int asked() {
        return held.size();
    }

    /** Answers what was asked; what is asked from now on too. */
    void speaks() {
        mute = false;
        while (!held.isEmpty()) {
            held.remove().reply().run();
        }
    }

    /** Fails what was asked, as one that cannot be reached. */
    void fails() {
        while (!held.isEmpty()) {
            held.remove().answer().completeExceptionally(new UnavailableException("away", null));
        }
    }

    @Override
    public CompletionStage<Page> latest(
            ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
        if (!mute) {
            return super.latest(channel, after, maxCount, maxBytes);
        }
        CompletableFuture<Page> answer = new CompletableFuture<>();
        held.add(new Question(
                answer, () -> super.latest(channel, after, maxCount, maxBytes).thenAccept(answer::complete)));
        return answer;
    }
}
