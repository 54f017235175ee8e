package dev.realtime.codec.jackson;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How each frame of the server looks in {@code realtime.v1}.
 *
 * <p><b>Threads:</b> stateless.
 */
final class RealtimeV1Form {

    /** Every kind of frame. */
    static final Forms FORMS = new Forms()
            .with(aboutTheConnection())
            .with(aboutChannels())
            .with(aboutStreams())
            .with(RealtimeV1Entries.forms())
            .with(RealtimeV1Presence.forms());

    private RealtimeV1Form() {}

    static EncodedFrame of(ServerFrame frame) {
        // Nearly all frames are these.
        return frame instanceof ServerFrame.Push push ? RealtimeV1Entries.push(push) : FORMS.of(frame);
    }

    private static Forms aboutTheConnection() {
        return new Forms()
                .on(ServerFrame.Connected.class, RealtimeV1Form::connected)
                .on(ServerFrame.Refreshed.class, RealtimeV1Form::refreshed)
                .on(ServerFrame.Ping.class, ping -> JsonOutput.ofType("ping")
                        .time("timestamp", ping.atMillis())
                        .frame())
                .on(ServerFrame.Pong.class, pong -> answer("pong", pong.id())
                        .time("timestamp", pong.atMillis())
                        .frame())
                .on(ServerFrame.Reply.class, reply -> answer("reply", reply.id())
                        .body("data", reply.data())
                        .frame())
                .on(ServerFrame.Failure.class, RealtimeV1Form::failure)
                .on(ServerFrame.Goodbye.class, RealtimeV1Form::goodbye);
    }

    private static Forms aboutChannels() {
        return new Forms()
                .on(ServerFrame.Ack.class, RealtimeV1Form::ack)
                .on(ServerFrame.Subscribed.class, RealtimeV1Form::subscribed)
                .on(ServerFrame.Unsubscribed.class, RealtimeV1Form::unsubscribed)
                .on(ServerFrame.Gap.class, gap -> onChannel("gap", gap.channel())
                        .number("from", gap.from())
                        .number("to", gap.to())
                        .text("reason", gap.reason().name())
                        .frame())
                .on(ServerFrame.Position.class, position -> onChannel("position", position.channel())
                        .number("offset", position.offset())
                        .frame());
    }

    private static Forms aboutStreams() {
        return new Forms()
                .on(ServerFrame.StreamChunk.class, chunk -> onStream("stream", chunk.channel(), chunk.stream())
                        .number("seq", chunk.seq())
                        .body("data", chunk.data())
                        .frame())
                .on(ServerFrame.StreamGap.class, gap -> onStream("gap", gap.channel(), gap.stream())
                        .number("from", gap.from())
                        .number("to", gap.to())
                        .text("reason", gap.reason().name())
                        .frame())
                .on(ServerFrame.StreamCancel.class, cancel -> JsonOutput.ofType("cancel")
                        .text("stream", cancel.stream())
                        .frame());
    }

    /** Without a number nobody waits for it. */
    private static EncodedFrame ack(ServerFrame.Ack ack) {
        if (ack.id().isEmpty()) {
            return EncodedFrame.NONE;
        }
        return answer("ack", ack.id())
                .text("epoch", ack.position().epoch())
                .number("offset", ack.position().offset())
                .frame();
    }

    private static EncodedFrame connected(ServerFrame.Connected connected) {
        Duration pong = connected.deadAfter().minus(connected.pingAfter());
        JsonOutput out = answer("connected", connected.id())
                .text("session", connected.session())
                .text("client", connected.client())
                .text("user", connected.identity().user().value())
                .flag("resumed", connected.resumed())
                .number("ping", connected.pingAfter().toMillis())
                .number("pong", pong.toMillis());
        return expires(out, connected.identity().expiresAt(), connected.atMillis())
                .object("limits")
                .number("maxBytes", connected.maxMessageBytes())
                .number("maxChannels", connected.maxChannels())
                .close()
                .frame();
    }

    /** Without a number nobody waits for it. */
    private static EncodedFrame refreshed(ServerFrame.Refreshed refreshed) {
        return refreshed.id().isEmpty()
                ? EncodedFrame.NONE
                : expires(answer("reply", refreshed.id()), refreshed.expiresAt(), refreshed.atMillis())
                        .frame();
    }

    private static JsonOutput expires(JsonOutput out, Optional<Instant> end, long nowMillis) {
        end.ifPresent(moment -> out.number("expires", Math.max(0, (moment.toEpochMilli() - nowMillis) / 1_000)));
        return out;
    }

    private static EncodedFrame subscribed(ServerFrame.Subscribed subscribed) {
        JsonOutput out = answer("subscribed", subscribed.id())
                .text("channel", subscribed.channel().local())
                .text("epoch", subscribed.position().epoch())
                .number("offset", subscribed.position().offset())
                .flag("recovered", subscribed.recovered());
        subscribed.reason().ifPresent(reason -> out.text("reason", reason.name()));
        subscribed.history().ifPresent(history -> out.object("history")
                .number("count", history.count())
                .number("bytes", history.bytes())
                .number("ms", history.age().toMillis())
                .close());
        return out.frame();
    }

    private static EncodedFrame unsubscribed(ServerFrame.Unsubscribed unsubscribed) {
        JsonOutput out = answer("unsubscribed", unsubscribed.id())
                .text("channel", unsubscribed.channel().local());
        unsubscribed.reason().ifPresent(code -> out.text("code", code.name()));
        return out.frame();
    }

    private static EncodedFrame failure(ServerFrame.Failure failure) {
        ErrorCode code = failure.code();
        JsonOutput out = answer("error", failure.id());
        failure.channel().ifPresent(channel -> out.text("channel", channel.local()));
        out.text("code", code.name())
                .number("status", code.status())
                .text("message", failure.message())
                .flag("temporary", code.temporary());
        failure.retryAfter().ifPresent(wait -> out.number("retryAfterMs", wait.toMillis()));
        return out.frame();
    }

    private static EncodedFrame goodbye(ServerFrame.Goodbye goodbye) {
        return JsonOutput.ofType("goodbye")
                .number("code", goodbye.code().number())
                .text("reason", goodbye.code().reason())
                .flag("reconnect", goodbye.code().reconnect())
                .range("windowMs", 0, goodbye.window().toMillis())
                .frame();
    }

    static JsonOutput onChannel(String type, ChannelName channel) {
        return JsonOutput.ofType(type).text("channel", channel.local());
    }

    private static JsonOutput onStream(String type, ChannelName channel, String stream) {
        return onChannel(type, channel).text("stream", stream);
    }

    static JsonOutput answer(String type, OptionalLong id) {
        JsonOutput out = JsonOutput.ofType(type);
        id.ifPresent(number -> out.number("id", number));
        return out;
    }
}
