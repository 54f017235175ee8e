package dev.realtime.core.hub;

/** What becomes of an entry when a cursor comes to it. */
enum Choice {
    /** The link gets it. */
    TAKE,
    /** It is not for this reader, who is told no more than that it passed. */
    PASS,
    /** It is not decided yet: the cursor stays before it until {@link Cursor#goOn}. */
    WAIT
}
