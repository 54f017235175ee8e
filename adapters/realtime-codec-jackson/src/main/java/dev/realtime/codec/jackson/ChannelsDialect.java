package dev.realtime.codec.jackson;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.Malformed;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;
import java.util.OptionalLong;

/**
 * The dialect {@code channels}: {@code {type, channel, data, timestamp}} both ways, and everything that the server has to
 * say as messages of the channels {@code system} and {@code error}.
 *
 * <p><b>Shape:</b> its requests have no numbers, so acknowledgements have no form; its messages have no offsets, so
 * positions have none either and a reconnecting client starts with what comes next. A gap is told in words on {@code
 * system}. There are no calls and no goodbye: the close's number and text say it.
 *
 * <p><b>Threads:</b> thread-safe and without state.
 *
 * <p><b>Source:</b> docs/protocol.md, "The dialect channels".
 */
public final class ChannelsDialect implements Dialect {

    /** The name config uses. */
    public static final String NAME = "channels";

    private static final String SYSTEM = "system";
    private static final String ERROR = "error";

    private final JsonSyntax syntax;

    /** For messages as long as {@link Limits#DEFAULT} allows. */
    public ChannelsDialect() {
        this(Limits.DEFAULT.maxMessageBytes());
    }

    /** @param maxMessageBytes longest message of a peer, as in {@link Limits} */
    public ChannelsDialect(int maxMessageBytes) {
        this.syntax = new JsonSyntax(maxMessageBytes);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ClientFrame decode(byte[] utf8) {
        ChannelsRequest request = new ChannelsRequest();
        String problem = syntax.read(utf8, 0, utf8.length, request);
        return problem.isEmpty() ? request.frame() : new Malformed(OptionalLong.empty(), problem);
    }

    @Override
    public boolean takesBinary() {
        return false;
    }

    @Override
    public ClientFrame decodeBinary(byte[] bytes) {
        return new Malformed(OptionalLong.empty(), "this dialect has no binary messages");
    }

    @Override
    public EncodedFrame encode(ServerFrame frame) {
        if (frame instanceof ServerFrame.Push push) {
            return push(push);
        }
        if (frame instanceof ServerFrame.Connected connected) {
            return connected(connected);
        }
        if (frame instanceof ServerFrame.Subscribed subscribed) {
            String text = "Subscribed to " + subscribed.channel().local();
            return system(text).close().time("timestamp", subscribed.atMillis()).frame();
        }
        if (frame instanceof ServerFrame.Unsubscribed unsubscribed) {
            return unsubscribed(unsubscribed);
        }
        if (frame instanceof ServerFrame.Failure failure) {
            return failure(failure);
        }
        if (frame instanceof ServerFrame.Gap gap) {
            long count = gap.to() - gap.from() + 1;
            return system("Missed " + count + " messages on " + gap.channel().local())
                    .close()
                    .frame();
        }
        if (frame instanceof ServerFrame.Ping ping) {
            return JsonOutput.ofType("ping").time("timestamp", ping.atMillis()).frame();
        }
        if (frame instanceof ServerFrame.Pong pong) {
            return JsonOutput.ofType("pong").time("timestamp", pong.atMillis()).frame();
        }
        return EncodedFrame.NONE;
    }

    @Override
    public boolean startsWithConnect() {
        return false;
    }

    @Override
    public int closeNumber(CloseCode code) {
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
                    FORBIDDEN,
                    BAD_REQUEST,
                    CONNECTION_LIMIT,
                    KICKED,
                    UNSUPPORTED_PROTOCOL -> 1008;
        };
    }

    private static EncodedFrame push(ServerFrame.Push push) {
        Message message = push.publication().message();
        String channel = message.via().isEmpty() ? push.channel().local() : message.via();
        return JsonOutput.ofType("message")
                .text("channel", channel)
                .payload("data", message.data())
                .time("timestamp", push.publication().publishedAtMillis())
                .frame();
    }

    private static EncodedFrame connected(ServerFrame.Connected connected) {
        return system("Connected to the realtime server")
                .text("clientId", connected.client())
                .time("timestamp", connected.atMillis())
                .close()
                .frame();
    }

    private static EncodedFrame unsubscribed(ServerFrame.Unsubscribed unsubscribed) {
        JsonOutput out = system("Unsubscribed from " + unsubscribed.channel().local());
        unsubscribed.reason().ifPresent(code -> out.text("code", code.name()));
        return out.close().time("timestamp", unsubscribed.atMillis()).frame();
    }

    /** Clients of this dialect compare the text of a malformed message's answer, so it is always the same. */
    private static EncodedFrame failure(ServerFrame.Failure failure) {
        JsonOutput out = JsonOutput.ofType("message").text("channel", ERROR).object("data");
        if (failure.code() == ErrorCode.BAD_REQUEST) {
            return out.text("error", "Invalid message format").close().frame();
        }
        out.text("error", failure.message()).text("code", failure.code().name());
        failure.channel().ifPresent(channel -> out.text("channel", channel.local()));
        failure.retryAfter().ifPresent(wait -> out.number("retryAfterMs", wait.toMillis()));
        return out.close().time("timestamp", failure.atMillis()).frame();
    }

    /** A message of {@code system}, open for more fields of its data. */
    private static JsonOutput system(String text) {
        return JsonOutput.ofType("message")
                .text("channel", SYSTEM)
                .object("data")
                .text("message", text);
    }
}
