package dev.realtime.core.hub;

import dev.realtime.core.Publication;

/** A part of this node that reads a log, as {@link LaneHub#listen} arranges. */
@FunctionalInterface
interface Ear {

    /** An entry was appended; called in the order of offsets. It may be the last, if the ear leaves. */
    void hears(Publication publication);

    /** Entries were appended of which it will not hear: the log began anew, or let them go too soon. */
    default void misses() {}
}
