package dev.realtime.codec.jackson;

import dev.realtime.codec.jackson.TranscriptPlayer.Said;
import dev.realtime.core.ChannelName;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The recorded conversation, line by line against what each line means. */
class ChannelsTranscriptTest {

    private static final long AT = Instant.parse("2026-01-01T12:00:00.250Z").toEpochMilli();
    private static final OptionalLong NO_ID = OptionalLong.empty();
    private static final ChannelName CHAT = ChannelName.of("chat");
    private static final ChannelName PERSONAL = ChannelName.personal(UserId.of("42"));
    private static final Payload HELLO = Payload.json("{\"text\":\"hello, 世界\"}");
    private static final Payload PROGRESS =
            Payload.json("{\"documentId\":\"d1\",\"status\":\"processing\",\"progress\":40}");
    private static final Payload RAW = Payload.binary(new byte[] {(byte) 0xca, (byte) 0xfe});

    @TestFactory
    Stream<DynamicTest> saysWhatTheTranscriptSays() {
        return TranscriptPlayer.play(
                new ChannelsDialect(),
                Stream.of(messages(), life()).flatMap(List::stream).toList());
    }

    private static List<Said> messages() {
        StreamPosition position = new StreamPosition("b7", 17);
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
                Said.by(new ServerFrame.Subscribed(
                        NO_ID, CHAT, position, false, Optional.of(NotRecovered.NEW), Optional.empty(), AT)),
                Said.by(new ClientFrame.Publish(NO_ID, "chat", "", HELLO, false, "", Map.of())),
                Said.by(push(CHAT, Message.of(HELLO).from("c_9x2").withoutEcho())),
                Said.by(new ClientFrame.Publish(NO_ID, "documents", "", PROGRESS, false, "", Map.of())),
                Said.by(push(ChannelName.of("documents"), Message.of("document.status", PROGRESS))),
                Said.by(push(PERSONAL, Message.of(RAW).via(ChannelName.of("notifications")))));
    }

    private static List<Said> life() {
        return List.of(
                Said.by(new ClientFrame.Ping(NO_ID)),
                Said.by(new ServerFrame.Pong(NO_ID, AT)),
                Said.by(new ServerFrame.Ping(AT)),
                Said.by(new ClientFrame.Pong()),
                Said.by(failure(ErrorCode.BAD_REQUEST, "type is missing", Optional.of(CHAT), Optional.empty())),
                Said.by(failure(
                        ErrorCode.PERMISSION_DENIED,
                        "You may not publish here",
                        Optional.of(ChannelName.of("system")),
                        Optional.empty())),
                Said.by(failure(
                        ErrorCode.RATE_LIMIT_EXCEEDED,
                        "Too many messages",
                        Optional.empty(),
                        Optional.of(Duration.ofMillis(1_500)))),
                Said.by(new ServerFrame.Gap(CHAT, 23, 40, ServerFrame.GapReason.SLOW)),
                Said.by(new ClientFrame.Unsubscribe(NO_ID, "chat")),
                Said.by(new ServerFrame.Unsubscribed(NO_ID, CHAT, Optional.empty(), AT)),
                Said.by(new ServerFrame.Unsubscribed(
                        NO_ID, ChannelName.of("orders"), Optional.of(ErrorCode.PERMISSION_DENIED), AT)));
    }

    private static ServerFrame failure(
            ErrorCode code, String message, Optional<ChannelName> channel, Optional<Duration> retryAfter) {
        return new ServerFrame.Failure(NO_ID, channel, code, message, retryAfter, AT);
    }

    private static ServerFrame push(ChannelName channel, Message message) {
        return new ServerFrame.Push(channel, new Publication(18, AT, message));
    }
}
