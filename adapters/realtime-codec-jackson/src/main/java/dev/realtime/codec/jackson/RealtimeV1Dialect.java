package dev.realtime.codec.jackson;

import dev.realtime.core.Limits;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.Malformed;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The native protocol, {@code realtime.v1}, in JSON.
 *
 * <p><b>Shape:</b> one flat object a message; raw bytes travel in a binary message with such an object in front.
 * A message that the server sent to a user under another channel's name ({@code via}) shows that name in {@code
 * channel}, and in {@code log} the personal channel to which its {@code offset} belongs: a client moves the position of
 * {@code log} if there is one, else that of {@code channel}.
 *
 * <p><b>Threads:</b> thread-safe and without state.
 *
 * <p><b>Source:</b> docs/protocol.md, whose examples are this class's tests.
 */
public final class RealtimeV1Dialect implements Dialect {

    /** The name config uses. */
    public static final String NAME = "realtime.v1";

    /** What a client asks for in {@code Sec-WebSocket-Protocol}. */
    public static final String SUBPROTOCOL = "realtime.v1.json";

    private final JsonSyntax syntax;

    /** For messages as long as {@link Limits#DEFAULT} allows. */
    public RealtimeV1Dialect() {
        this(Limits.DEFAULT.maxMessageBytes());
    }

    /** @param maxMessageBytes longest message of a peer, as in {@link Limits} */
    public RealtimeV1Dialect(int maxMessageBytes) {
        this.syntax = new JsonSyntax(maxMessageBytes);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ClientFrame decode(byte[] utf8) {
        RealtimeV1Request request = new RealtimeV1Request();
        String problem = syntax.read(utf8, 0, utf8.length, request);
        return problem.isEmpty() ? request.frame() : request.malformed(problem);
    }

    @Override
    public ClientFrame decodeBinary(byte[] bytes) {
        Optional<BinaryMessage> message = BinaryMessage.parse(bytes);
        if (message.isEmpty()) {
            return new Malformed(OptionalLong.empty(), "a binary message needs 0x01, a length and a header");
        }
        RealtimeV1Request request = new RealtimeV1Request(message.get().data());
        String problem = syntax.read(bytes, message.get().from(), message.get().to(), request);
        return problem.isEmpty() ? request.frame() : request.malformed(problem);
    }

    @Override
    public EncodedFrame encode(ServerFrame frame) {
        return RealtimeV1Form.of(frame);
    }

    @Override
    public boolean acknowledges() {
        return true;
    }

    @Override
    public boolean startsWithConnect() {
        return true;
    }
}
