package dev.realtime.codec.jackson;

import static dev.realtime.codec.jackson.Words.AT;
import static dev.realtime.codec.jackson.Words.CHAT;
import static dev.realtime.codec.jackson.Words.NO_ID;
import static dev.realtime.codec.jackson.Words.PERSONAL;
import static dev.realtime.codec.jackson.Words.RAW;
import static dev.realtime.codec.jackson.Words.id;
import static dev.realtime.codec.jackson.Words.push;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.GapReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the fixtures of those dialects mean whose clients are told of events. */
final class EventScripts {

    private static final Optional<Duration> LATER = Optional.of(Duration.ofMillis(1_500));

    private EventScripts() {}

    static Map<String, List<Said>> of(String dialect) {
        return switch (dialect) {
            case UserEventsDialect.NAME -> Map.of("events", userEvents(), "life", life());
            case TaskUpdatesDialect.NAME -> Map.of("messages", taskUpdates());
            case TenantEventsDialect.NAME -> Map.of("messages", tenantEvents());
            default -> Map.of("messages", kvWatch());
        };
    }

    private static List<Said> userEvents() {
        return List.of(
                connected(NO_ID, UserId.of("42")),
                push(PERSONAL, 1, Message.of("task.created", Payload.json("{\"id\":7,\"title\":\"call back\"}"))),
                push(PERSONAL, 2, Message.of(Payload.json("\"hello, 世界\""))),
                push(PERSONAL, 3, Message.of("thread.updated", RAW)),
                Said.by(new ClientFrame.Call(NO_ID, "thread.view", Payload.json("{\"threadId\":\"t1\"}"))),
                Said.by(new ClientFrame.Call(NO_ID, "typing.start", Payload.json("null"))),
                Said.by(new ServerFrame.StreamChunk(
                        PERSONAL, "ask_7", "ask.response", 0, Payload.json("{\"chunk\":\"The answer\"}"))),
                push(PERSONAL, 5, answer("{\"sources\":[\"deep\"],\"suggestedActions\":[]}", Map.of("chunks", "1"))),
                push(PERSONAL, 7, answer("null", Map.of("chunks", "0", "error", "the model is away"))));
    }

    private static Message answer(String json, Map<String, String> tags) {
        return Message.of("ask.response", Payload.json(json))
                .kind(Kind.END)
                .key("ask_7")
                .tags(tags);
    }

    private static List<Said> life() {
        return List.of(
                Said.by(new ClientFrame.Ping(NO_ID)),
                Said.by(new ServerFrame.Pong(NO_ID, AT)),
                Said.by(new ServerFrame.Ping(AT)),
                Said.by(new ClientFrame.Pong()),
                failure(NO_ID, ErrorCode.METHOD_NOT_FOUND, "no such method", Optional.empty()),
                failure(NO_ID, ErrorCode.RATE_LIMIT_EXCEEDED, "too many messages", LATER),
                Said.by(new ServerFrame.Gap(PERSONAL, 23, 40, GapReason.SLOW)));
    }

    private static List<Said> taskUpdates() {
        Payload task = Payload.json("{\"event_type\":\"created\",\"user_id\":\"42\",\"task_id\":7,"
                + "\"title\":\"call back\",\"timestamp\":\"2026-01-01T11:59:59.900Z\"}");
        return List.of(
                connected(NO_ID, UserId.of("42")),
                push(PERSONAL, 1, Message.of("task_update", task)),
                Said.by(new ClientFrame.Ping(NO_ID)),
                Said.by(new ServerFrame.Pong(NO_ID, AT)),
                Said.by(new ServerFrame.Ping(AT)),
                Said.by(new ClientFrame.Pong()),
                failure(NO_ID, ErrorCode.RATE_LIMIT_EXCEEDED, "too many messages", LATER));
    }

    private static List<Said> tenantEvents() {
        ChannelName events = new ChannelName("acme", "events");
        return List.of(
                Said.by(new ClientFrame.Connect(id(0), "eyJhbGciOi…", "", "", Map.of(), true)),
                connected(id(0), new UserId("acme", "42")),
                failure(id(0), ErrorCode.UNAUTHORIZED, "Invalid token", Optional.empty()),
                push(events, 1, Message.of("goal.created", Payload.json("{\"goalId\":\"g1\",\"title\":\"Grow\"}"))),
                push(events, 2, Message.of(Payload.json("7"))),
                Said.by(new ServerFrame.Ping(AT)),
                Said.by(new ClientFrame.Pong()),
                Said.by(new ClientFrame.Ping(NO_ID)),
                Said.by(new ServerFrame.Pong(NO_ID, AT)),
                failure(NO_ID, ErrorCode.TOKEN_EXPIRED, "refresh", Optional.empty()),
                failure(NO_ID, ErrorCode.RATE_LIMIT_EXCEEDED, "too many messages", LATER),
                failure(NO_ID, ErrorCode.INTERNAL_ERROR, "internal error", Optional.empty()));
    }

    private static List<Said> kvWatch() {
        String keys =
                "[{\"key\":\"todo.f649\",\"version\":1731090123456},{\"key\":\"todo.a1b2\",\"version\":1731090123457}]";
        return List.of(
                push(CHAT, 1, Message.of(Payload.json(keys))),
                Said.by(new ClientFrame.Ping(NO_ID)),
                Said.by(new ServerFrame.Pong(NO_ID, AT)));
    }

    private static Said connected(OptionalLong id, UserId user) {
        return Said.by(new ServerFrame.Connected(
                id,
                "c_9x2",
                "secret",
                Identity.verified(user),
                false,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                65_536,
                128,
                AT));
    }

    private static Said failure(OptionalLong id, ErrorCode code, String message, Optional<Duration> retryAfter) {
        return Said.by(new ServerFrame.Failure(id, Optional.empty(), code, message, retryAfter, AT));
    }
}
