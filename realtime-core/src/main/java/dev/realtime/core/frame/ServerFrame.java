package dev.realtime.core.frame;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the server tells a peer, before a dialect gives it a form. A dialect may have no form for a frame and then leaves
 * it out.
 *
 * <p><b>Threads:</b> immutable.
 */
public sealed interface ServerFrame {

    /**
     * The connection is ready.
     *
     * @param client public id of this connection, the {@code origin} of what it publishes
     * @param session secret with which a later connection goes on; never shown to anybody else
     * @param resumed whether an earlier session was taken up
     * @param atMillis wall time, milliseconds since 1970
     */
    record Connected(
            OptionalLong id,
            String client,
            String session,
            Identity identity,
            boolean resumed,
            Duration pingAfter,
            Duration deadAfter,
            int maxMessageBytes,
            int maxChannels,
            long atMillis)
            implements ServerFrame {

        /** Never shows the session. */
        @Override
        public String toString() {
            return "Connected[client=" + client + "]";
        }
    }

    /**
     * @param position pushes that follow have larger offsets
     * @param recovered whether nothing was missed since the position the peer asked for
     * @param reason why not, when it asked for one
     */
    record Subscribed(
            OptionalLong id,
            ChannelName channel,
            StreamPosition position,
            boolean recovered,
            Optional<NotRecovered> reason,
            long atMillis)
            implements ServerFrame {}

    /** Why a subscription does not continue where the peer left off. */
    enum NotRecovered {
        /** The peer named no position. */
        NEW,
        /** The log began anew since. */
        EPOCH,
        /** The log no longer reaches back that far. */
        EXPIRED,
        /** The peer is ahead of the log. */
        AHEAD
    }

    /** @param reason set when the server ended the subscription unasked */
    record Unsubscribed(OptionalLong id, ChannelName channel, Optional<ErrorCode> reason, long atMillis)
            implements ServerFrame {}

    /** The log took the peer's message. */
    record Ack(OptionalLong id, StreamPosition position) implements ServerFrame {}

    /**
     * A publication, the same for every subscriber of {@code channel}. Published with {@code via} to a user's own log,
     * it is shown as a message of that channel; see {@link Publication#message()}.
     */
    record Push(ChannelName channel, Publication publication) implements ServerFrame {}

    /** Entries {@code from} to {@code to} should have reached the peer and never will. */
    record Gap(ChannelName channel, long from, long to, GapReason reason) implements ServerFrame {}

    enum GapReason {
        /** The peer read too slowly. */
        SLOW,
        /** History gave the entries up before the peer came to them. */
        EVICTED
    }

    /** Entries up to {@code offset} have passed that were not for this peer. */
    record Position(ChannelName channel, long offset) implements ServerFrame {}

    /** An answer to a call. */
    record Reply(OptionalLong id, Payload data) implements ServerFrame {}

    /** The server asks for a sign of life, as a message. */
    record Ping(long atMillis) implements ServerFrame {}

    record Pong(OptionalLong id, long atMillis) implements ServerFrame {}

    /**
     * @param channel the channel it is about, as far as there is one and its name is valid
     * @param message for people; never repeats what the peer sent
     * @param retryAfter when to try again; empty for "not, or whenever"
     */
    record Failure(
            OptionalLong id,
            Optional<ChannelName> channel,
            ErrorCode code,
            String message,
            Optional<Duration> retryAfter,
            long atMillis)
            implements ServerFrame {}

    /**
     * Comes before every close of ours.
     *
     * @param window the peer waits a random part of it before it reconnects
     */
    record Goodbye(CloseCode code, Duration window) implements ServerFrame {}
}
