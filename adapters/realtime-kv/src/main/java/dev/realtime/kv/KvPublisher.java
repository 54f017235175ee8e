package dev.realtime.kv;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import java.util.concurrent.CompletionStage;

/**
 * Takes what is to be announced; {@code hub::publish} is one.
 *
 * <p><b>Threads:</b> called on the source's thread.
 *
 * <p><b>Errors:</b> a stage that fails, or does not complete in time, is tried again with the same message and the same
 * {@link Message#idempotencyKey}, unless it fails with a {@link dev.realtime.core.RefusedException} that is not {@linkplain
 * dev.realtime.core.ErrorCode#temporary temporary}.
 */
@FunctionalInterface
public interface KvPublisher {

    CompletionStage<?> publish(ChannelName channel, Message message);
}
