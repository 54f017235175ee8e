package dev.realtime.codec.jackson;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** How each frame of the server looks in {@code realtime.v1}. */
final class RealtimeV1Form {

    private RealtimeV1Form() {}

    static EncodedFrame of(ServerFrame frame) {
        if (frame instanceof ServerFrame.Push push) {
            return push(push);
        }
        if (frame instanceof ServerFrame.Ack ack) {
            return ack(ack);
        }
        if (frame instanceof ServerFrame.Reply reply) {
            return withData(answer("reply", reply.id()), reply.data());
        }
        if (frame instanceof ServerFrame.Subscribed subscribed) {
            return subscribed(subscribed);
        }
        if (frame instanceof ServerFrame.Unsubscribed unsubscribed) {
            return unsubscribed(unsubscribed);
        }
        if (frame instanceof ServerFrame.Gap gap) {
            return gap(gap);
        }
        if (frame instanceof ServerFrame.Position position) {
            return position(position);
        }
        if (frame instanceof ServerFrame.Failure failure) {
            return failure(failure);
        }
        return aboutTheConnection(frame);
    }

    private static EncodedFrame aboutTheConnection(ServerFrame frame) {
        if (frame instanceof ServerFrame.Connected connected) {
            return connected(connected);
        }
        if (frame instanceof ServerFrame.Ping ping) {
            return JsonOutput.ofType("ping").time("timestamp", ping.atMillis()).frame();
        }
        if (frame instanceof ServerFrame.Pong pong) {
            return answer("pong", pong.id()).time("timestamp", pong.atMillis()).frame();
        }
        if (frame instanceof ServerFrame.Goodbye goodbye) {
            return goodbye(goodbye);
        }
        return EncodedFrame.NONE;
    }

    private static EncodedFrame push(ServerFrame.Push push) {
        Publication publication = push.publication();
        Message message = publication.message();
        JsonOutput out = JsonOutput.ofType("message");
        if (message.via().isEmpty()) {
            out.text("channel", push.channel().local());
        } else {
            out.text("channel", message.via()).text("log", push.channel().local());
        }
        out.number("offset", publication.offset()).textIfAny("event", message.event());
        if (!message.data().isBinary()) {
            out.payload("data", message.data());
        }
        out.time("timestamp", publication.publishedAtMillis());
        out.textIfAny("origin", message.origin()).textIfAny("key", message.key());
        tags(out, message.tags());
        return finished(out, message.data());
    }

    private static void tags(JsonOutput out, Map<String, String> tags) {
        if (tags.isEmpty()) {
            return;
        }
        out.object("tags");
        // Sorted: an equal message has equal bytes in every run.
        new TreeMap<>(tags).forEach(out::entry);
        out.close();
    }

    private static EncodedFrame withData(JsonOutput out, Payload data) {
        if (!data.isBinary()) {
            out.payload("data", data);
        }
        return finished(out, data);
    }

    private static EncodedFrame finished(JsonOutput out, Payload data) {
        return data.isBinary() ? EncodedFrame.binary(BinaryMessage.join(out.bytes(), data.bytes())) : out.frame();
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
        connected.identity().expiresAt().ifPresent(end -> {
            long seconds = (end.toEpochMilli() - connected.atMillis()) / 1_000;
            out.number("expires", Math.max(0, seconds));
        });
        return out.object("limits")
                .number("maxBytes", connected.maxMessageBytes())
                .number("maxChannels", connected.maxChannels())
                .close()
                .frame();
    }

    private static EncodedFrame subscribed(ServerFrame.Subscribed subscribed) {
        JsonOutput out = answer("subscribed", subscribed.id())
                .text("channel", subscribed.channel().local())
                .text("epoch", subscribed.position().epoch())
                .number("offset", subscribed.position().offset())
                .flag("recovered", subscribed.recovered());
        subscribed.reason().ifPresent(reason -> out.text("reason", reason.name()));
        return out.frame();
    }

    private static EncodedFrame unsubscribed(ServerFrame.Unsubscribed unsubscribed) {
        JsonOutput out = answer("unsubscribed", unsubscribed.id())
                .text("channel", unsubscribed.channel().local());
        unsubscribed.reason().ifPresent(code -> out.text("code", code.name()));
        return out.frame();
    }

    private static EncodedFrame gap(ServerFrame.Gap gap) {
        return onChannel("gap", gap.channel())
                .number("from", gap.from())
                .number("to", gap.to())
                .text("reason", gap.reason().name())
                .frame();
    }

    private static EncodedFrame position(ServerFrame.Position position) {
        return onChannel("position", position.channel())
                .number("offset", position.offset())
                .frame();
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

    private static JsonOutput onChannel(String type, ChannelName channel) {
        return JsonOutput.ofType(type).text("channel", channel.local());
    }

    private static JsonOutput answer(String type, OptionalLong id) {
        JsonOutput out = JsonOutput.ofType(type);
        id.ifPresent(number -> out.number("id", number));
        return out;
    }
}
