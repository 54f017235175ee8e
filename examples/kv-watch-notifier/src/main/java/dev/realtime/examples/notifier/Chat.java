package dev.realtime.examples.notifier;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The chat that is told.
 *
 * <p><b>Threads:</b> thread-safe; every method may wait. {@link #presses} waits long.
 */
interface Chat {

    Outcome send(Notice notice);

    /** Takes the buttons off a message, if it still has them. */
    void removeButtons(int message);

    /** Tells who pressed what became of it. */
    void answer(Press press, String text);

    /**
     * Buttons that were pressed in this chat; waits a while for one.
     *
     * @param after the number of the newest press that needs no more attention, 0 at first
     */
    Presses presses(int after);

    /** What became of a message. */
    sealed interface Outcome {}

    /** The chat has it. */
    record Sent() implements Outcome {}

    /**
     * The chat does not have it.
     *
     * @param retryAfter how long it asks to be left alone
     */
    record Refused(String why, Optional<Duration> retryAfter) implements Outcome {}

    /** There was no answer. */
    record Unknown(String why) implements Outcome {}

    /**
     * @param newest number of the newest press, heeded or not
     * @param failure why there are none
     */
    record Presses(List<Press> presses, int newest, Optional<Refused> failure) {}
}
