package dev.realtime.core.spi;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Remembers how far readers have come in channels: what a device has received, what a user has read. A reader is a text
 * of the engine's making, unique among all readers of all tenants.
 *
 * <p><b>Order of calls:</b> none is required. A call may start before the one before it has completed.
 *
 * <p><b>Threads:</b> called from any lane; must return at once and complete the stage later, on any thread.
 *
 * <p><b>Time:</b> a stage completes within seconds, exceptionally if the store is away. The engine sets no deadline of its
 * own: until then whoever needs the answer waits.
 *
 * <p><b>Errors:</b> a store that cannot answer completes exceptionally. It never answers with a position it is not sure
 * of: an older one repeats messages, a newer one loses them.
 *
 * <p>Prove an implementation with {@code CursorStoreContract} of realtime-testkit.
 */
public interface CursorStore extends AutoCloseable {

    /**
     * Moves the reader's cursor to {@code position}, unless it stands there or further in the same epoch: acknowledgements
     * that are repeated or were overtaken do no harm.
     *
     * @return whether it moved
     */
    CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position);

    /** Where the cursor stands; empty for a reader that never acknowledged anything in this channel. */
    CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel);

    @Override
    void close();
}
