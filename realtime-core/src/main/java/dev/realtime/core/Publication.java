package dev.realtime.core;

import java.util.Objects;

/**
 * An entry of a channel's log.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param offset place in the log, from 1, without holes inside an epoch; 0 for an entry that is {@linkplain #unplaced
 *     shown elsewhere}
 * @param publishedAtMillis wall time of the append, milliseconds since 1970
 */
public record Publication(long offset, long publishedAtMillis, Message message) {

    public Publication {
        Objects.requireNonNull(message, "message");
        if (offset < 0) {
            throw new IllegalArgumentException("need offset >= 0 but got " + offset);
        }
    }

    /** What a reader is shown although the place in the log at which it stands, if any, is not the reader's next. */
    public static Publication unplaced(long publishedAtMillis, Message message) {
        return new Publication(0, publishedAtMillis, message);
    }

    /** Whether a reader who is shown it has come as far as its offset. */
    public boolean isPlaced() {
        return offset > 0;
    }
}
