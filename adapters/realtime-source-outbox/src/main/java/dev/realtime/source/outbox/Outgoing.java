package dev.realtime.source.outbox;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import java.util.Objects;

/** A message and the channel it is for. <b>Threads:</b> immutable. */
public record Outgoing(ChannelName channel, Message message) {

    public Outgoing {
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(message, "message");
    }
}
