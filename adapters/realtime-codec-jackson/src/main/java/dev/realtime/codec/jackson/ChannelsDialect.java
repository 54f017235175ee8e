package dev.realtime.codec.jackson;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import java.util.List;

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
public final class ChannelsDialect extends PlainDialect {

    /** The name config uses. */
    public static final String NAME = "channels";

    private static final String SYSTEM = "system";
    private static final String ERROR = "error";
    private static final Payload NULL = Payload.json("null");

    /** Every kind of frame. What is left out answers requests that the dialect has not, or needs what it cannot say. */
    static final Forms FORMS = new Forms()
            .on(ServerFrame.Push.class, ChannelsDialect::push)
            .on(ServerFrame.StreamEnd.class, ChannelsDialect::end)
            .on(ServerFrame.Connected.class, ChannelsDialect::connected)
            .on(ServerFrame.Subscribed.class, ChannelsDialect::subscribed)
            .on(ServerFrame.Unsubscribed.class, ChannelsDialect::unsubscribed)
            .on(ServerFrame.Failure.class, ChannelsDialect::failure)
            .on(ServerFrame.Gap.class, ChannelsDialect::gap)
            .on(ServerFrame.Ping.class, ping -> alive("ping", ping.atMillis()))
            .on(ServerFrame.Pong.class, pong -> alive("pong", pong.atMillis()))
            .without(List.of(
                    ServerFrame.Ack.class,
                    ServerFrame.Position.class,
                    ServerFrame.Reply.class,
                    ServerFrame.Goodbye.class,
                    ServerFrame.Publications.class,
                    ServerFrame.Members.class,
                    ServerFrame.Join.class,
                    ServerFrame.Leave.class,
                    ServerFrame.Update.class,
                    ServerFrame.Count.class,
                    ServerFrame.Read.class,
                    ServerFrame.Acknowledged.class,
                    ServerFrame.Refreshed.class,
                    ServerFrame.StreamOpen.class,
                    ServerFrame.StreamChunk.class,
                    ServerFrame.StreamGap.class,
                    ServerFrame.StreamCancel.class));

    /** For messages as long as {@link Limits#DEFAULT} allows. */
    public ChannelsDialect() {
        this(Limits.DEFAULT.maxMessageBytes());
    }

    /** @param maxMessageBytes longest message of a peer, as in {@link Limits} */
    public ChannelsDialect(int maxMessageBytes) {
        super(NAME, maxMessageBytes, ChannelsRequest::new, FORMS);
    }

    private static EncodedFrame push(ServerFrame.Push push) {
        return message(push.channel(), push.publication());
    }

    /** Who cannot follow a stream is told what came out of it, if something did. */
    private static EncodedFrame end(ServerFrame.StreamEnd end) {
        boolean isEmpty = end.publication().message().data().equals(NULL);
        return isEmpty || !end.error().isEmpty() ? EncodedFrame.NONE : message(end.channel(), end.publication());
    }

    /** What is sent to a user without naming a channel is for clients that know of such messages. */
    private static EncodedFrame message(ChannelName log, Publication publication) {
        Message message = publication.message();
        if (log.isPersonal() && message.via().isEmpty()) {
            return EncodedFrame.NONE;
        }
        String channel = message.via().isEmpty() ? log.local() : message.via();
        return JsonOutput.ofType("message")
                .text("channel", channel)
                .payload("data", message.data())
                .time("timestamp", publication.publishedAtMillis())
                .frame();
    }

    private static EncodedFrame subscribed(ServerFrame.Subscribed subscribed) {
        String text = "Subscribed to " + subscribed.channel().local();
        return system(text).close().time("timestamp", subscribed.atMillis()).frame();
    }

    private static EncodedFrame gap(ServerFrame.Gap gap) {
        long count = gap.to() - gap.from() + 1;
        return system("Missed " + count + " messages on " + gap.channel().local())
                .close()
                .frame();
    }

    private static EncodedFrame alive(String type, long atMillis) {
        return JsonOutput.ofType(type).time("timestamp", atMillis).frame();
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
