package dev.realtime.transport.jakarta;

/** Something that must not take for ever. <b>Threads:</b> confined to its lane. */
@FunctionalInterface
interface Watched {

    /** Acts if the time is over. @return whether to ask again */
    boolean stillWatched(long nowNanos);
}
