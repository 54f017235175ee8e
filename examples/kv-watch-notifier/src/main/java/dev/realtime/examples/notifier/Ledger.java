package dev.realtime.examples.notifier;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was announced, over restarts. What a method has recorded when it returns outlives the process and the machine.
 *
 * <p><b>Threads:</b> confined to the notifier's.
 */
interface Ledger {

    /** Whether there is nothing yet: the first start. */
    boolean isNew();

    /** These are not news. */
    void baseline(Map<TaskKey, Long> versions);

    /** The version of a key that was announced last, or did not need to be. */
    OptionalLong announced(TaskKey key);

    /** The keys that were announced. */
    Iterable<TaskKey> keys();

    /** It is being sent: from here to the next call nobody knows whether it was. */
    void sending(Change change);

    /** What was being sent did not go out. */
    void notSent();

    /** This version needs no announcement (any more). */
    void settled(Change change);

    /** These keys are gone. */
    void forget(Iterable<TaskKey> keys);

    /** The notifier is about to write a value itself; empty if what was to be written was not. */
    void writing(TaskKey key, Optional<String> digest);

    /** The digest of the value that the notifier wrote last, or may have written. */
    Optional<String> written(TaskKey key);
}
