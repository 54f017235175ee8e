package dev.realtime.core;

import java.util.Objects;

/**
 * A place in a channel's log: the reader has everything up to and including {@code offset}.
 *
 * <p><b>Shape:</b> offsets of one {@code epoch} run 1, 2, 3 … without holes; 0 is the place before the first entry.
 * Offsets of different epochs cannot be compared.
 *
 * <p><b>Threads:</b> immutable.
 */
public record StreamPosition(String epoch, long offset) {

    public StreamPosition {
        Objects.requireNonNull(epoch, "epoch");
        if (offset < 0) {
            throw new IllegalArgumentException("need offset >= 0 but got " + offset);
        }
    }
}
