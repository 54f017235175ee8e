package dev.realtime.testkit;

import java.nio.charset.StandardCharsets;

/** What a {@link RawPeer} found on its socket. <b>Threads:</b> immutable. */
public sealed interface PeerEvent {

    /** A frame that is not a close frame. */
    record Frame(int opcode, boolean fin, byte[] payload) implements PeerEvent {

        /** The payload read as UTF-8. */
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "Frame[opcode=" + opcode + ", fin=" + fin + ", " + payload.length + " bytes]";
        }
    }

    /** A close frame. @param code 1005 if it carried none */
    record Closed(int code, String reason) implements PeerEvent {}

    /** The other side ended the stream in good order. */
    record Eof() implements PeerEvent {}

    /** The connection was cut. */
    record Reset() implements PeerEvent {}

    /** Nothing came in the time the peer was ready to wait. */
    record Silence() implements PeerEvent {}
}
