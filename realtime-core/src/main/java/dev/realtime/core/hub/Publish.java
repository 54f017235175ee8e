package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import java.util.concurrent.CompletableFuture;

/**
 * A message on its way into a log.
 *
 * @param askedAtNanos when somebody wished for it
 *     <p><b>Threads:</b> handed from lane to lane
 */
record Publish(ChannelName channel, Message message, CompletableFuture<StreamPosition> outcome, long askedAtNanos) {

    /** What it counts against the bytes of publishes that wait. */
    int size() {
        return Entry.sizeOf(message);
    }
}
