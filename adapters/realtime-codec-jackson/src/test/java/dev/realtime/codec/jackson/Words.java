package dev.realtime.codec.jackson;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** What the scripts of the fixtures have in common. */
final class Words {

    static final long AT = Instant.parse("2026-01-01T12:00:00.250Z").toEpochMilli();
    static final OptionalLong NO_ID = OptionalLong.empty();
    static final ChannelName CHAT = ChannelName.of("chat");
    static final ChannelName ORDERS = ChannelName.of("orders");
    static final ChannelName NEWS = ChannelName.of("news");
    static final ChannelName STOCK = ChannelName.of("stock");
    static final ChannelName CAM = ChannelName.of("cam");
    static final ChannelName ROOM = ChannelName.of("room:7");
    static final ChannelName FEED = ROOM.feed();
    static final ChannelName PERSONAL = ChannelName.personal(UserId.of("42"));
    static final Payload NULL = Payload.json("null");
    static final Payload RAW = Payload.binary(new byte[] {(byte) 0xca, (byte) 0xfe});

    private static final ChannelOptions.History HISTORY = ChannelOptions.DEFAULT.history();

    private Words() {}

    static OptionalLong id(long number) {
        return OptionalLong.of(number);
    }

    static SubscribeOptions since(String epoch, long offset) {
        return SubscribeOptions.since(new StreamPosition(epoch, offset));
    }

    static Said subscribed(OptionalLong id, ChannelName channel, String epoch, long offset) {
        return subscribed(id, channel, epoch, offset, Optional.empty(), Optional.empty());
    }

    static Said subscribed(OptionalLong id, ChannelName channel, String epoch, long offset, NotRecovered reason) {
        return subscribed(id, channel, epoch, offset, Optional.of(reason), Optional.empty());
    }

    /** To a channel with the usual history. */
    static Said subscribedToKept(
            OptionalLong id, ChannelName channel, String epoch, long offset, Optional<NotRecovered> reason) {
        return subscribed(id, channel, epoch, offset, reason, Optional.of(HISTORY));
    }

    static Said subscribed(
            OptionalLong id,
            ChannelName channel,
            String epoch,
            long offset,
            Optional<NotRecovered> reason,
            Optional<ChannelOptions.History> history) {
        return Said.by(new ServerFrame.Subscribed(
                id, channel, new StreamPosition(epoch, offset), reason.isEmpty(), reason, history, AT));
    }

    static Said ack(long id, String epoch, long offset) {
        return Said.by(new ServerFrame.Ack(id(id), new StreamPosition(epoch, offset)));
    }

    static Said push(ChannelName channel, long offset, Message message) {
        return Said.by(ServerFrame.of(channel, publication(offset, message)));
    }

    static Publication publication(long offset, Message message) {
        return new Publication(offset, AT, message);
    }

    static Said failure(long id, ErrorCode code, String message) {
        return Said.by(new ServerFrame.Failure(id(id), Optional.empty(), code, message, Optional.empty(), AT));
    }

    static Said failure(long id, ErrorCode code, String message, ChannelName channel) {
        return Said.by(new ServerFrame.Failure(id(id), Optional.of(channel), code, message, Optional.empty(), AT));
    }

    static Said failure(long id, ErrorCode code, String message, ChannelName channel, Duration retryAfter) {
        return Said.by(
                new ServerFrame.Failure(id(id), Optional.of(channel), code, message, Optional.of(retryAfter), AT));
    }
}
