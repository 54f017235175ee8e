package dev.realtime.core.frame;

import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.TagFilter;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a peer asks for, whatever its wire format.
 *
 * <p><b>Shape:</b> {@code id} is the peer's number for the request, empty when it wants no answer. Channels are the
 * peer's own text: their grammar is checked by the engine, so that every dialect refuses a bad name alike.
 *
 * <p><b>Threads:</b> immutable.
 */
public sealed interface ClientFrame {

    /** The number an answer has to carry. */
    OptionalLong id();

    Kind kind();

    /** The kinds of frames, one for each type. */
    enum Kind {
        CONNECT,
        SUBSCRIBE,
        UNSUBSCRIBE,
        PUBLISH,
        HISTORY,
        PRESENCE,
        UPDATE,
        REFRESH,
        ACKNOWLEDGE,
        OPEN,
        CHUNK,
        END,
        CANCEL,
        CALL,
        PING,
        PONG,
        MALFORMED
    }

    /**
     * Opens the conversation of a dialect that has such a frame.
     *
     * @param token credential; empty when the handshake brought one
     * @param session secret of an earlier connection to go on from; empty for none
     * @param device the peer's own name for the place it runs at, so that what this place has received and read can be
     *     told from what other devices of the user have; empty for none
     * @param subscriptions what to subscribe to at once, in the peer's order
     * @param pings whether the peer wants pings as messages, besides WebSocket's own
     */
    record Connect(
            OptionalLong id,
            String token,
            String session,
            String device,
            Map<String, SubscribeOptions> subscriptions,
            boolean pings)
            implements ClientFrame {
        public Connect {
            Objects.requireNonNull(token, "token");
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(device, "device");
        }

        /** Never shows the token. */
        @Override
        public String toString() {
            return "Connect[id=" + id + ", subscriptions=" + subscriptions.keySet() + "]";
        }

        @Override
        public Kind kind() {
            return Kind.CONNECT;
        }
    }

    /**
     * @param since the last position the peer has; empty to start with what comes next
     * @param token a credential for this channel alone; empty for none
     * @param filter which messages the peer wants
     * @param presence whether the peer wants to be told who comes and goes
     * @param streams of the streams that the peer has not seen the end of, how many chunks it has
     */
    record SubscribeOptions(
            Optional<StreamPosition> since,
            String token,
            TagFilter filter,
            boolean presence,
            Map<String, Long> streams) {
        public static final SubscribeOptions NONE =
                new SubscribeOptions(Optional.empty(), "", TagFilter.NONE, false, Map.of());

        public SubscribeOptions {
            Objects.requireNonNull(token, "token");
            // In the peer's order, so that the same requests have the same answers.
            streams = streams.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(streams));
        }

        /** To go on after that position, and nothing else. */
        public static SubscribeOptions since(StreamPosition position) {
            return new SubscribeOptions(Optional.of(position), "", TagFilter.NONE, false, Map.of());
        }

        /** Never shows the token. */
        @Override
        public String toString() {
            return "SubscribeOptions[since=" + since + ", filter=" + filter + ", presence=" + presence + "]";
        }
    }

    record Subscribe(OptionalLong id, String channel, SubscribeOptions options) implements ClientFrame {
        @Override
        public Kind kind() {
            return Kind.SUBSCRIBE;
        }
    }

    record Unsubscribe(OptionalLong id, String channel) implements ClientFrame {
        @Override
        public Kind kind() {
            return Kind.UNSUBSCRIBE;
        }
    }

    /**
     * @param event the application's name; empty for none
     * @param echo whether the sender wants its own message
     * @param key conflation key; empty for none
     * @param idempotencyKey the peer's name for this act, so that a repeat of it is the same act; empty for none
     */
    record Publish(
            OptionalLong id,
            String channel,
            String event,
            Payload data,
            boolean echo,
            String key,
            Map<String, String> tags,
            String idempotencyKey)
            implements ClientFrame {

        /** A publish that nobody would recognise if it came again. */
        public Publish(
                OptionalLong id,
                String channel,
                String event,
                Payload data,
                boolean echo,
                String key,
                Map<String, String> tags) {
            this(id, channel, event, data, echo, key, tags, "");
        }

        @Override
        public Kind kind() {
            return Kind.PUBLISH;
        }
    }

    /**
     * Wants to read what a channel keeps.
     *
     * @param since where to start, not included; empty for the oldest entry kept, or the newest if {@code reverse}
     * @param limit most entries; empty for the server's choice
     * @param reverse newest first
     */
    record History(OptionalLong id, String channel, Optional<StreamPosition> since, OptionalInt limit, boolean reverse)
            implements ClientFrame {
        @Override
        public Kind kind() {
            return Kind.HISTORY;
        }
    }

    /**
     * Wants to know who is present.
     *
     * @param watch whether the peer also wants to be told who comes and goes from now on, or no longer; empty to leave
     *     that as it is
     */
    record Presence(OptionalLong id, String channel, Optional<Boolean> watch) implements ClientFrame {
        @Override
        public Kind kind() {
            return Kind.PRESENCE;
        }
    }

    /**
     * Says what the peer does in a channel.
     *
     * @param state empty for nothing, or no longer
     * @param timeToLive after which the state ends by itself; empty for "with the membership"
     */
    record Update(OptionalLong id, String channel, Optional<Payload> state, Optional<Duration> timeToLive)
            implements ClientFrame {
        @Override
        public Kind kind() {
            return Kind.UPDATE;
        }
    }

    /** Brings a fresh credential for the same user. */
    record Refresh(OptionalLong id, String token) implements ClientFrame {
        /** Never shows the token. */
        @Override
        public String toString() {
            return "Refresh[id=" + id + "]";
        }

        @Override
        public Kind kind() {
            return Kind.REFRESH;
        }
    }

    /**
     * The peer has received, or its user has read, everything up to an entry.
     *
     * @param epoch of the offset; empty for the epoch that the subscription has
     */
    record Acknowledge(OptionalLong id, Level level, String channel, String epoch, long offset) implements ClientFrame {

        /** How far a message has come. */
        public enum Level {
            /** At the device. */
            DELIVERED,
            /** Before the user's eyes. */
            READ
        }

        @Override
        public Kind kind() {
            return Kind.ACKNOWLEDGE;
        }
    }

    /**
     * Begins a stream in a channel.
     *
     * @param stream the peer's own name for it, unique among the streams it has open
     */
    record Open(OptionalLong id, String stream, String channel, String event) implements ClientFrame {
        @Override
        public Kind kind() {
            return Kind.OPEN;
        }
    }

    /** @param seq place in the stream, from 0, without holes */
    record Chunk(OptionalLong id, String stream, long seq, Payload data) implements ClientFrame {
        @Override
        public Kind kind() {
            return Kind.CHUNK;
        }
    }

    /**
     * Ends a stream of the peer's own.
     *
     * @param data what sums it up; empty for nothing
     * @param error why it could not be completed, for people; empty for success
     */
    record End(OptionalLong id, String stream, Optional<Payload> data, String error) implements ClientFrame {
        @Override
        public Kind kind() {
            return Kind.END;
        }
    }

    /**
     * Asks whoever produces the stream to stop.
     *
     * @param channel the one it is in; empty if the peer reads no other stream of that id
     * @param stream as {@code open} named it to the readers
     */
    record Cancel(OptionalLong id, String channel, String stream) implements ClientFrame {
        @Override
        public Kind kind() {
            return Kind.CANCEL;
        }
    }

    /** An application's request, or its event when {@code id} is empty. */
    record Call(OptionalLong id, String method, Payload data) implements ClientFrame {
        @Override
        public Kind kind() {
            return Kind.CALL;
        }
    }

    /** The peer wants a {@code pong}. */
    record Ping(OptionalLong id) implements ClientFrame {
        @Override
        public Kind kind() {
            return Kind.PING;
        }
    }

    /** The peer's answer to a ping; a sign of life like every other frame. */
    record Pong() implements ClientFrame {
        @Override
        public OptionalLong id() {
            return OptionalLong.empty();
        }

        @Override
        public Kind kind() {
            return Kind.PONG;
        }
    }

    /**
     * A message that is not one of the dialect's.
     *
     * @param problem what is wrong, for the peer; never repeats the peer's own text
     */
    record Malformed(OptionalLong id, String problem) implements ClientFrame {
        @Override
        public Kind kind() {
            return Kind.MALFORMED;
        }
    }
}
