package dev.realtime.codec.jackson;

import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;

/** What a message of a fixture means. */
sealed interface Said {

    record ByClient(ClientFrame frame) implements Said {}

    record ByServer(ServerFrame frame) implements Said {}

    static Said by(ClientFrame frame) {
        return new ByClient(frame);
    }

    static Said by(ServerFrame frame) {
        return new ByServer(frame);
    }

    default Object frame() {
        return this instanceof ByClient client ? client.frame() : ((ByServer) this).frame();
    }
}
