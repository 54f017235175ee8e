package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Broker.Page;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** How much of a channel a user has not read. <b>Threads:</b> stateless. */
final class Unread {

    private Unread() {}

    static CompletionStage<Long> of(Kernel kernel, UserId user, ChannelName channel) {
        CompletionStage<StreamPosition> top = kernel.atOwner(
                        channel, () -> kernel.broker().readBack(channel, Optional.empty(), 1, 1))
                .thenApply(Page::top);
        return Border.ask(() -> kernel.cursors().position(Reader.eyes(user), channel))
                .thenCombine(top, (read, end) -> between(kernel.rules(), read, end));
    }

    /** Entries between what was read and the log's end; all of them where nothing of its epoch was read. */
    static long between(CursorRules rules, Optional<StreamPosition> read, StreamPosition top) {
        long from = read.filter(position -> position.epoch().equals(top.epoch()))
                .map(StreamPosition::offset)
                .orElse(0L);
        return rules.unread(from, top.offset());
    }
}
