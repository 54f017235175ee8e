package dev.realtime.core.spi;

import dev.realtime.core.ChannelTemplate;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What became of a {@link Handshake}. <b>Threads:</b> immutable. */
public sealed interface Admission {

    /**
     * The socket may open.
     *
     * @param subprotocol what the answer's {@code Sec-WebSocket-Protocol} says; empty for no such header
     * @param identity empty if the peer still has to present a credential in its first message
     * @param authenticator judges credentials that come in messages: the first one, and refreshes
     * @param remoteAddress the peer's IP literal
     * @param channels what the peer is subscribed to from its greeting on, without asking for it
     * @param subscriptions what its request asked for already, where it {@linkplain Dialect#listensOnly can say nothing}
     *     later: local names, also of those given to it, to go on where it left off
     */
    record Accepted(
            Dialect dialect,
            Optional<String> subprotocol,
            Optional<Identity> identity,
            Authenticator authenticator,
            String remoteAddress,
            List<ChannelTemplate> channels,
            Map<String, SubscribeOptions> subscriptions)
            implements Admission {

        /** What a peer is subscribed to whose endpoint says nothing about it: its user's own channel. */
        public static final List<ChannelTemplate> PERSONAL = List.of(ChannelTemplate.PERSONAL);

        public Accepted {
            Objects.requireNonNull(dialect, "dialect");
            channels = List.copyOf(channels);
            // In the peer's order, so that the same requests have the same answers.
            subscriptions = subscriptions.isEmpty()
                    ? Map.of()
                    : Collections.unmodifiableMap(new LinkedHashMap<>(subscriptions));
        }

        /** Of a peer that will ask for what it wants. */
        public Accepted(
                Dialect dialect,
                Optional<String> subprotocol,
                Optional<Identity> identity,
                Authenticator authenticator,
                String remoteAddress,
                List<ChannelTemplate> channels) {
            this(dialect, subprotocol, identity, authenticator, remoteAddress, channels, Map.of());
        }

        /** With {@link #PERSONAL}. */
        public Accepted(
                Dialect dialect,
                Optional<String> subprotocol,
                Optional<Identity> identity,
                Authenticator authenticator,
                String remoteAddress) {
            this(dialect, subprotocol, identity, authenticator, remoteAddress, PERSONAL);
        }
    }

    /**
     * No socket: an HTTP answer with a JSON body {@code {"error":{"code","message"}}}.
     *
     * @param status HTTP status from 400
     * @param message for people; never repeats what the peer sent
     * @param headers to add to the answer
     */
    record Refused(int status, ErrorCode code, String message, Map<String, String> headers) implements Admission {
        public Refused {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * The socket opens only to be closed: a page cannot see an HTTP status, but it sees a close.
     *
     * @param code what it means; the peer only sees the number
     * @param closeNumber RFC 6455 §7.4 or 4000–4999
     * @param subprotocol as in {@link Accepted}: a browser that offered some and is answered none fails the connection
     *     on its own, with 1006, and the page never sees the number
     */
    record RefusedBySocket(ErrorCode code, int closeNumber, String reason, Optional<String> subprotocol)
            implements Admission {
        public RefusedBySocket {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(subprotocol, "subprotocol");
        }
    }
}
