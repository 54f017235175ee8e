package dev.realtime.testkit;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ServerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Frames of every kind, plain ones and ones that are hard to write. */
final class ServerFrames {

    private static final ChannelOptions.History HISTORY = ChannelOptions.DEFAULT.history();

    private static final ChannelName CHAT = ChannelName.of("chat");
    private static final ChannelName PERSONAL = ChannelName.personal(UserId.of("auth0|ann@example.com"));
    private static final OptionalLong NONE = OptionalLong.empty();
    private static final long AT = 1_700_000_000_123L;

    /** Texts that break writers: quotes, control characters, both surrogates alone, line separators, markup. */
    private static final List<String> TEXTS = List.of(
            "",
            "note",
            "say \"hi\" \\ / \b\f\n\r\t \u0000\u001f\u007f",
            "\u00e9\u4e2d\ud83d\ude00\u2028\u2029",
            "\ud800",
            "a\udfff",
            "\udc00\ud800",
            "</script>${jndi:ldap://127.0.0.1:1/a}",
            "x".repeat(5_000));

    private ServerFrames() {}

    static List<ServerFrame> all() {
        List<ServerFrame> frames = new ArrayList<>(pushes());
        for (OptionalLong id : List.of(NONE, OptionalLong.of(0), OptionalLong.of(Long.MAX_VALUE))) {
            answers(id, frames);
        }
        for (ErrorCode code : ErrorCode.values()) {
            for (String text : TEXTS) {
                frames.add(new ServerFrame.Failure(NONE, Optional.empty(), code, text, Optional.empty(), AT));
            }
        }
        for (CloseCode code : CloseCode.values()) {
            frames.add(new ServerFrame.Goodbye(code, Duration.ofSeconds(8)));
        }
        for (ServerFrame.GapReason reason : ServerFrame.GapReason.values()) {
            frames.add(new ServerFrame.Gap(CHAT, 5, 9, reason));
        }
        frames.add(new ServerFrame.Position(PERSONAL, 12));
        frames.add(new ServerFrame.Ping(AT));
        return frames;
    }

    static List<ServerFrame> pushes() {
        List<ServerFrame> frames = new ArrayList<>();
        long offset = 1;
        for (Payload data : payloads()) {
            for (String text : TEXTS) {
                Message message = Message.of(text, data).from(text).key(text).tags(Map.of("a", text));
                frames.add(new ServerFrame.Push(CHAT, new Publication(offset++, AT, message)));
            }
        }
        Message via = Message.of("note", Payload.EMPTY).via(CHAT);
        frames.add(new ServerFrame.Push(PERSONAL, new Publication(Long.MAX_VALUE, 0, via)));
        return frames;
    }

    private static List<Payload> payloads() {
        return List.of(
                Payload.EMPTY,
                Payload.json("null"),
                Payload.json("1e400"),
                Payload.json("\"\\ud83d\\ude00 \ud83d\ude00\""),
                Payload.json("{ \"keys\" : [ {\"key\":\"a\",\"version\":1} ] }"),
                Payload.json("[" + "1,".repeat(20_000) + "1]"),
                Payload.binary(new byte[] {0, -1, '"', '{'}),
                Payload.binary(new byte[0]));
    }

    private static void answers(OptionalLong id, List<ServerFrame> frames) {
        Identity endless = Identity.claimed(UserId.of("42"));
        Identity ending = Identity.verified(UserId.of("auth0|ann@example.com"))
                .roles(Set.of("admin"))
                .expiresAt(Instant.EPOCH);
        for (Identity identity : List.of(endless, ending)) {
            frames.add(new ServerFrame.Connected(
                    id,
                    "c_1",
                    "s_1",
                    identity,
                    false,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    65_536,
                    128,
                    AT));
        }
        StreamPosition position = new StreamPosition("b7", 17);
        frames.add(new ServerFrame.Subscribed(id, CHAT, position, true, Optional.empty(), Optional.empty(), AT));
        for (ServerFrame.NotRecovered reason : ServerFrame.NotRecovered.values()) {
            frames.add(new ServerFrame.Subscribed(
                    id, PERSONAL, position, false, Optional.of(reason), Optional.of(HISTORY), AT));
        }
        frames.add(new ServerFrame.Unsubscribed(id, CHAT, Optional.empty(), AT));
        frames.add(new ServerFrame.Unsubscribed(id, CHAT, Optional.of(ErrorCode.PERMISSION_DENIED), AT));
        frames.add(new ServerFrame.Ack(id, position));
        frames.add(new ServerFrame.Pong(id, AT));
        payloads().forEach(data -> frames.add(new ServerFrame.Reply(id, data)));
        frames.add(new ServerFrame.Failure(
                id,
                Optional.of(CHAT),
                ErrorCode.RATE_LIMIT_EXCEEDED,
                "Slow",
                Optional.of(Duration.ofMillis(1_500)),
                AT));
    }
}
