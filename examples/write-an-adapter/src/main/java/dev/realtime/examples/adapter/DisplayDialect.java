package dev.realtime.examples.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;
import java.io.ByteArrayOutputStream;
import java.util.OptionalLong;

/**
 * A wire format for displays, which show and never speak: after {@code {"ready":true}} each message is
 * {@code {"news":…,"at":milliseconds}}.
 *
 * <p><b>Threads:</b> thread-safe and without state.
 */
final class DisplayDialect implements Dialect {

    private static final EncodedFrame READY = EncodedFrame.text("{\"ready\":true}".getBytes(UTF_8));
    private static final ClientFrame NOT_UNDERSTOOD =
            new ClientFrame.Malformed(OptionalLong.empty(), "displays have nothing to say here");

    @Override
    public String name() {
        return "display";
    }

    /** Greeted when it is subscribed, so that whoever installs it sees it work. */
    @Override
    public EncodedFrame encode(ServerFrame frame) {
        if (frame instanceof ServerFrame.Connected) {
            return READY;
        }
        if (frame instanceof ServerFrame.Push push) {
            Message message = push.publication().message();
            return message.data().isBinary()
                    ? EncodedFrame.NONE
                    : news(message.data(), push.publication().publishedAtMillis());
        }
        return EncodedFrame.NONE;
    }

    private static EncodedFrame news(Payload data, long atMillis) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        json.writeBytes("{\"news\":".getBytes(UTF_8));
        // One JSON value: the engine lets nothing else in.
        json.writeBytes(data.bytes());
        json.writeBytes((",\"at\":" + atMillis + "}").getBytes(UTF_8));
        return EncodedFrame.text(json.toByteArray());
    }

    @Override
    public ClientFrame decode(byte[] utf8) {
        return NOT_UNDERSTOOD;
    }

    @Override
    public boolean takesBinary() {
        return false;
    }

    @Override
    public ClientFrame decodeBinary(byte[] bytes) {
        return NOT_UNDERSTOOD;
    }

    @Override
    public boolean startsWithConnect() {
        return false;
    }
}
