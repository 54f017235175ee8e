package dev.realtime.core.sim;

/**
 * Something of the wire that comes to an edge.
 *
 * <p><b>Threads:</b> immutable, but for arrays that are given away.
 */
sealed interface Arrival {

    Arrival PONG = new Pong();

    /** Tells the engine; the socket has not ended. */
    void handTo(SimSocket socket);

    /** Bytes of payload. */
    int size();

    /** A text message. */
    final class Text implements Arrival {
        private final byte[] utf8;

        Text(byte[] utf8) {
            this.utf8 = utf8;
        }

        @Override
        public void handTo(SimSocket socket) {
            // a long message comes in parts, and each part is a sign of life
            if (utf8.length > 1_000) {
                socket.inbound().heard();
            }
            if (!socket.isEnded()) {
                socket.inbound().text(utf8);
            }
        }

        @Override
        public int size() {
            return utf8.length;
        }
    }

    /** A binary message. */
    final class Binary implements Arrival {
        private final byte[] bytes;

        Binary(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void handTo(SimSocket socket) {
            socket.inbound().binary(bytes);
        }

        @Override
        public int size() {
            return bytes.length;
        }
    }

    /** A ping of the peer. */
    final class Ping implements Arrival {
        private final byte[] payload;

        Ping(byte[] payload) {
            this.payload = payload;
        }

        @Override
        public void handTo(SimSocket socket) {
            socket.inbound().pinged(payload);
        }

        @Override
        public int size() {
            return payload.length;
        }
    }

    /** The peer's answer to a ping. */
    final class Pong implements Arrival {
        @Override
        public void handTo(SimSocket socket) {
            socket.inbound().heard();
        }

        @Override
        public int size() {
            return 0;
        }
    }

    /** A close frame, in either direction. */
    record Close(int code) implements Arrival {
        @Override
        public void handTo(SimSocket socket) {
            socket.end(code);
        }

        @Override
        public int size() {
            return 2;
        }
    }
}
