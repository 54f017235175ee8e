package dev.realtime.core;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A page of what a channel keeps.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param publications in the order in which they were asked for
 * @param next from which offset the next page goes on; empty if there is nothing more
 * @param top the end of the log when it was read
 */
public record History(List<Publication> publications, OptionalLong next, StreamPosition top) {

    public History {
        publications = List.copyOf(publications);
        Objects.requireNonNull(next, "next");
        Objects.requireNonNull(top, "top");
    }
}
