package dev.realtime.examples.notifier;

/** Where a process can die, in the order of the flow. */
enum Point {
    /** All tasks are listed. */
    LISTED,
    /** A change was heard of. */
    HEARD,
    /** Its value was fetched. */
    FETCHED,
    /** That it is being sent is recorded. */
    SENDING,
    /** Telegram has answered. */
    SENT,
    /** That it was sent is recorded. */
    SETTLED,
    /** What is to be written is recorded. */
    WRITING,
    /** It is written. */
    WRITTEN
}
