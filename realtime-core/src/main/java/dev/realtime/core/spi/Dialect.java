package dev.realtime.core.spi;

import dev.realtime.core.CloseCode;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;

/**
 * A wire format. Translates, decides nothing.
 *
 * <p><b>Threads:</b> thread-safe and without state; one instance serves every connection of its endpoints. Called on
 * lanes, must not block.
 *
 * <p><b>Errors:</b> bad input is a {@link ClientFrame.Malformed}, never an exception.
 *
 * <p>Prove an implementation with {@code DialectContract} of realtime-testkit.
 */
public interface Dialect {

    /** The name config uses, for example {@code channels}. */
    String name();

    /** What a message of the peer means. @param utf8 a whole text message, valid UTF-8 */
    ClientFrame decode(byte[] utf8);

    /** Whether it has binary messages. A peer that sends one to a dialect of text alone is closed with 1003. */
    default boolean takesBinary() {
        return true;
    }

    /** What a binary message of the peer means; asked only if {@link #takesBinary}. */
    ClientFrame decodeBinary(byte[] bytes);

    /**
     * The frame in this dialect's form, or {@link EncodedFrame#NONE} if it has none. A {@link ServerFrame.Push} is
     * encoded once and sent to every subscriber, so its form depends on the frame alone.
     */
    EncodedFrame encode(ServerFrame frame);

    /**
     * Whether the peer must send {@link ClientFrame.Connect} before anything else. If not, the engine greets it with
     * {@link ServerFrame.Connected} as soon as it is accepted; who brought no credential must send it all the same.
     */
    boolean startsWithConnect();

    /** Whether its peers expect the server's pings as messages, besides WebSocket's own. */
    default boolean pingsInMessages() {
        return false;
    }

    /**
     * Whether its peers say what they have received ({@link ClientFrame.Acknowledge}). If not, what their link took counts
     * as received.
     */
    default boolean acknowledges() {
        return false;
    }

    /**
     * Whether its peers hear a stream's chunks without having been told of its beginning, for which it has no form. If not, a
     * stream whose {@link ServerFrame.StreamOpen} has no form is not followed, and its end is all that they hear of it.
     */
    default boolean followsUntoldStreams() {
        return false;
    }

    /**
     * Whether its peers can say nothing, as on an event stream. They are greeted although nothing was heard from them, with
     * what {@link Admission.Accepted#subscriptions} says they asked for; they are told of every subscription they have, so
     * that whoever writes to them knows where they stand; what they would have to ask for again ends their connection, so
     * that they come again; and it ends with their token, as they cannot bring another.
     */
    default boolean listensOnly() {
        return false;
    }

    /** The number with which this dialect's connections close. */
    default int closeNumber(CloseCode code) {
        return code.number();
    }

    /** The text that goes with {@link #closeNumber}; at most 123 bytes. */
    default String closeReason(CloseCode code) {
        return code.reason();
    }
}
