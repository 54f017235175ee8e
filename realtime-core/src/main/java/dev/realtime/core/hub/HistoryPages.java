package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.History;
import dev.realtime.core.Publication;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Broker.Page;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Reads what channels keep, a page at a time. A page is bounded in bytes as well, so it may hold fewer entries than asked
 * for; the next one starts where it ended.
 *
 * <p><b>Threads:</b> thread-safe.
 *
 * @param maxBytes a page ends after the entry that passes this
 */
record HistoryPages(Kernel kernel, int maxBytes) {

    /**
     * @param from after or, backwards, before which place; empty for the oldest or the newest entry that is kept
     * @param limit most entries
     * @return fails with a {@link RefusedException} of {@code UNRECOVERABLE_POSITION} if the history does not reach there,
     *     and with whatever the broker fails with
     */
    CompletionStage<History> page(ChannelName channel, Optional<StreamPosition> from, int limit, boolean backwards) {
        int count = Math.min(limit, kernel.limits().maxHistoryCount());
        Broker broker = kernel.broker();
        return kernel.atOwner(
                        channel,
                        () -> backwards
                                ? broker.readBack(channel, from, count, maxBytes)
                                : broker.read(channel, from, count, maxBytes))
                .thenApply(page -> history(page, backwards));
    }

    private static History history(Page page, boolean backwards) {
        if (page instanceof Page.Entries found) {
            return new History(found.entries(), next(found, backwards), found.top());
        }
        throw new RefusedException(ErrorCode.UNRECOVERABLE_POSITION, "the history does not reach there");
    }

    private static OptionalLong next(Page.Entries found, boolean backwards) {
        List<Publication> entries = found.entries();
        if (entries.isEmpty()) {
            return OptionalLong.empty();
        }
        long last = entries.get(entries.size() - 1).offset();
        boolean isAll = backwards ? last == 1 : last == found.top().offset();
        return isAll ? OptionalLong.empty() : OptionalLong.of(last);
    }
}
