package dev.realtime.codec.jackson;

import static java.util.Map.entry;

import dev.realtime.codec.jackson.TranscriptPlayer.Said;
import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The recorded conversation, line by line against what each line means. */
class RealtimeV1TranscriptTest {

    private static final long AT = Instant.parse("2026-01-01T12:00:00.250Z").toEpochMilli();
    private static final OptionalLong NO_ID = OptionalLong.empty();
    private static final ChannelName CHAT = ChannelName.of("chat");
    private static final ChannelName ORDERS = ChannelName.of("orders");
    private static final ChannelName PERSONAL = ChannelName.personal(UserId.of("42"));
    private static final Payload NULL = Payload.json("null");
    private static final Payload HELLO = Payload.json("{\"text\":\"hello, 世界\"}");
    private static final Payload RAW = Payload.binary(new byte[] {(byte) 0xca, (byte) 0xfe});

    @TestFactory
    Stream<DynamicTest> saysWhatTheTranscriptSays() {
        return TranscriptPlayer.play(
                new RealtimeV1Dialect(),
                Stream.of(session(), publishing(), pushes(), calls(), life())
                        .flatMap(List::stream)
                        .toList());
    }

    private static List<Said> session() {
        Map<String, SubscribeOptions> subscriptions = new LinkedHashMap<>();
        subscriptions.put("chat", SubscribeOptions.since(new StreamPosition("b7", 17)));
        subscriptions.put("news", SubscribeOptions.NONE);
        Identity ending = Identity.verified(UserId.of("42"))
                .roles(Set.of("admin"))
                .expiresAt(Instant.ofEpochMilli(AT + 3_600_000));
        return List.of(
                Said.by(new ClientFrame.Connect(id(1), "eyJhbGciOi…", "", "", Map.of(), true)),
                Said.by(connected("5f0c1b…", ending, false)),
                Said.by(new ClientFrame.Connect(id(1), "eyJhbGciOi…", "5f0c1b…", "", subscriptions, false)),
                Said.by(connected("a93e77…", Identity.claimed(UserId.of("42")), true)),
                Said.by(subscribed(NO_ID, CHAT, "b7", 17, Optional.empty())),
                Said.by(subscribed(NO_ID, ChannelName.of("news"), "e2", 0, Optional.of(NotRecovered.NEW))),
                Said.by(subscribed(NO_ID, PERSONAL, "p4", 5, Optional.of(NotRecovered.NEW))),
                Said.by(new ClientFrame.Subscribe(
                        id(2), "orders", SubscribeOptions.since(new StreamPosition("a1", 4)))),
                Said.by(subscribed(id(2), ORDERS, "c9", 12, Optional.of(NotRecovered.EPOCH))),
                Said.by(new ClientFrame.Subscribe(id(3), "secret", SubscribeOptions.NONE)),
                Said.by(failure(3, ErrorCode.PERMISSION_DENIED, "You may not subscribe here", "secret")));
    }

    private static List<Said> publishing() {
        return List.of(
                Said.by(new ClientFrame.Publish(id(4), "chat", "note", HELLO, true, "", Map.of())),
                Said.by(new ServerFrame.Ack(id(4), new StreamPosition("b7", 18))),
                Said.by(push(CHAT, 18, Message.of("note", HELLO).from("c_9x2"))),
                Said.by(new ClientFrame.Publish(
                        NO_ID, "stock", "", Payload.json("1.10"), false, "ACME", Map.of("market", "xetra"))),
                Said.by(push(
                        ChannelName.of("stock"),
                        3,
                        Message.of(Payload.json("1.10"))
                                .from("c_9x2")
                                .key("ACME")
                                .tags(Map.ofEntries(entry("market", "xetra"))))));
    }

    private static List<Said> pushes() {
        return List.of(
                Said.by(push(PERSONAL, 6, Message.of("task.created", Payload.json("{\"id\":7}")))),
                Said.by(push(
                        PERSONAL,
                        7,
                        Message.of(Payload.json("\"for your eyes only\"")).via(CHAT))),
                Said.by(new ServerFrame.Position(CHAT, 22)),
                Said.by(new ServerFrame.Gap(CHAT, 23, 40, ServerFrame.GapReason.SLOW)),
                Said.by(new ClientFrame.Publish(NO_ID, "cam", "", RAW, true, "", Map.of())),
                Said.by(push(ChannelName.of("cam"), 1, Message.of(RAW))));
    }

    private static List<Said> calls() {
        Payload since = Payload.json("{\"since\":\"2026-01-01\"}");
        return List.of(
                Said.by(new ClientFrame.Call(id(5), "orders.count", since)),
                Said.by(new ServerFrame.Reply(id(5), Payload.json("{\"count\":3}"))),
                Said.by(new ClientFrame.Call(id(6), "orders.drop", NULL)),
                Said.by(failure(6, ErrorCode.METHOD_NOT_FOUND, "No such method", "")),
                Said.by(new ClientFrame.Call(NO_ID, "typing.start", Payload.json("{\"thread\":9}"))));
    }

    private static List<Said> life() {
        return List.of(
                Said.by(new ClientFrame.Ping(id(7))),
                Said.by(new ServerFrame.Pong(id(7), AT)),
                Said.by(new ServerFrame.Ping(AT)),
                Said.by(new ClientFrame.Pong()),
                Said.by(new ClientFrame.Publish(id(8), "chat", "", NULL, true, "", Map.of())),
                Said.by(new ServerFrame.Failure(
                        id(8),
                        Optional.of(CHAT),
                        ErrorCode.RATE_LIMIT_EXCEEDED,
                        "Too many messages",
                        Optional.of(Duration.ofMillis(1_500)),
                        AT)),
                Said.by(new ClientFrame.Unsubscribe(id(9), "chat")),
                Said.by(new ServerFrame.Unsubscribed(id(9), CHAT, Optional.empty(), AT)),
                Said.by(new ServerFrame.Unsubscribed(NO_ID, ORDERS, Optional.of(ErrorCode.PERMISSION_DENIED), AT)),
                Said.by(new ServerFrame.Goodbye(CloseCode.SHUTDOWN, Duration.ofSeconds(8))));
    }

    private static ServerFrame connected(String session, Identity identity, boolean resumed) {
        return new ServerFrame.Connected(
                id(1),
                "c_9x2",
                session,
                identity,
                resumed,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                65_536,
                128,
                AT);
    }

    private static ServerFrame subscribed(
            OptionalLong id, ChannelName channel, String epoch, long offset, Optional<NotRecovered> reason) {
        return new ServerFrame.Subscribed(
                id, channel, new StreamPosition(epoch, offset), reason.isEmpty(), reason, Optional.empty(), AT);
    }

    private static ServerFrame failure(long id, ErrorCode code, String message, String channel) {
        return new ServerFrame.Failure(id(id), ChannelName.parse("", channel), code, message, Optional.empty(), AT);
    }

    private static ServerFrame push(ChannelName channel, long offset, Message message) {
        return new ServerFrame.Push(channel, new Publication(offset, AT, message));
    }

    private static OptionalLong id(long number) {
        return OptionalLong.of(number);
    }
}
