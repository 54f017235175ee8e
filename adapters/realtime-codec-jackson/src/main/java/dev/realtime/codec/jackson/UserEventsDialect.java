package dev.realtime.codec.jackson;

import dev.realtime.core.Limits;
import dev.realtime.core.Payload;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Call;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * The dialect {@code user-events}: {@code {type, payload}} both ways, where {@code type} is the application's name for
 * what happened. What a client sends is an event for the application's handler of that name.
 *
 * <p><b>Shape:</b> an answer in pieces is a series of events of the same type, each with the payload that the application
 * gave it; where it began is not told. There are no offsets and no answers.
 *
 * <p><b>Threads:</b> thread-safe and without state.
 *
 * <p><b>Source:</b> docs/protocol.md, "The dialect user-events".
 */
public final class UserEventsDialect extends PlainDialect {

    /** The name config uses. */
    public static final String NAME = "user-events";

    /** The type of an event whose publisher gave it none. */
    private static final String NAMELESS = "message";

    static final Forms FORMS = new Forms()
            .on(ServerFrame.Connected.class, UserEventsDialect::connected)
            .on(
                    ServerFrame.Push.class,
                    push -> event(
                            push.publication().message().event(),
                            push.publication().message().data()))
            .on(ServerFrame.StreamChunk.class, chunk -> event(chunk.event(), chunk.data()))
            .on(ServerFrame.StreamEnd.class, UserEventsDialect::end)
            .on(ServerFrame.Gap.class, gap -> missed(gap.to() - gap.from() + 1))
            .on(ServerFrame.Failure.class, UserEventsDialect::failure)
            .on(ServerFrame.Ping.class, ping -> JsonOutput.ofType("ping").frame())
            .on(ServerFrame.Pong.class, pong -> JsonOutput.ofType("pong").frame())
            .andNoOther();

    /** For messages as long as {@link Limits#DEFAULT} allows. */
    public UserEventsDialect() {
        this(Limits.DEFAULT.maxMessageBytes());
    }

    /** @param maxMessageBytes longest message of a peer, as in {@link Limits} */
    public UserEventsDialect(int maxMessageBytes) {
        super(NAME, maxMessageBytes, Event::new, FORMS);
    }

    @Override
    public boolean followsUntoldStreams() {
        return true;
    }

    private static EncodedFrame connected(ServerFrame.Connected connected) {
        return JsonOutput.ofType("connection.established")
                .object("payload")
                .text("connectionId", connected.client())
                .text("userId", connected.identity().user().value())
                .time("timestamp", connected.atMillis())
                .close()
                .frame();
    }

    private static EncodedFrame event(String type, Payload payload) {
        return JsonOutput.ofType(type.isEmpty() ? NAMELESS : type)
                .payload("payload", payload)
                .frame();
    }

    /** What sums the stream up, or why there is nothing. */
    private static EncodedFrame end(ServerFrame.StreamEnd end) {
        String type = end.publication().message().event();
        return end.error().isEmpty()
                ? event(type, end.publication().message().data())
                : JsonOutput.ofType(type.isEmpty() ? NAMELESS : type)
                        .object("payload")
                        .text("error", end.error())
                        .close()
                        .frame();
    }

    private static EncodedFrame missed(long count) {
        return JsonOutput.ofType("events.missed")
                .object("payload")
                .number("count", count)
                .close()
                .frame();
    }

    private static EncodedFrame failure(ServerFrame.Failure failure) {
        JsonOutput out = JsonOutput.ofType("error")
                .object("payload")
                .text("code", failure.code().name())
                .text("message", failure.message());
        failure.retryAfter().ifPresent(wait -> out.number("retryAfterMs", wait.toMillis()));
        return out.close().frame();
    }

    /** What a client tells the application. */
    private static final class Event implements Request {

        private static final int MAX_TYPE_LENGTH = 128;
        private static final Payload NULL = Payload.json("null");

        private String type = "";
        private Payload payload = NULL;

        @Override
        public void field(String name, JsonInput in) throws IOException {
            switch (name) {
                case "type" -> type = in.text(MAX_TYPE_LENGTH);
                case "payload" -> payload = in.payload();
                default -> {
                    // not known here
                }
            }
        }

        @Override
        public ClientFrame frame() {
            return switch (type) {
                case "" -> malformed("type is missing");
                case "ping" -> new ClientFrame.Ping(OptionalLong.empty());
                case "pong" -> new ClientFrame.Pong();
                default -> Call.isMethod(type)
                        ? new ClientFrame.Call(OptionalLong.empty(), type, payload)
                        : malformed("this is no name of an event");
            };
        }
    }
}
