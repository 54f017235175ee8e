package dev.realtime.codec.jackson;

import static dev.realtime.codec.jackson.Words.AT;
import static dev.realtime.codec.jackson.Words.CAM;
import static dev.realtime.codec.jackson.Words.CHAT;
import static dev.realtime.codec.jackson.Words.FEED;
import static dev.realtime.codec.jackson.Words.NEWS;
import static dev.realtime.codec.jackson.Words.NO_ID;
import static dev.realtime.codec.jackson.Words.NULL;
import static dev.realtime.codec.jackson.Words.ORDERS;
import static dev.realtime.codec.jackson.Words.PERSONAL;
import static dev.realtime.codec.jackson.Words.RAW;
import static dev.realtime.codec.jackson.Words.ROOM;
import static dev.realtime.codec.jackson.Words.STOCK;
import static dev.realtime.codec.jackson.Words.ack;
import static dev.realtime.codec.jackson.Words.failure;
import static dev.realtime.codec.jackson.Words.id;
import static dev.realtime.codec.jackson.Words.publication;
import static dev.realtime.codec.jackson.Words.push;
import static dev.realtime.codec.jackson.Words.since;
import static dev.realtime.codec.jackson.Words.subscribed;
import static dev.realtime.codec.jackson.Words.subscribedToKept;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.TagFilter;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.GapReason;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** What the fixtures about channels and their messages mean. */
final class ChannelScript {

    private ChannelScript() {}

    static Map<String, List<Said>> topics() {
        return Map.of(
                "subscribe", subscribe(),
                "publish", publish(),
                "user", user(),
                "feed", feed(),
                "history", history(),
                "filter", filter());
    }

    private static List<Said> subscribe() {
        ChannelOptions.History aMinute = new ChannelOptions.History(100, 65_536, Duration.ofMinutes(1));
        return List.of(
                Said.by(new ClientFrame.Subscribe(id(2), "orders", since("a1", 4))),
                subscribed(id(2), ORDERS, "c9", 12, Optional.of(NotRecovered.EPOCH), Optional.of(aMinute)),
                subscribed(id(2), ORDERS, "a1", 1_300, NotRecovered.EXPIRED),
                subscribed(id(2), ORDERS, "a1", 3, NotRecovered.AHEAD),
                Said.by(new ClientFrame.Subscribe(id(3), "secret", SubscribeOptions.NONE)),
                failure(3, ErrorCode.PERMISSION_DENIED, "not allowed", ChannelName.of("secret")),
                Said.by(new ClientFrame.Unsubscribe(id(9), "chat")),
                Said.by(new ServerFrame.Unsubscribed(id(9), CHAT, Optional.empty(), AT)),
                Said.by(new ServerFrame.Unsubscribed(NO_ID, ORDERS, Optional.of(ErrorCode.PERMISSION_DENIED), AT)),
                subscribed(NO_ID, CHAT, "c1", 0, NotRecovered.EPOCH),
                subscribed(NO_ID, ChannelName.of("vip:1"), "v1", 3, NotRecovered.NEW));
    }

    private static List<Said> publish() {
        Payload hello = Payload.json("{\"text\":\"hello, 世界\"}");
        Message price = Message.of(Payload.json("1.10")).key("ACME").tags(Map.of("market", "xetra"));
        return List.of(
                Said.by(new ClientFrame.Publish(id(4), "chat", "note", hello, true, "", Map.of())),
                ack(4, "b7", 18),
                push(CHAT, 18, Message.of("note", hello).from("c_9x2")),
                Said.by(new ClientFrame.Publish(
                        NO_ID, "stock", "", Payload.json("1.10"), false, "ACME", Map.of("market", "xetra"))),
                push(STOCK, 3, price.from("c_9x2").withoutEcho()),
                Said.by(new ClientFrame.Publish(id(8), "chat", "", NULL, true, "", Map.of())),
                failure(8, ErrorCode.RATE_LIMIT_EXCEEDED, "too many messages", CHAT, Duration.ofMillis(1_500)),
                order(10, 7),
                failure(10, ErrorCode.TIMEOUT, "nobody knows whether it was published", ORDERS),
                order(11, 7),
                ack(11, "c9", 13),
                order(12, 8),
                failure(12, ErrorCode.CONFLICT, "the message was not published", ORDERS),
                Said.by(new ServerFrame.Position(CHAT, 22)),
                Said.by(new ServerFrame.Gap(CHAT, 23, 40, GapReason.SLOW)),
                Said.by(new ServerFrame.Gap(CHAT, 41, 44, GapReason.EVICTED)));
    }

    private static Said order(long id, int number) {
        Payload data = Payload.json("{\"order\":" + number + "}");
        return Said.by(new ClientFrame.Publish(id(id), "orders", "", data, true, "", Map.of(), "order-7"));
    }

    private static List<Said> user() {
        return List.of(
                push(PERSONAL, 6, Message.of("task.created", Payload.json("{\"id\":7}"))),
                push(PERSONAL, 7, forYourEyesOnly()));
    }

    private static Message forYourEyesOnly() {
        return Message.of(Payload.json("\"for your eyes only\"")).via(CHAT);
    }

    private static List<Said> feed() {
        Message hi = Message.of(Payload.json("{\"text\":\"hi\"}")).from("c_4ab").via(ROOM);
        return List.of(
                Said.by(new ClientFrame.Subscribe(id(13), "room:*", SubscribeOptions.NONE)),
                subscribedToKept(id(13), FEED, "f3", 900, Optional.of(NotRecovered.NEW)),
                push(FEED, 901, hi),
                Said.by(new ServerFrame.Position(FEED, 904)));
    }

    private static List<Said> history() {
        Message hello = Message.of("note", Payload.json("{\"text\":\"hello\"}")).from("c_9x2");
        Message price = Message.of(Payload.json("1.10")).key("ACME").tags(Map.of("market", "xetra"));
        Message open = Message.of("ask.response", Payload.EMPTY).kind(Kind.OPEN).key("ask_7");
        Message end = Message.of("ask.response", Payload.json("{\"sources\":[]}"))
                .kind(Kind.END)
                .key("ask_7")
                .tags(Map.of("chunks", "12"));
        return List.of(
                Said.by(new ClientFrame.History(id(20), "chat", Optional.empty(), OptionalInt.of(3), false)),
                publications(
                        20,
                        CHAT,
                        OptionalLong.of(3),
                        new StreamPosition("b7", 21),
                        publication(1, hello),
                        publication(2, Message.of(RAW)),
                        publication(3, price)),
                Said.by(new ClientFrame.History(
                        id(21), "chat", Optional.of(new StreamPosition("b7", 3)), OptionalInt.of(2), false)),
                publications(
                        21,
                        CHAT,
                        OptionalLong.of(5),
                        new StreamPosition("b7", 21),
                        publication(4, open),
                        publication(5, end)),
                Said.by(new ClientFrame.History(id(22), "user:42", Optional.empty(), OptionalInt.of(1), true)),
                publications(
                        22,
                        PERSONAL,
                        OptionalLong.of(7),
                        new StreamPosition("p4", 7),
                        publication(7, forYourEyesOnly())),
                Said.by(new ClientFrame.History(
                        id(23), "orders", Optional.of(new StreamPosition("a1", 4)), OptionalInt.empty(), false)),
                failure(23, ErrorCode.UNRECOVERABLE_POSITION, "the history does not reach there", ORDERS),
                Said.by(new ClientFrame.History(id(24), "news", Optional.empty(), OptionalInt.empty(), false)),
                publications(24, NEWS, NO_ID, new StreamPosition("e2", 0)));
    }

    private static Said publications(
            long id, ChannelName channel, OptionalLong next, StreamPosition top, Publication... publications) {
        return Said.by(new ServerFrame.Publications(id(id), channel, List.of(publications), next, top));
    }

    private static List<Said> filter() {
        TagFilter wanted = new TagFilter(Map.of("market", Set.of("xetra"), "kind", Set.of("bid", "ask")));
        Message bid = Message.of(Payload.json("1.12")).tags(Map.of("market", "xetra", "kind", "bid"));
        return List.of(
                Said.by(new ClientFrame.Subscribe(
                        id(25), "stock", new SubscribeOptions(Optional.empty(), "", wanted, false, Map.of()))),
                subscribed(id(25), STOCK, "d5", 40, NotRecovered.NEW),
                push(STOCK, 43, bid),
                Said.by(new ServerFrame.Position(STOCK, 47)),
                Said.by(new ClientFrame.Subscribe(id(26), "stock", since("d5", 47))),
                subscribed(id(26), STOCK, "d5", 47));
    }

    /** Channels whose messages are raw bytes. */
    static List<Said> binary() {
        Message voice = Message.of(RAW).kind(Kind.END).key("voice").tags(Map.of("chunks", "1"));
        return List.of(
                Said.by(new ClientFrame.Publish(NO_ID, "cam", "", RAW, true, "", Map.of())),
                push(CAM, 1, Message.of(RAW)),
                Said.by(new ClientFrame.Call(id(70), "hash", RAW)),
                Said.by(new ServerFrame.Reply(id(70), Payload.binary(new byte[] {0, -1}))),
                Said.by(new ClientFrame.Chunk(NO_ID, "voice", 0, RAW)),
                Said.by(new ServerFrame.StreamChunk(CAM, "voice", "note", 0, RAW)),
                Said.by(new ClientFrame.End(NO_ID, "voice", Optional.of(RAW), "")),
                push(CAM, 2, voice.from("c_9x2")),
                Said.by(new ClientFrame.Update(NO_ID, "cam", Optional.of(RAW), Optional.of(Duration.ofSeconds(1)))),
                Said.by(new ServerFrame.Update(CAM, "c_9x2", "42", Optional.of(RAW))));
    }
}
