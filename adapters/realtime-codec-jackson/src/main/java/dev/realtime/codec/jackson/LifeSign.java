package dev.realtime.codec.jackson;

import dev.realtime.core.frame.ClientFrame;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * All that a client can say which only listens: {@code ping} and {@code pong}.
 *
 * <p><b>Threads:</b> confined to the call that decodes.
 */
final class LifeSign implements PlainDialect.Request {

    private String type = "";

    @Override
    public void field(String name, JsonInput in) throws IOException {
        if (name.equals("type")) {
            type = in.text(32);
        }
    }

    @Override
    public ClientFrame frame() {
        return switch (type) {
            case "ping" -> new ClientFrame.Ping(OptionalLong.empty());
            case "pong" -> new ClientFrame.Pong();
            default -> PlainDialect.malformed("clients of this dialect listen");
        };
    }
}
