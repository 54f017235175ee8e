package dev.realtime.source.outbox;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.RefusedException;
import dev.realtime.core.spi.Broker;
import dev.realtime.source.SourcePublisher;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Refuses now and then, answers late, and takes messages without saying so. */
final class FickleHub implements SourcePublisher {

    private final SourcePublisher hub;
    private final Random random;

    FickleHub(SourcePublisher hub, long seed) {
        this.hub = hub;
        this.random = new Random(seed);
    }

    @Override
    public CompletionStage<?> publish(ChannelName channel, Message message) {
        int chance;
        synchronized (random) {
            chance = random.nextInt(1_000);
        }
        if (chance < 2) {
            return CompletableFuture.failedFuture(new RefusedException(ErrorCode.OVERLOADED, "later"));
        }
        CompletionStage<?> taken = hub.publish(channel, message);
        if (chance < 5) {
            return taken.thenCompose(done ->
                    CompletableFuture.failedFuture(new Broker.UnavailableException("its answer is lost", null)));
        }
        return chance < 50
                ? taken.thenApplyAsync(done -> done, CompletableFuture.delayedExecutor(chance, TimeUnit.MILLISECONDS))
                : taken;
    }
}
