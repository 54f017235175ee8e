package dev.realtime.examples.notifier;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The user's keys on the server.
 *
 * <p><b>Threads:</b> called by the notifier's alone; may wait.
 *
 * <p><b>Errors:</b> every method throws {@link UnavailableException} when it is not known what the server has, or whether it
 * wrote.
 */
interface Keys {

    /** What is under a key; empty if it does not exist. */
    Optional<Entry> get(TaskKey key) throws UnreadableException;

    /** All tasks with their versions, at most {@link #MAX_TASKS}. */
    Map<TaskKey, Long> list();

    /** Writes over the version that was seen; the new version, or empty if somebody else was faster. */
    OptionalLong write(TaskKey key, String value, long seenVersion);

    /** Most tasks a user may have: their versions are kept in memory and in one file. */
    int MAX_TASKS = 20_000;

    /** Worth trying again. Its message holds neither token nor value. */
    final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnavailableException(String message) {
            super(message);
        }
    }

    /** The server itself cannot open the value. */
    final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        UnreadableException(String message) {
            super(message);
        }
    }
}
