package dev.realtime.codec.jackson;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;

/**
 * How it looks in {@code realtime.v1} who is there, what they do and how far they have read.
 *
 * <p><b>Threads:</b> stateless.
 */
final class RealtimeV1Presence {

    private RealtimeV1Presence() {}

    static Forms forms() {
        return new Forms()
                .on(ServerFrame.Members.class, RealtimeV1Presence::members)
                .on(ServerFrame.Join.class, RealtimeV1Presence::join)
                .on(ServerFrame.Leave.class, leave -> member("leave", leave.channel(), leave.client(), leave.user())
                        .frame())
                .on(ServerFrame.Update.class, RealtimeV1Presence::update)
                .on(ServerFrame.Count.class, count -> RealtimeV1Form.onChannel("count", count.channel())
                        .number("total", count.total())
                        .frame())
                .on(ServerFrame.Read.class, RealtimeV1Presence::read)
                .on(ServerFrame.Acknowledged.class, RealtimeV1Presence::acknowledged);
    }

    /** Without a number nobody waits for it. */
    private static EncodedFrame members(ServerFrame.Members reply) {
        if (reply.id().isEmpty()) {
            return EncodedFrame.NONE;
        }
        JsonOutput out = RealtimeV1Form.answer("reply", reply.id())
                .text("channel", reply.channel().local())
                .array("members");
        for (Member member : reply.members()) {
            out.item()
                    .textIfAny("client", member.client())
                    .text("user", member.user().value());
            member.info().ifPresent(info -> out.payload("info", info));
            member.state().ifPresent(state -> out.payload("state", state));
            out.time("joined", member.joinedAtMillis()).close();
        }
        return out.closeArray().number("total", reply.total()).frame();
    }

    private static EncodedFrame join(ServerFrame.Join join) {
        JsonOutput out = member("join", join.channel(), join.client(), join.user());
        join.info().ifPresent(info -> out.payload("info", info));
        return out.frame();
    }

    private static EncodedFrame update(ServerFrame.Update update) {
        JsonOutput out = member("update", update.channel(), update.client(), update.user());
        update.state().ifPresent(state -> out.body("state", state));
        return out.frame();
    }

    private static EncodedFrame read(ServerFrame.Read read) {
        return RealtimeV1Form.onChannel("receipt", read.channel())
                .text("user", read.user())
                .text("epoch", read.position().epoch())
                .number("offset", read.position().offset())
                .frame();
    }

    /** Without a number nobody waits for it. */
    private static EncodedFrame acknowledged(ServerFrame.Acknowledged reply) {
        return reply.id().isEmpty()
                ? EncodedFrame.NONE
                : RealtimeV1Form.answer("reply", reply.id())
                        .text("channel", reply.channel().local())
                        .number("unread", reply.unread())
                        .frame();
    }

    private static JsonOutput member(String type, ChannelName channel, String client, String user) {
        return RealtimeV1Form.onChannel(type, channel)
                .textIfAny("client", client)
                .text("user", user);
    }
}
