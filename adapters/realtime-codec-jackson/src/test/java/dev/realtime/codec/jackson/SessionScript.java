package dev.realtime.codec.jackson;

import static dev.realtime.codec.jackson.Words.AT;
import static dev.realtime.codec.jackson.Words.CHAT;
import static dev.realtime.codec.jackson.Words.NEWS;
import static dev.realtime.codec.jackson.Words.NO_ID;
import static dev.realtime.codec.jackson.Words.NULL;
import static dev.realtime.codec.jackson.Words.PERSONAL;
import static dev.realtime.codec.jackson.Words.failure;
import static dev.realtime.codec.jackson.Words.id;
import static dev.realtime.codec.jackson.Words.since;
import static dev.realtime.codec.jackson.Words.subscribed;
import static dev.realtime.codec.jackson.Words.subscribedToKept;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.TagFilter;
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
import java.util.Set;

/** What the fixtures about the connection itself mean. */
final class SessionScript {

    private static final String TOKEN = "eyJhbGciOi…";

    private SessionScript() {}

    static Map<String, List<Said>> topics() {
        return Map.of("connect", connect(), "token", token(), "call", call(), "life", life());
    }

    private static List<Said> connect() {
        Map<String, SubscribeOptions> back = new LinkedHashMap<>();
        back.put("chat", since("b7", 17));
        back.put("news", SubscribeOptions.NONE);
        Map<String, SubscribeOptions> all = new LinkedHashMap<>();
        TagFilter filter = new TagFilter(Map.of("market", Set.of("xetra"), "kind", Set.of("bid", "ask")));
        all.put("stock", new SubscribeOptions(Optional.empty(), "eyJjaGFubmVs…", filter, true, Map.of()));
        all.put(
                "user:42",
                new SubscribeOptions(
                        Optional.of(new StreamPosition("p4", 7)), "", TagFilter.NONE, false, Map.of("ask_7", 3L)));
        Identity ending = Identity.verified(UserId.of("42"))
                .roles(Set.of("admin"))
                .expiresAt(Instant.ofEpochMilli(AT + 3_600_000));
        return List.of(
                Said.by(new ClientFrame.Connect(id(1), TOKEN, "", "", Map.of(), true)),
                connected("5f0c1b…", ending, false),
                Said.by(new ClientFrame.Connect(id(1), TOKEN, "5f0c1b…", "", back, false)),
                connected("a93e77…", Identity.claimed(UserId.of("42")), true),
                subscribedToKept(NO_ID, CHAT, "b7", 17, Optional.empty()),
                subscribed(NO_ID, NEWS, "e2", 0, NotRecovered.NEW),
                subscribedToKept(NO_ID, PERSONAL, "p4", 5, Optional.of(NotRecovered.NEW)),
                Said.by(new ClientFrame.Connect(id(1), "", "", "phone-1", all, false)),
                failure(1, ErrorCode.UNAUTHORIZED, "Invalid token"));
    }

    private static List<Said> token() {
        ChannelName vip = ChannelName.of("vip:1");
        SubscribeOptions withToken =
                new SubscribeOptions(Optional.empty(), "eyJjaGFubmVs…", TagFilter.NONE, false, Map.of());
        Instant inAnHour = Instant.ofEpochMilli(AT + 3_600_999);
        return List.of(
                Said.by(new ClientFrame.Subscribe(id(60), "vip:1", withToken)),
                subscribed(id(60), vip, "v1", 3, NotRecovered.NEW),
                Said.by(new ServerFrame.Unsubscribed(NO_ID, vip, Optional.of(ErrorCode.TOKEN_EXPIRED), AT)),
                Said.by(new ServerFrame.Failure(
                        NO_ID, Optional.empty(), ErrorCode.TOKEN_EXPIRED, "refresh", Optional.empty(), AT)),
                Said.by(new ClientFrame.Refresh(id(61), TOKEN)),
                Said.by(new ServerFrame.Refreshed(id(61), Optional.of(inAnHour), AT)),
                Said.by(new ClientFrame.Refresh(id(62), TOKEN)),
                Said.by(new ServerFrame.Refreshed(id(62), Optional.empty(), AT)),
                Said.by(new ClientFrame.Refresh(id(63), "eyJub25l…")),
                failure(63, ErrorCode.UNAUTHORIZED, "the token was not accepted"));
    }

    private static List<Said> call() {
        return List.of(
                Said.by(new ClientFrame.Call(id(5), "orders.count", Payload.json("{\"since\":\"2026-01-01\"}"))),
                Said.by(new ServerFrame.Reply(id(5), Payload.json("{\"count\":3}"))),
                Said.by(new ClientFrame.Call(id(6), "orders.drop", NULL)),
                failure(6, ErrorCode.METHOD_NOT_FOUND, "no such method"),
                Said.by(new ClientFrame.Call(NO_ID, "typing.start", Payload.json("{\"thread\":9}"))));
    }

    private static List<Said> life() {
        return List.of(
                Said.by(new ClientFrame.Ping(id(7))),
                Said.by(new ServerFrame.Pong(id(7), AT)),
                Said.by(new ServerFrame.Ping(AT)),
                Said.by(new ClientFrame.Pong()),
                Said.by(new ServerFrame.Goodbye(CloseCode.SHUTDOWN, Duration.ofSeconds(8))),
                Said.by(new ServerFrame.Goodbye(CloseCode.KICKED, Duration.ZERO)));
    }

    private static Said connected(String session, Identity identity, boolean resumed) {
        return Said.by(new ServerFrame.Connected(
                id(1),
                "c_9x2",
                session,
                identity,
                resumed,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                65_536,
                128,
                AT));
    }
}
