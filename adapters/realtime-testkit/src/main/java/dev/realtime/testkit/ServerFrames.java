package dev.realtime.testkit;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Member;
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

    /** Stands in every frame wherever something is nobody's business but the addressee's. */
    static final String SECRET = "s3cr3t";

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
        presence(frames);
        streams(frames);
        return frames;
    }

    static List<ServerFrame> pushes() {
        List<ServerFrame> frames = new ArrayList<>();
        messages().forEach(publication -> frames.add(new ServerFrame.Push(CHAT, publication)));
        Message via = Message.of("note", Payload.EMPTY).via(CHAT);
        frames.add(new ServerFrame.Push(PERSONAL, new Publication(Long.MAX_VALUE, 0, via)));
        return frames;
    }

    private static List<Publication> messages() {
        List<Publication> publications = new ArrayList<>();
        for (Payload data : payloads()) {
            for (String text : TEXTS) {
                Message message = Message.of(text, data)
                        .from(text)
                        .key(text)
                        .tags(Map.of("a", text))
                        .idempotencyKey(SECRET);
                publications.add(new Publication(publications.size() + 1, AT, message));
            }
        }
        return publications;
    }

    private static void presence(List<ServerFrame> frames) {
        for (String text : TEXTS) {
            frames.add(new ServerFrame.Leave(CHAT, text, text));
            frames.add(new ServerFrame.Join(CHAT, text, text, Optional.empty()));
            frames.add(new ServerFrame.Update(CHAT, text, text, Optional.empty()));
            frames.add(new ServerFrame.Read(CHAT, text, new StreamPosition(text, 3)));
        }
        for (Payload data : payloads()) {
            frames.add(new ServerFrame.Join(CHAT, "c_1", "42", Optional.of(data)));
            frames.add(new ServerFrame.Update(CHAT, "c_1", "42", Optional.of(data)));
        }
        frames.add(new ServerFrame.Count(CHAT, 0));
        frames.add(new ServerFrame.Count(CHAT, Integer.MAX_VALUE));
    }

    private static void streams(List<ServerFrame> frames) {
        for (Publication publication : messages()) {
            String text = publication.message().event();
            frames.add(new ServerFrame.StreamOpen(CHAT, publication, "ask_7"));
            frames.add(new ServerFrame.StreamEnd(CHAT, publication, "ask_7", Long.MAX_VALUE, text));
            frames.add(new ServerFrame.StreamChunk(
                    CHAT, "ask_7", text, Long.MAX_VALUE, publication.message().data()));
        }
        Message via = Message.of("note", Payload.EMPTY).via(CHAT);
        frames.add(new ServerFrame.StreamOpen(PERSONAL, new Publication(1, 0, via), "ask_7"));
        frames.add(new ServerFrame.StreamEnd(PERSONAL, new Publication(2, 0, via), "ask_7", 0, ""));
        Publication unplaced = Publication.unplaced(AT, Message.of(Payload.json("null")));
        frames.add(new ServerFrame.StreamOpen(CHAT, unplaced, "ask_7"));
        frames.add(new ServerFrame.StreamEnd(CHAT, unplaced, "ask_7", 0, "EXPIRED"));
        frames.add(new ServerFrame.StreamGap(CHAT, "ask_7", 0, 9, ServerFrame.GapReason.EVICTED));
        frames.add(new ServerFrame.StreamCancel("ask_7"));
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
                .expiresAt(Instant.EPOCH)
                .tokenId(SECRET);
        for (Identity identity : List.of(endless, ending)) {
            frames.add(new ServerFrame.Connected(
                    id,
                    "c_1",
                    SECRET,
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
        frames.add(new ServerFrame.Refreshed(id, Optional.empty(), AT));
        frames.add(new ServerFrame.Refreshed(id, Optional.of(Instant.EPOCH), AT));
        frames.add(new ServerFrame.Acknowledged(id, CHAT, 0));
        frames.add(
                new ServerFrame.Publications(id, CHAT, List.of(), OptionalLong.empty(), new StreamPosition("b7", 0)));
        frames.add(new ServerFrame.Publications(id, PERSONAL, history(), OptionalLong.of(Long.MAX_VALUE), position));
        frames.add(new ServerFrame.Members(id, CHAT, List.of(), 0));
        frames.add(new ServerFrame.Members(id, CHAT, members(), 5_000));
        frames.add(new ServerFrame.Failure(
                id,
                Optional.of(CHAT),
                ErrorCode.RATE_LIMIT_EXCEEDED,
                "Slow",
                Optional.of(Duration.ofMillis(1_500)),
                AT));
    }

    /** Entries of each kind that a channel's history may hold. */
    private static List<Publication> history() {
        List<Publication> entries = new ArrayList<>(messages());
        Message stream = Message.of("ask", Payload.EMPTY).key("ask_7");
        entries.add(new Publication(1, 0, stream.kind(Message.Kind.OPEN)));
        entries.add(new Publication(2, 0, stream.kind(Message.Kind.END).tags(Map.of("chunks", "7", "error", "cut"))));
        entries.add(new Publication(3, 0, stream.via(CHAT)));
        return entries;
    }

    private static List<Member> members() {
        List<Member> members = new ArrayList<>();
        for (Payload data : payloads()) {
            members.add(new Member("c_1", UserId.of("42"), Optional.of(data), Optional.of(data), AT));
        }
        members.add(new Member("", UserId.of("42"), Optional.empty(), Optional.empty(), 0));
        return members;
    }
}
