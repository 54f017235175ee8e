package dev.realtime.core.spi;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Holds the logs that nodes read: gives every message its place, keeps history, and tells attached nodes of what is
 * new. What an acknowledgement means is the broker's promise (docs/architecture.md, "Durability").
 *
 * <p><b>Order of calls:</b> {@link #start} once. For a channel: {@link #attach} before the first subscriber, {@link
 * #detach} after the last. {@link #publish} and the reads at any time.
 *
 * <p><b>Threads:</b> calls for one channel come from one lane, so they are serial; calls for different channels come at
 * once. All return at once. The {@link Listener} is called from any thread, for one channel in the order of offsets,
 * and may be called inside {@code publish}.
 *
 * <p>A read sees at least what the {@link Listener} of the node that asks has been told: the engine asks which of two
 * epochs goes on.
 *
 * <p><b>Errors:</b> a stage completes with {@link UnavailableException} when the broker cannot be reached or does not
 * answer in time. A publish that fails that way may still have been applied.
 *
 * <p>Prove an implementation with {@code BrokerContract} of realtime-testkit.
 */
public interface Broker extends AutoCloseable {

    /**
     * Names who is told of appended entries.
     *
     * @param options of every channel, the logs that go with a channel included; thread-safe, always the same for one
     *     name
     */
    void start(Function<ChannelName, ChannelOptions> options, Listener listener);

    /**
     * Appends; completes with the entry's position after the listener of this node was told, if it is attached. A
     * message with an idempotency key that the channel has taken within {@link Message#IDEMPOTENCY_WINDOW} is not
     * appended again: the stage completes with the position of the first, or, if payload or event differ from it,
     * fails with a {@link dev.realtime.core.RefusedException} of {@code CONFLICT}.
     */
    CompletionStage<StreamPosition> publish(ChannelName channel, Message message);

    /**
     * From its completion on, every entry above the position it completes with reaches the listener, or a later one of
     * the channel does: the engine reads what stands between. A bus that loses news is made up for by telling of the
     * newest entry again, at the latest when the bus is back.
     */
    CompletionStage<StreamPosition> attach(ChannelName channel);

    /**
     * The listener need no longer be told of this channel. Called when nobody reads it any more, also while an {@link
     * #attach} is under way, and after one that failed: it may have taken effect all the same.
     */
    void detach(ChannelName channel);

    /**
     * The entries after {@code after}, oldest first.
     *
     * @param after empty for the oldest entry that is kept
     * @param maxCount most entries, at least 1
     * @param maxBytes the page ends after the entry that passes this
     */
    CompletionStage<Page> read(ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes);

    /**
     * The entries before {@code before}, newest first.
     *
     * @param before empty for the newest entry of all
     * @return {@link Page.Entries}, with fewer entries than asked for where the log begins; {@link Page.Lost} for a
     *     position of another epoch or beyond the top
     */
    CompletionStage<Page> readBack(ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes);

    /**
     * Of each key the newest entry, as far as it stands after {@code after}, oldest first. Asked for channels of {@link
     * dev.realtime.core.SlowPolicy#LATEST_PER_KEY} alone; a message without a key has the key {@code ""}. The newest
     * entry of a key is kept for the history's age even where history as such is shorter or off, for at most {@link
     * dev.realtime.core.SlowPolicy#MAX_KEYS} keys and the history's bytes; beyond, the oldest is dropped.
     *
     * @param after empty for the beginning of the log
     * @param maxCount most entries, at least 1
     * @param maxBytes the page ends after the entry that passes this
     * @return {@link Page.Latest}; {@link Page.Lost} for a position of another epoch or beyond the top
     */
    CompletionStage<Page> latest(ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes);

    @Override
    void close();

    /** What a read found. */
    sealed interface Page {

        /** The end of the log when it was read. */
        StreamPosition top();

        /**
         * @param entries of {@link Broker#read} without holes from the one after the position asked for, empty when that is
         *     the top
         */
        record Entries(List<Publication> entries, StreamPosition top) implements Page {}

        /**
         * What {@link Broker#latest} found.
         *
         * @param droppedTo offset of the newest entry that was the newest of its key and is kept no longer, for whatever
         *     reason; 0 for none
         * @param more whether entries after the last one of this page are left
         */
        record Latest(List<Publication> entries, long droppedTo, boolean more, StreamPosition top) implements Page {}

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
