package dev.realtime.core.spi;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.frame.ClientFrame;

/**
 * What happens, for metrics. Every method does nothing by default. What a node holds at one moment is not told here but
 * asked of {@code Hub.stats()}.
 *
 * <p><b>Shape:</b> arguments are numbers and fixed words; never a user, a channel or an address, so that they can become
 * labels. Nanoseconds are those of the hub's {@link Ticker}. Nothing is told of a single delivery: what a turn did is
 * summed up and told once.
 *
 * <p><b>Threads:</b> called from any thread, often; must not block or allocate.
 *
 * <p><b>Errors:</b> must not throw. What one throws all the same is logged once and has no other effect.
 */
public interface Telemetry {

    Telemetry NONE = new Telemetry() {};

    /** One that never throws. */
    static Telemetry careful(Telemetry telemetry) {
        boolean isCareful = telemetry == NONE || telemetry instanceof CarefulTelemetry;
        return isCareful ? telemetry : new CarefulTelemetry(telemetry);
    }

    // Connections

    /** The socket may open. @param nanos from the request to the answer */
    default void handshakeAccepted(String dialect, long nanos) {}

    /** By an HTTP status, or by a socket that opens only to be closed. @param nanos from the request to the answer */
    default void handshakeRefused(ErrorCode code, long nanos) {}

    default void connectionOpened(String dialect) {}

    /** @param code the number the connection closed with; 0 for one of the peer's own making, which are thousands */
    default void connectionClosed(String dialect, int code, long durationNanos) {}

    /** We ended a connection. Its {@link #connectionClosed} follows when the socket is gone. */
    default void cut(CloseCode code) {}

    /** A credential was not taken, at a handshake or in a message. @param reason a fixed word */
    default void authenticationFailed(String reason) {}

    // What peers say

    /** A message of a peer. @param bytes of its payload */
    default void received(String dialect, ClientFrame.Kind kind, int bytes) {}

    /** A peer was told no, whatever it asked for. */
    default void refused(ErrorCode code) {}

    /** Somebody came to the end of what is allowed; what follows is told apart. */
    default void limitHit(Limit limit) {}

    /** @param handlerNanos how long the handler has been running; 0 if it never did */
    default void called(CallOutcome outcome, long handlerNanos) {}

    // Subscriptions

    /** A peer is subscribed to a channel; what the server subscribes it to without a word does not count. */
    default void subscribed() {}

    default void unsubscribed() {}

    /** A subscriber that named a position has its place. */
    default void resumed(Resumption how) {}

    /** Entries a subscriber will not get, or not one by one. */
    default void skipped(Skip why, long entries) {}

    // Messages

    /**
     * Somebody wanted an entry in a log: a client, the application or, for presence and streams, the engine.
     *
     * @param bytes of the message
     * @param nanos from the wish to the answer; 0 if there was no room to ask
     */
    default void published(Message.Kind kind, PublishOutcome outcome, int bytes, long nanos) {}

    /**
     * An entry came to this node, which has subscribers to it.
     *
     * @param lagMillis since the broker gave it its place, by the clocks of the two; 0 for nothing, or less
     */
    default void arrived(long lagMillis) {}

    /** What one turn of a lane wrote in one dialect, replies included. @param bytes of payload */
    default void sent(String dialect, long frames, long bytes) {}

    /**
     * What one turn of a lane delivered.
     *
     * @param entries that links took: one that went to a thousand counts a thousand times
     * @param oldestNanos how long ago the oldest entry that was news in this turn came to this node; 0 if none was, as when
     *     somebody catches up. No first attempt to write was later than that
     */
    default void delivered(long entries, long oldestNanos) {}

    /** @param nanos one turn of a lane that had something to write, from its first look to its last */
    default void turned(long nanos) {}

    /**
     * After a turn, and about once a second: somebody has still to take entries that came to this node.
     *
     * @param oldestNanos how long ago the oldest of them came, of the channels looked at
     */
    default void waiting(long oldestNanos) {}

    /** A message that nobody acknowledged in time. @param done whether the user was reached another way */
    default void escalated(boolean done) {}

    // Adapters

    /** @param nanos from the request to the answer, which may be a refusal */
    default void brokerAnswered(BrokerCall call, long nanos) {}

    /** The broker is away, or has a bug. @param nanos from the request to the failure */
    default void brokerFailed(BrokerCall call, long nanos) {}

    /** Somebody whom the engine asks did not answer, or threw. The broker is told of by {@link #brokerFailed}. */
    default void failed(Adapter adapter) {}

    /** What became of a call or an event of a client. */
    enum CallOutcome {
        ANSWERED,
        /** The handler would not. */
        REFUSED,
        /** The handler has a bug, or what it needs is away. */
        FAILED,
        /** The handler runs longer than it may. */
        TIMED_OUT,
        /** No handler was free in time, or too many calls were waiting. */
        NEVER_BEGUN
    }

    /** What became of a message on its way into a log. */
    enum PublishOutcome {
        /** It has its place; of a repeat, the place of the first. */
        ACCEPTED,
        /** The log does not want it, as its idempotency key is another message's. */
        REFUSED,
        /** Too many were waiting; nothing happened. */
        OVERLOADED,
        /** The broker did not answer, so it may or may not be there. */
        UNKNOWN
    }

    /** What became of the wish to go on after a position. */
    enum Resumption {
        /** Nothing is missing, and what followed was at hand. */
        FROM_WINDOW,
        /** Nothing is missing; the broker is asked for what followed. */
        FROM_HISTORY,
        /** The log began anew since. */
        EPOCH,
        /** The log no longer reaches back that far. */
        EXPIRED,
        /** The peer is ahead of the log. */
        AHEAD
    }

    /** Why a subscriber does not get entries. */
    enum Skip {
        /** It was too slow, where such are told of a gap. */
        SLOW,
        /** It was too slow where only the newest entry counts. */
        LATEST,
        /** It was too slow where the newest of each key counts, which it still gets. */
        LATEST_PER_KEY,
        /** They are kept no longer; it is told of a gap. */
        EVICTED
    }

    /** A request to the broker. */
    enum BrokerCall {
        PUBLISH,
        ATTACH,
        /** Forwards or backwards, or of each key the newest. */
        READ
    }

    /** Whom the engine asks, the broker apart. */
    enum Adapter {
        AUTHENTICATOR,
        AUTHORIZER,
        CURSOR_STORE,
        DIALECT,
        PRESENCE_STORE
    }

    /** A bound of {@code Limits} or {@code Quotas}; docs/limits.md says what each does. */
    enum Limit {
        // Of what a peer may use up
        MESSAGES_PER_CONNECTION,
        MESSAGES_PER_USER,
        MESSAGES_PER_ADDRESS,
        BYTES_PER_CONNECTION,
        BYTES_PER_USER,
        BYTES_PER_ADDRESS,
        CONNECTS,
        CONNECTS_PER_USER,
        CONNECTS_PER_ADDRESS,
        CONNECTIONS,
        CONNECTIONS_PER_USER,
        CONNECTIONS_PER_ADDRESS,
        /** It is shut out for a while. */
        OFFENCES,
        /** It went on although it was refused. */
        FLOODS,
        MISTAKES,
        // Of what is held
        CHANNELS,
        CHANNELS_PER_CONNECTION,
        SUBSCRIBERS,
        WATCHED_CHANNELS,
        STREAMS,
        STREAMS_PER_USER,
        STREAMS_PER_CONNECTION,
        STREAMS_PER_CLIENT,
        STREAM_SIZE,
        STATE_SIZE,
        SUBSCRIPTION_BYTES,
        REPLY_SIZE,
        ESCALATIONS,
        // Of what waits
        COMMANDS,
        REPLIES,
        PUBLISHES,
        CALLS,
        CALLS_PER_USER,
        // Of a slow reader
        LAG_BYTES,
        LAG_AGE,
        WINDOW,
        WRITE_TIME
    }
}
