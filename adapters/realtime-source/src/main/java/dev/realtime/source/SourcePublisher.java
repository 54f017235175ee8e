package dev.realtime.source;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.RefusedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Takes what a source has to publish; {@code hub::publish} is one.
 *
 * <p><b>Threads:</b> called from any thread; returns at once.
 *
 * <p><b>Errors:</b> a stage that fails, or does not complete in time, is asked for again with the same message and the same
 * {@link Message#idempotencyKey}, unless it {@linkplain #isFinal failed for ever}.
 */
@FunctionalInterface
public interface SourcePublisher {

    CompletionStage<?> publish(ChannelName channel, Message message);

    /** Whether a publish that failed so will never succeed: it was refused, and not just for now. */
    static boolean isFinal(Throwable failure) {
        return cause(failure) instanceof RefusedException refused
                && !refused.code().temporary();
    }

    /** What went wrong, without the wrapping that a chain of stages adds. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
