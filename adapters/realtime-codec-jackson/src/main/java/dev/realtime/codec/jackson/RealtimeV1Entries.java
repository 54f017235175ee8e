package dev.realtime.codec.jackson;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import java.util.Map;
import java.util.TreeMap;

/**
 * How entries of a channel's log look in {@code realtime.v1}: alone as a message, or as part of an answer about the
 * history, where a plain message has no {@code type}.
 *
 * <p><b>Threads:</b> stateless.
 */
final class RealtimeV1Entries {

    private RealtimeV1Entries() {}

    static Forms forms() {
        return new Forms()
                .on(ServerFrame.Push.class, RealtimeV1Entries::push)
                .on(ServerFrame.StreamOpen.class, open -> open(JsonOutput.ofType("open"), open)
                        .frame())
                .on(ServerFrame.StreamEnd.class, end -> end(JsonOutput.ofType("end"), end)
                        .frame())
                .on(ServerFrame.Publications.class, RealtimeV1Entries::publications);
    }

    static EncodedFrame push(ServerFrame.Push push) {
        return message(JsonOutput.ofType("message"), push).frame();
    }

    /** Without a number nobody waits for it. */
    private static EncodedFrame publications(ServerFrame.Publications reply) {
        if (reply.id().isEmpty()) {
            return EncodedFrame.NONE;
        }
        JsonOutput out = RealtimeV1Form.answer("reply", reply.id())
                .text("channel", reply.channel().local())
                .text("epoch", reply.top().epoch())
                .number("offset", reply.top().offset());
        reply.next().ifPresent(next -> out.number("next", next));
        out.array("publications");
        for (Publication publication : reply.publications()) {
            item(out.item(), ServerFrame.of(reply.channel(), publication)).close();
        }
        return out.closeArray().frame();
    }

    private static JsonOutput item(JsonOutput out, ServerFrame entry) {
        if (entry instanceof ServerFrame.StreamOpen open) {
            return open(out.text("type", "open"), open);
        }
        if (entry instanceof ServerFrame.StreamEnd end) {
            return end(out.text("type", "end"), end);
        }
        return message(out, (ServerFrame.Push) entry);
    }

    private static JsonOutput message(JsonOutput out, ServerFrame.Push push) {
        Publication publication = push.publication();
        Message message = publication.message();
        place(out, push.channel(), publication)
                .textIfAny("event", message.event())
                .body("data", message.data());
        return tags(origin(out, publication).textIfAny("key", message.key()), message.tags());
    }

    private static JsonOutput open(JsonOutput out, ServerFrame.StreamOpen open) {
        Publication publication = open.publication();
        place(out, open.channel(), publication)
                .text("stream", open.stream())
                .textIfAny("event", publication.message().event());
        return origin(out, publication);
    }

    private static JsonOutput end(JsonOutput out, ServerFrame.StreamEnd end) {
        Publication publication = end.publication();
        place(out, end.channel(), publication)
                .text("stream", end.stream())
                .number("chunks", end.chunks())
                .textIfAny("error", end.error())
                .textIfAny("event", publication.message().event())
                .body("data", publication.message().data());
        return origin(out, publication);
    }

    private static JsonOutput place(JsonOutput out, ChannelName channel, Publication publication) {
        String via = publication.message().via();
        if (via.isEmpty()) {
            out.text("channel", channel.local());
        } else {
            out.text("channel", via).text("log", channel.local());
        }
        // One that is shown out of turn has no place from which the reader could go on.
        return publication.isPlaced() ? out.number("offset", publication.offset()) : out;
    }

    private static JsonOutput origin(JsonOutput out, Publication publication) {
        return out.time("timestamp", publication.publishedAtMillis())
                .textIfAny("origin", publication.message().origin());
    }

    private static JsonOutput tags(JsonOutput out, Map<String, String> tags) {
        if (tags.isEmpty()) {
            return out;
        }
        out.object("tags");
        // Sorted: an equal message has equal bytes in every run.
        new TreeMap<>(tags).forEach(out::entry);
        return out.close();
    }
}
