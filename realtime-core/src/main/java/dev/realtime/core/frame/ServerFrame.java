package dev.realtime.core.frame;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Member;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
     * How those who read a channel are told of an entry of its log, live and in answers about its history alike.
     *
     * @return a {@link Push}, or for the entries of a stream in its channel a {@link StreamOpen} or {@link StreamEnd}
     */
    static ServerFrame of(ChannelName channel, Publication publication) {
        Message message = publication.message();
        return switch (message.kind()) {
            case OPEN -> new StreamOpen(channel, publication, message.key());
            case END -> StreamEnd.of(channel, publication);
            default -> new Push(channel, publication);
        };
    }

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
     * @param history how long the channel remembers, and so how long a peer may be away; empty if it does not
     */
    record Subscribed(
            OptionalLong id,
            ChannelName channel,
            StreamPosition position,
            boolean recovered,
            Optional<NotRecovered> reason,
            Optional<ChannelOptions.History> history,
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

    /**
     * What a channel keeps, as far as it was asked for.
     *
     * @param publications in the order asked for
     * @param next offset to go on from, in the direction asked for; empty when all has been read
     * @param top where the log ends
     */
    record Publications(
            OptionalLong id, ChannelName channel, List<Publication> publications, OptionalLong next, StreamPosition top)
            implements ServerFrame {
        public Publications {
            publications = List.copyOf(publications);
        }
    }

    /**
     * Who is present.
     *
     * @param members at most as many as the server shows
     * @param total how many there are
     */
    record Members(OptionalLong id, ChannelName channel, List<Member> members, int total) implements ServerFrame {
        public Members {
            members = List.copyOf(members);
        }
    }

    /** Somebody came. */
    record Join(ChannelName channel, String client, String user, Optional<Payload> info) implements ServerFrame {}

    /** Somebody went. */
    record Leave(ChannelName channel, String client, String user) implements ServerFrame {}

    /** What somebody does changed. @param state empty for nothing, or no longer */
    record Update(ChannelName channel, String client, String user, Optional<Payload> state) implements ServerFrame {}

    /** How many are present, where there are too many to name each who comes and goes. */
    record Count(ChannelName channel, int total) implements ServerFrame {}

    /** How far a user has read. */
    record Read(ChannelName channel, String user, StreamPosition position) implements ServerFrame {}

    /** Cursors of the peer were moved. @param unread entries of the channel that the user has not read */
    record Acknowledged(OptionalLong id, ChannelName channel, long unread) implements ServerFrame {}

    /** The fresh credential was good. @param expiresAt when it ends; empty for never */
    record Refreshed(OptionalLong id, Optional<Instant> expiresAt, long atMillis) implements ServerFrame {}

    /**
     * A stream begins. It is an entry of the channel like a message; one that began before the peer came is shown without
     * {@linkplain Publication#isPlaced a place}.
     */
    record StreamOpen(ChannelName channel, Publication publication, String stream) implements ServerFrame {}

    /** @param event as of the stream's beginning @param seq place in the stream, from 0 */
    record StreamChunk(ChannelName channel, String stream, String event, long seq, Payload data)
            implements ServerFrame {}

    /** Chunks {@code from} to {@code to} will never come. */
    record StreamGap(ChannelName channel, String stream, long from, long to, GapReason reason) implements ServerFrame {}

    /**
     * A stream ended. It is an entry of the channel like a message, whose payload sums the stream up, JSON's {@code null}
     * for nothing. Without {@linkplain Publication#isPlaced a place} it says that this peer is sent no more of the stream.
     *
     * @param chunks how many there were
     * @param error why it could not be completed, for people; empty for success
     */
    record StreamEnd(ChannelName channel, Publication publication, String stream, long chunks, String error)
            implements ServerFrame {

        /** Of the entry's tags, the one that says how many chunks there were, in decimal digits. */
        public static final String CHUNKS = "chunks";

        /** The tag that says why the stream could not be completed. */
        public static final String ERROR = "error";

        /** How many chunks there were, according to the entry; 0 if it does not say. */
        public static long chunksOf(Message end) {
            String chunks = end.tags().getOrDefault(CHUNKS, "");
            boolean isNumber = chunks.matches("[0-9]{1,18}");
            return isNumber ? Long.parseLong(chunks) : 0;
        }

        private static StreamEnd of(ChannelName channel, Publication publication) {
            Message message = publication.message();
            Map<String, String> tags = message.tags();
            return new StreamEnd(channel, publication, message.key(), chunksOf(message), tags.getOrDefault(ERROR, ""));
        }
    }

    /** A reader asks the peer to stop a stream that it produces. */
    record StreamCancel(String stream) implements ServerFrame {}

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
