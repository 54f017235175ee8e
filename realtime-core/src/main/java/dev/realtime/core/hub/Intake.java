package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Telemetry.Limit;
import dev.realtime.core.spi.Telemetry.PublishOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages on their way into logs, from the wish to the answer: together no more bytes than a node may have waiting, each
 * handed to the lane that owns its channel and from there to the broker.
 *
 * <p><b>Threads:</b> thread-safe, except {@link #send}.
 */
final class Intake {

    private final Kernel kernel;
    private final boolean escalates;
    private final AtomicLong waitingBytes = new AtomicLong();

    /** @param escalates whether messages to users are watched until somebody acknowledges them */
    Intake(Kernel kernel, boolean escalates) {
        this.kernel = kernel;
        this.escalates = escalates;
    }

    /** Of messages without an answer. */
    long waitingBytes() {
        return waitingBytes.get();
    }

    /** A message that somebody wants in a log. */
    Publish wish(ChannelName channel, Message message) {
        return new Publish(channel, message, new CompletableFuture<>(), kernel.nanos());
    }

    /** Takes a message in, unless too much is waiting already. */
    CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        Publish publish = wish(channel, message);
        if (publish.size() > kernel.limits().maxPendingPublishBytes()) {
            // Whoever is told to come later with what never fits comes for ever.
            tell(publish, PublishOutcome.REFUSED, 0);
            return CompletableFuture.failedFuture(tooLarge());
        }
        return admits(publish) ? forward(publish) : CompletableFuture.failedFuture(overloaded());
    }

    /** Takes in what the engine itself has to say; there is little of it, and nothing can be refused. */
    CompletionStage<StreamPosition> append(ChannelName channel, Message message) {
        Publish publish = wish(channel, message);
        waitingBytes.addAndGet(publish.size());
        return forward(publish);
    }

    /** Counts what waits, unless that is too much already. */
    boolean admits(Publish publish) {
        if (waitingBytes.addAndGet(publish.size()) <= kernel.limits().maxPendingPublishBytes()) {
            return true;
        }
        takeBack(publish);
        kernel.telemetry().limitHit(Limit.PUBLISHES);
        tell(publish, PublishOutcome.OVERLOADED, 0);
        return false;
    }

    /** What was counted waits no longer. */
    void takeBack(Publish publish) {
        waitingBytes.addAndGet(-publish.size());
    }

    private static RefusedException tooLarge() {
        return new RefusedException(
                ErrorCode.MESSAGE_TOO_LARGE, "longer than all messages together that may wait for their log");
    }

    static RefusedException overloaded() {
        return new RefusedException(ErrorCode.OVERLOADED, "too many publishes are waiting");
    }

    /** Hands a publish that was counted to the lane that owns its channel. */
    CompletionStage<StreamPosition> forward(Publish publish) {
        LaneHub owner = kernel.ownerOf(publish.channel());
        owner.run(() -> owner.publish(publish));
        return publish.outcome();
    }

    /** Hands a message to the broker. Called on the lane that owns the channel. */
    void send(Publish publish) {
        Border.ask(() -> kernel.broker().publish(publish.channel(), publish.message()))
                .whenComplete((position, failure) -> {
                    if (failure == null && feeds(publish)) {
                        feed(publish, position);
                    } else {
                        finish(publish, position, failure);
                    }
                });
    }

    // Streams and news of members are read in their own channels.
    private boolean feeds(Publish publish) {
        ChannelName channel = publish.channel();
        return publish.message().kind() == Message.Kind.MESSAGE
                && !channel.isFeed()
                && !channel.isPersonal()
                && kernel.optionsOf(channel).has(Feature.FEED);
    }

    // The publisher hears of success when both logs have the message: only then he need not repeat it.
    private void feed(Publish publish, StreamPosition position) {
        ChannelName feed = publish.channel().feed();
        Publish copy = wish(feed, publish.message().inFeed(publish.channel()));
        copy.outcome().whenComplete((inFeed, failure) -> finish(publish, position, failure));
        waitingBytes.addAndGet(copy.size());
        forward(copy);
    }

    private void watch(Publish publish, StreamPosition position) {
        ChannelName channel = publish.channel();
        channel.owner().ifPresent(user -> {
            LaneHub owner = kernel.ownerOf(channel);
            owner.run(() -> owner.escalations().sent(channel, user, publish.message(), position));
        });
    }

    private static PublishOutcome outcomeOf(Throwable failure) {
        if (failure == null) {
            return PublishOutcome.ACCEPTED;
        }
        return Border.cause(failure) instanceof RefusedException ? PublishOutcome.REFUSED : PublishOutcome.UNKNOWN;
    }

    private void tell(Publish publish, PublishOutcome outcome, long nanos) {
        // Nobody asked for the copy in a feed.
        if (!publish.channel().isFeed()) {
            Message message = publish.message();
            kernel.telemetry().published(message.kind(), outcome, message.data().size(), nanos);
        }
    }

    private void finish(Publish publish, StreamPosition position, Throwable failure) {
        takeBack(publish);
        tell(publish, outcomeOf(failure), kernel.nanos() - publish.askedAtNanos());
        if (failure == null) {
            if (escalates && publish.message().kind() == Message.Kind.MESSAGE) {
                watch(publish, position);
            }
            publish.outcome().complete(position);
        } else {
            publish.outcome().completeExceptionally(Border.cause(failure));
        }
    }
}
