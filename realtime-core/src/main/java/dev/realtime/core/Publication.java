package dev.realtime.core;

import java.util.Objects;

/**
 * An entry of a channel's log.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param offset place in the log, from 1, without holes inside an epoch
 * @param publishedAtMillis wall time of the append, milliseconds since 1970
 */
public record Publication(long offset, long publishedAtMillis, Message message) {

    public Publication {
        Objects.requireNonNull(message, "message");
        if (offset < 1) {
            throw new IllegalArgumentException("need offset >= 1 but got " + offset);
        }
    }
}
