package dev.realtime.core.frame;

import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    /**
     * Opens the conversation of a dialect that has such a frame.
     *
     * @param token credential; empty when the handshake brought one
     * @param session secret of an earlier connection to go on from; empty for none
     * @param subscriptions what to subscribe to at once, in the peer's order
     * @param pings whether the peer wants pings as messages, besides WebSocket's own
     */
    record Connect(
            OptionalLong id, String token, String session, Map<String, SubscribeOptions> subscriptions, boolean pings)
            implements ClientFrame {
        public Connect {
            Objects.requireNonNull(token, "token");
            Objects.requireNonNull(session, "session");
        }

        /** Never shows the token. */
        @Override
        public String toString() {
            return "Connect[id=" + id + ", subscriptions=" + subscriptions.keySet() + "]";
        }
    }

    /** @param since the last position the peer has; empty to start with what comes next */
    record SubscribeOptions(Optional<StreamPosition> since) {
        public static final SubscribeOptions NONE = new SubscribeOptions(Optional.empty());
    }

    record Subscribe(OptionalLong id, String channel, SubscribeOptions options) implements ClientFrame {}

    record Unsubscribe(OptionalLong id, String channel) implements ClientFrame {}

    /**
     * @param event the application's name; empty for none
     * @param echo whether the sender wants its own message
     * @param key conflation key; empty for none
     */
    record Publish(
            OptionalLong id,
            String channel,
            String event,
            Payload data,
            boolean echo,
            String key,
            Map<String, String> tags)
            implements ClientFrame {}

    /** An application's request, or its event when {@code id} is empty. */
    record Call(OptionalLong id, String method, Payload data) implements ClientFrame {}

    /** The peer wants a {@code pong}. */
    record Ping(OptionalLong id) implements ClientFrame {}

    /** The peer's answer to a ping; a sign of life like every other frame. */
    record Pong() implements ClientFrame {
        @Override
        public OptionalLong id() {
            return OptionalLong.empty();
        }
    }

    /**
     * A message that is not one of the dialect's.
     *
     * @param problem what is wrong, for the peer; never repeats the peer's own text
     */
    record Malformed(OptionalLong id, String problem) implements ClientFrame {}
}
