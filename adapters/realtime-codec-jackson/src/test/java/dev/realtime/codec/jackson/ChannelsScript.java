package dev.realtime.codec.jackson;

import static dev.realtime.codec.jackson.Words.AT;
import static dev.realtime.codec.jackson.Words.CHAT;
import static dev.realtime.codec.jackson.Words.NO_ID;
import static dev.realtime.codec.jackson.Words.ORDERS;
import static dev.realtime.codec.jackson.Words.PERSONAL;
import static dev.realtime.codec.jackson.Words.RAW;
import static dev.realtime.codec.jackson.Words.push;
import static dev.realtime.codec.jackson.Words.subscribed;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the fixtures of the dialect {@code channels} mean. */
final class ChannelsScript {

    private ChannelsScript() {}

    static Map<String, List<Said>> topics() {
        return Map.of("messages", messages(), "life", life());
    }

    private static List<Said> messages() {
        Payload hello = Payload.json("{\"text\":\"hello, 世界\"}");
        Payload progress = Payload.json("{\"documentId\":\"d1\",\"status\":\"processing\",\"progress\":40}");
        return List.of(
                Said.by(new ServerFrame.Connected(
                        NO_ID,
                        "c_9x2",
                        "secret",
                        Identity.claimed(UserId.of("42")),
                        false,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        65_536,
                        128,
                        AT)),
                Said.by(new ClientFrame.Subscribe(NO_ID, "chat", SubscribeOptions.NONE)),
                subscribed(NO_ID, CHAT, "b7", 17, NotRecovered.NEW),
                Said.by(new ClientFrame.Publish(NO_ID, "chat", "", hello, false, "", Map.of())),
                push(CHAT, 18, Message.of(hello).from("c_9x2").withoutEcho()),
                Said.by(new ClientFrame.Publish(NO_ID, "documents", "", progress, false, "", Map.of())),
                push(ChannelName.of("documents"), 18, Message.of("document.status", progress)),
                push(PERSONAL, 18, Message.of(RAW).via(ChannelName.of("notifications"))),
                push(
                        CHAT,
                        19,
                        Message.of("ai.chat", Payload.json("{\"answer\":42,\"sources\":[]}"))
                                .kind(Kind.END)
                                .key("ask_7")));
    }

    private static List<Said> life() {
        return List.of(
                Said.by(new ClientFrame.Ping(NO_ID)),
                Said.by(new ServerFrame.Pong(NO_ID, AT)),
                Said.by(new ServerFrame.Ping(AT)),
                Said.by(new ClientFrame.Pong()),
                failure(ErrorCode.BAD_REQUEST, "type is missing", Optional.of(CHAT), Optional.empty()),
                failure(
                        ErrorCode.PERMISSION_DENIED,
                        "not allowed",
                        Optional.of(ChannelName.of("system")),
                        Optional.empty()),
                failure(
                        ErrorCode.RATE_LIMIT_EXCEEDED,
                        "too many messages",
                        Optional.empty(),
                        Optional.of(Duration.ofMillis(1_500))),
                Said.by(new ServerFrame.Gap(CHAT, 23, 40, ServerFrame.GapReason.SLOW)),
                Said.by(new ClientFrame.Unsubscribe(NO_ID, "chat")),
                Said.by(new ServerFrame.Unsubscribed(NO_ID, CHAT, Optional.empty(), AT)),
                Said.by(new ServerFrame.Unsubscribed(NO_ID, ORDERS, Optional.of(ErrorCode.PERMISSION_DENIED), AT)));
    }

    private static Said failure(
            ErrorCode code, String message, Optional<ChannelName> channel, Optional<Duration> retryAfter) {
        return Said.by(new ServerFrame.Failure(NO_ID, channel, code, message, retryAfter, AT));
    }
}
