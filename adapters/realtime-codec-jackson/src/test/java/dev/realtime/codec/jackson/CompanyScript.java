package dev.realtime.codec.jackson;

import static dev.realtime.codec.jackson.Words.AT;
import static dev.realtime.codec.jackson.Words.NO_ID;
import static dev.realtime.codec.jackson.Words.NULL;
import static dev.realtime.codec.jackson.Words.PERSONAL;
import static dev.realtime.codec.jackson.Words.ROOM;
import static dev.realtime.codec.jackson.Words.ack;
import static dev.realtime.codec.jackson.Words.id;
import static dev.realtime.codec.jackson.Words.push;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.TagFilter;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.Acknowledge.Level;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.GapReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the fixtures about others in a channel mean: who they are, what they do, produce and have read. */
final class CompanyScript {

    private static final Payload TYPING = Payload.json("{\"typing\":true}");

    private CompanyScript() {}

    static Map<String, List<Said>> topics() {
        return Map.of("presence", presence(), "stream", stream(), "receipt", receipt());
    }

    private static List<Said> presence() {
        Member ann = member("c_9x2", "42");
        Member annTyping = new Member(
                "c_9x2", UserId.of("42"), Optional.of(Payload.json("{\"name\":\"Ann\"}")), Optional.of(TYPING), AT);
        ChannelName other = ChannelName.personal(UserId.of("43"));
        return List.of(
                Said.by(new ClientFrame.Subscribe(
                        id(30), "room:7", new SubscribeOptions(Optional.empty(), "", TagFilter.NONE, true, Map.of()))),
                Said.by(new ClientFrame.Presence(id(31), "room:7", Optional.empty())),
                Said.by(new ServerFrame.Members(id(31), ROOM, List.of(annTyping, member("c_4ab", "43")), 2)),
                Said.by(new ServerFrame.Join(ROOM, "c_7yz", "44", Optional.of(Payload.json("{\"name\":\"Bob\"}")))),
                Said.by(new ClientFrame.Update(
                        id(32), "room:7", Optional.of(TYPING), Optional.of(Duration.ofSeconds(5)))),
                Said.by(new ServerFrame.Reply(id(32), Payload.EMPTY)),
                Said.by(new ServerFrame.Update(ROOM, "c_7yz", "44", Optional.of(TYPING))),
                Said.by(new ServerFrame.Update(ROOM, "c_7yz", "44", Optional.empty())),
                Said.by(new ClientFrame.Update(NO_ID, "room:7", Optional.empty(), Optional.empty())),
                Said.by(new ServerFrame.Leave(ROOM, "c_7yz", "44")),
                Said.by(new ServerFrame.Count(ROOM, 5_210)),
                Said.by(new ClientFrame.Presence(id(33), "room:7", Optional.of(false))),
                Said.by(new ServerFrame.Members(id(33), ROOM, List.of(ann), 5_210)),
                Said.by(new ClientFrame.Presence(id(34), "user:43", Optional.of(true))),
                Said.by(new ServerFrame.Members(id(34), other, List.of(member("", "43")), 1)),
                Said.by(new ServerFrame.Leave(other, "", "43")));
    }

    private static Member member(String client, String user) {
        return new Member(client, UserId.of(user), Optional.empty(), Optional.empty(), AT);
    }

    private static List<Said> stream() {
        Message answer = Message.of("ask.response", Payload.EMPTY);
        Message done = Message.of("ask.response", Payload.json("{\"sources\":[\"deep\"],\"suggestedActions\":[]}"));
        SubscribeOptions back = new SubscribeOptions(
                Optional.of(new StreamPosition("r2", 8)), "", TagFilter.NONE, false, Map.of("ask_7", 1L));
        return List.of(
                push(PERSONAL, 8, answer.kind(Kind.OPEN).key("ask_7")),
                piece("ask_7", 0, "{\"text\":\"The answer\"}"),
                piece("ask_7", 1, "{\"text\":\" is 42.\"}"),
                push(PERSONAL, 9, done.kind(Kind.END).key("ask_7").tags(Map.of("chunks", "2"))),
                Said.by(new ClientFrame.Subscribe(id(40), "room:7", back)),
                Said.by(new ServerFrame.StreamGap(PERSONAL, "ask_8", 3, 9, GapReason.SLOW)),
                Said.by(new ClientFrame.Cancel(NO_ID, "user:42", "ask_8")),
                push(
                        PERSONAL,
                        11,
                        Message.of("ask.response", NULL)
                                .kind(Kind.END)
                                .key("ask_8")
                                .tags(Map.of("chunks", "10", "error", "cancelled"))),
                unplaced(Message.of("draft", Payload.EMPTY)
                        .kind(Kind.OPEN)
                        .key("s_4fK9wQ")
                        .from("c_4ab")),
                unplaced(Message.of(NULL).kind(Kind.END).key("s_4fK9wQ").tags(Map.of("error", "LIMIT_EXCEEDED"))),
                Said.by(new ClientFrame.Open(id(41), "draft", "room:7", "draft")),
                ack(41, "r2", 31),
                Said.by(new ClientFrame.Chunk(NO_ID, "draft", 0, Payload.json("\"Dear \""))),
                Said.by(new ClientFrame.Chunk(id(42), "draft", 1, Payload.json("\"all,\""))),
                ack(42, "s9", 2),
                Said.by(new ClientFrame.End(id(43), "draft", Optional.of(Payload.json("\"Dear all,\"")), "")),
                ack(43, "r2", 32),
                Said.by(new ClientFrame.End(NO_ID, "draft", Optional.empty(), "the microphone is gone")),
                Said.by(new ServerFrame.StreamCancel("draft")));
    }

    /** Shown to this client alone. */
    private static Said unplaced(Message message) {
        return Said.by(ServerFrame.of(ROOM, Publication.unplaced(AT, message)));
    }

    private static Said piece(String stream, long seq, String json) {
        return Said.by(new ServerFrame.StreamChunk(PERSONAL, stream, "ask.response", seq, Payload.json(json)));
    }

    private static List<Said> receipt() {
        return List.of(
                Said.by(new ClientFrame.Acknowledge(NO_ID, Level.DELIVERED, "user:42", "", 21)),
                Said.by(new ClientFrame.Acknowledge(id(50), Level.READ, "user:42", "p4", 20)),
                Said.by(new ServerFrame.Acknowledged(id(50), PERSONAL, 1)),
                Said.by(new ClientFrame.Acknowledge(id(51), Level.DELIVERED, "room:7", "", 32)),
                Said.by(new ServerFrame.Acknowledged(id(51), ROOM, 0)),
                Said.by(new ServerFrame.Read(ROOM, "43", new StreamPosition("r2", 31))));
    }
}
