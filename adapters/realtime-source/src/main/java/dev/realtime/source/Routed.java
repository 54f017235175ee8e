package dev.realtime.source;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;

/**
 * Where a record goes.
 *
 * <p><b>Threads:</b> immutable.
 */
public sealed interface Routed {

    /** To that channel, as that message. */
    record To(ChannelName channel, Message message) implements Routed {}

    /** Nowhere, ever. @param detail what is wrong, for people; holds nothing of the record's content */
    record Nowhere(Rejection rejection, String detail) implements Routed {}
}
