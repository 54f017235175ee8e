package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One node's view of a {@link SimBroker}. What it asks for one channel takes effect in order; what it is told of one
 * channel comes in the order of offsets, on no lane, and maybe before the answer that it belongs to. Some of it may
 * be lost, but then the newest is told later.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
final class SimBrokerNode implements Broker {

    private static final long MAKES_UP_AFTER_NANOS = 1_000_000_000L;

    private final SimBroker broker;
    private final Set<ChannelName> attached = new HashSet<>();
    // The last of each channel that was not taken back.
    private final Map<ChannelName, Object> wishes = new HashMap<>();
    // Channels of which news were lost that have not been made up for.
    private final Set<ChannelName> makingUp = new HashSet<>();
    private final Map<ChannelName, Long> busyUntil = new HashMap<>();
    private final Map<ChannelName, Long> toldUntil = new HashMap<>();
    private Listener listener = (channel, epoch, publication) -> {};
    private boolean closed;

    SimBrokerNode(SimBroker broker) {
        this.broker = broker;
    }

    @Override
    public void start(Function<ChannelName, ChannelOptions> options, Listener newListener) {
        broker.options(options);
        listener = newListener;
    }

    @Override
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        return ask(channel, () -> broker.append(channel, message));
    }

    @Override
    public CompletionStage<StreamPosition> attach(ChannelName channel) {
        Object wish = new Object();
        wishes.put(channel, wish);
        return ask(channel, () -> {
            // Who was let go meanwhile is not wanted any more.
            if (wishes.get(channel) == wish) {
                attached.add(channel);
            }
            return broker.top(channel);
        });
    }

    @Override
    public void detach(ChannelName channel) {
        wishes.remove(channel);
        attached.remove(channel);
    }

    @Override
    public CompletionStage<Page> read(
            ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
        long nowMillis = broker.world().wallClock().millis();
        return ask(channel, () -> broker.log(channel).read(after, maxCount, maxBytes, nowMillis));
    }

    @Override
    public CompletionStage<Page> readBack(
            ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
        long nowMillis = broker.world().wallClock().millis();
        return ask(channel, () -> broker.log(channel).readBack(before, maxCount, maxBytes, nowMillis));
    }

    @Override
    public CompletionStage<Page> latest(
            ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
        long nowMillis = broker.world().wallClock().millis();
        return ask(channel, () -> broker.log(channel).latest(after, maxCount, maxBytes, nowMillis));
    }

    @Override
    public void close() {
        closed = true;
        broker.closed(this);
    }

    Set<ChannelName> attached() {
        return attached;
    }

    void appended(ChannelName channel, String epoch, Publication publication) {
        if (!attached.contains(channel)) {
            return;
        }
        if (!broker.losesNews()) {
            at(toldUntil, channel, () -> listener.appended(channel, epoch, publication));
        } else if (makingUp.add(channel)) {
            broker.world().after(MAKES_UP_AFTER_NANOS, () -> makeUp(channel));
        }
    }

    private void makeUp(ChannelName channel) {
        makingUp.remove(channel);
        if (!closed && attached.contains(channel)) {
            SimLog log = broker.log(channel);
            String epoch = log.epoch();
            log.newest().ifPresent(newest -> at(toldUntil, channel, () -> listener.appended(channel, epoch, newest)));
        }
    }

    private <T> CompletionStage<T> ask(ChannelName channel, Supplier<T> effect) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        at(busyUntil, channel, () -> {
            if (broker.failsBefore()) {
                later(channel, () -> answer.completeExceptionally(new UnavailableException("away", null)));
                return;
            }
            Runnable answering = answering(answer, effect);
            if (broker.failsAfter()) {
                later(channel, () -> answer.completeExceptionally(new UnavailableException("no answer", null)));
            } else {
                later(channel, answering);
            }
        });
        return answer;
    }

    // The effect comes at once, its answer later.
    private static <T> Runnable answering(CompletableFuture<T> answer, Supplier<T> effect) {
        try {
            T result = effect.get();
            return () -> answer.complete(result);
        } catch (RefusedException refusal) {
            return () -> answer.completeExceptionally(refusal);
        }
    }

    /** After what the listener is being told of the channel. */
    private void later(ChannelName channel, Runnable task) {
        at(toldUntil, channel, task);
    }

    private void at(Map<ChannelName, Long> line, ChannelName channel, Runnable task) {
        long nowNanos = broker.world().nowNanos();
        long atNanos = Math.max(line.getOrDefault(channel, 0L), nowNanos + broker.delayNanos());
        line.put(channel, atNanos);
        broker.world().after(atNanos - nowNanos, () -> {
            if (!closed) {
                task.run();
            }
        });
    }
}
