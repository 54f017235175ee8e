package dev.realtime.core.spi;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Holds the logs that nodes read: gives every message its place, keeps history, and tells attached nodes of what is
 * new. What an acknowledgement means is the broker's promise (docs/architecture.md, "Durability").
 *
 * <p><b>Order of calls:</b> {@link #start} once. For a channel: {@link #attach} before the first subscriber, {@link
 * #detach} after the last. {@link #publish} at any time.
 *
 * <p><b>Threads:</b> calls for one channel come from one lane, so they are serial; calls for different channels come at
 * once. All return at once. The {@link Listener} is called from any thread, for one channel in the order of offsets,
 * and may be called inside {@code publish}.
 *
 * <p><b>Errors:</b> a stage completes with {@link UnavailableException} when the broker cannot be reached or does not
 * answer in time. A publish that fails that way may still have been applied.
 *
 * <p>Prove an implementation with {@code BrokerContract} of realtime-testkit.
 */
public interface Broker extends AutoCloseable {

    /** Names who is told of appended entries. */
    void start(Listener listener);

    /** Appends; completes with the entry's position after the listener of this node was told, if it is attached. */
    CompletionStage<StreamPosition> publish(ChannelName channel, Message message);

    /** From its completion on, every entry above the position it completes with reaches the listener. */
    CompletionStage<StreamPosition> attach(ChannelName channel);

    /** The listener need no longer be told of this channel. */
    void detach(ChannelName channel);

    /**
     * The entries after {@code after}, oldest first.
     *
     * @param maxCount most entries, at least 1
     * @param maxBytes the page ends after the entry that passes this
     */
    CompletionStage<Page> read(ChannelName channel, StreamPosition after, int maxCount, long maxBytes);

    @Override
    void close();

    /** What {@link #read} found. */
    sealed interface Page {

        /** The end of the log when it was read. */
        StreamPosition top();

        /**
         * @param entries without holes from the one after the position asked for; empty when that is the top
         */
        record Entries(List<Publication> entries, StreamPosition top) implements Page {}

        /** The log does not hold the entry after the position asked for. */
        record Lost(Reason reason, long oldest, StreamPosition top) implements Page {
            public enum Reason {
                /** The log began anew: offsets of the old epoch mean nothing. */
                EPOCH,
                /** Entries before {@code oldest} are gone. */
                EXPIRED,
                /** The position lies beyond the top. */
                AHEAD
            }
        }
    }

    /** The node that reads. */
    interface Listener {

        /** An entry was appended to an attached channel. */
        void appended(ChannelName channel, String epoch, Publication publication);
    }

    /** The broker cannot be reached, or did not answer in time. Worth retrying. */
    final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
