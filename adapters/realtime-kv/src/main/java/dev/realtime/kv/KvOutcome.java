package dev.realtime.kv;

import java.util.List;

/** What became of a batch: all of it was done, or nothing. */
public sealed interface KvOutcome {

    /** @param written the key and the new version of each mutation, in the order of the batch */
    record Applied(List<Written> written) implements KvOutcome {

        public Applied {
            written = List.copyOf(written);
        }
    }

    /**
     * Somebody else wrote meanwhile. Nothing happened.
     *
     * @param current every key whose version is another one than the writer saw, as it is now, in the order of the batch.
     *     The version of a key that never was written is {@link Mutation#NEW}; one whose value does not open says so
     */
    record Mismatched(List<KvRecord> current) implements KvOutcome {

        public Mismatched {
            current = List.copyOf(current);
        }
    }

    /** A key and its new version. */
    record Written(KvKey key, long version) {}
}
