package dev.realtime.core;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why the server ends a connection. The number alone tells the client what to do: 4000–4499 reconnect, 4500–4999 do
 * not. Dialects of older systems map these to the numbers of RFC 6455 §7.4.1.
 */
public enum CloseCode {
    /** The peer asked for it. */
    NORMAL(1000, "Normal closure"),
    /** The peer sent a kind of message that its dialect does not have. */
    UNSUPPORTED_DATA(1003, "Text messages only"),
    /** The server drains; the client reconnects, elsewhere or later. */
    SHUTDOWN(4001, "Server shutting down"),
    /** The client gets a fresh token and reconnects. */
    TOKEN_EXPIRED(4002, "Token expired"),
    /** The client read more slowly than its channels were written; it reconnects and resumes. */
    SLOW_CONSUMER(4003, "Slow consumer"),
    /** Nothing was heard from the peer for the heartbeat's time. */
    NO_PONG(4004, "No pong"),
    /** The server lost the state the connection stood on; the client reconnects and resumes. */
    INSUFFICIENT_STATE(4005, "Insufficient state"),
    OVERLOADED(4006, "Overloaded"),
    /**
     * The same session continues on a newer connection. A client that did not go on itself has a copy of the session:
     * it comes back without it, as another client.
     */
    SESSION_TAKEN_OVER(4007, "Session taken over"),
    RATE_LIMITED(4008, "Rate limited"),
    /** The credentials are wrong. */
    INVALID_TOKEN(4501, "Invalid token"),
    /** The peer may present itself in a message, and did not within its time; to a client the same as the one above. */
    CREDENTIALS_TIMEOUT(4501, "Credentials did not come in time"),
    FORBIDDEN(4502, "Forbidden"),
    /** The peer kept breaking the protocol. */
    BAD_REQUEST(4503, "Bad request"),
    CONNECTION_LIMIT(4504, "Too many connections"),
    /** An administrator ended it. */
    KICKED(4505, "Kicked"),
    UNSUPPORTED_PROTOCOL(4506, "Unsupported protocol"),
    MESSAGE_TOO_LARGE(4509, "Message too large");

    /** Smallest number that is not RFC 6455's own. */
    public static final int FIRST_OF_OURS = 4000;

    private static final int LAST_OF_RFC = 1015;
    private static final Set<Integer> OURS =
            Arrays.stream(values()).map(CloseCode::number).collect(Collectors.toUnmodifiableSet());

    private final int number;
    private final String reason;

    CloseCode(int number, String reason) {
        this.number = number;
        this.reason = reason;
    }

    public int number() {
        return number;
    }

    /** Whether the number is one of RFC 6455 §7.4.1 or of ours; a peer may close with any up to 4999. */
    public static boolean isKnown(int number) {
        return number >= 1000 && number <= LAST_OF_RFC || OURS.contains(number);
    }

    /** Text for people, at most 123 bytes as RFC 6455 §5.5 demands. */
    public String reason() {
        return reason;
    }

    /** Whether the client should come back. */
    public boolean reconnect() {
        return number >= FIRST_OF_OURS && number < 4500;
    }
}
