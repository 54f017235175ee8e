package dev.realtime.testkit;

import java.nio.charset.StandardCharsets;

/**
 * What an edge told of a socket.
 *
 * @param payload of a message or a ping, else empty
 * @param code of {@code CLOSED}, else 0
 */
record InboundCall(Kind kind, byte[] payload, int code) {

    enum Kind {
        TEXT,
        BINARY,
        PINGED,
        HEARD,
        WRITABLE,
        CLOSED
    }

    static InboundCall of(Kind kind, byte[] payload) {
        return new InboundCall(kind, payload, 0);
    }

    String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return kind + "[" + payload.length + " bytes, code " + code + "]";
    }
}
