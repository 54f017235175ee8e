package dev.realtime.kv;

import java.util.Objects;
import java.util.Optional;

/**
 * One write of a batch.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param value what to write; empty to delete
 * @param seen the version that the writer saw, or {@link #NEW}
 */
public record Mutation(KvKey key, Optional<String> value, long seen) {

    /** The version of a key that never was written. */
    public static final long NEW = -1;

    public Mutation {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        if (seen < NEW) {
            throw new IllegalArgumentException("need a version from -1 but got " + seen);
        }
    }

    public static Mutation put(KvKey key, String value, long seen) {
        return new Mutation(key, Optional.of(value), seen);
    }

    public static Mutation delete(KvKey key, long seen) {
        return new Mutation(key, Optional.empty(), seen);
    }

    /** Key and version only: values do not belong in logs. */
    @Override
    public String toString() {
        return key + (value.isPresent() ? " after " : " deleted after ") + seen;
    }
}
