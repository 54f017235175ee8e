package dev.realtime.codec.jackson;

import dev.realtime.core.CloseCode;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.Malformed;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What the dialects of existing systems have in common: JSON texts and nothing binary, a client that need not speak first,
 * and closes with the numbers of RFC 6455 §7.4.1.
 *
 * <p><b>Threads:</b> thread-safe and without state.
 */
abstract class PlainDialect implements Dialect {

    private final String name;
    private final JsonSyntax syntax;
    private final Supplier<Request> requests;
    private final Forms forms;

    /** The fields of one message of a client, as far as they have been read. */
    interface Request extends JsonSyntax.FieldReader {

        /** What they ask for. */
        ClientFrame frame();
    }

    PlainDialect(String name, int maxMessageBytes, Supplier<Request> requests, Forms forms) {
        this.name = name;
        this.syntax = new JsonSyntax(maxMessageBytes);
        this.requests = requests;
        this.forms = forms;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final ClientFrame decode(byte[] utf8) {
        Request request = requests.get();
        String problem = syntax.read(utf8, 0, utf8.length, request);
        return problem.isEmpty() ? request.frame() : malformed(problem);
    }

    static ClientFrame malformed(String problem) {
        return new Malformed(OptionalLong.empty(), problem);
    }

    @Override
    public final boolean takesBinary() {
        return false;
    }

    @Override
    public final ClientFrame decodeBinary(byte[] bytes) {
        return malformed("this dialect has no binary messages");
    }

    @Override
    public final EncodedFrame encode(ServerFrame frame) {
        return forms.of(frame);
    }

    @Override
    public final boolean startsWithConnect() {
        return false;
    }

    @Override
    public final int closeNumber(CloseCode code) {
        return switch (code) {
            case NORMAL -> 1000;
            case SHUTDOWN -> 1001;
            case UNSUPPORTED_DATA -> 1003;
            case MESSAGE_TOO_LARGE -> 1009;
            case SLOW_CONSUMER, OVERLOADED, INSUFFICIENT_STATE, NO_PONG -> 1013;
            case TOKEN_EXPIRED,
                    SESSION_TAKEN_OVER,
                    RATE_LIMITED,
                    INVALID_TOKEN,
                    CREDENTIALS_TIMEOUT,
                    FORBIDDEN,
                    BAD_REQUEST,
                    CONNECTION_LIMIT,
                    KICKED,
                    UNSUPPORTED_PROTOCOL -> 1008;
        };
    }
}
