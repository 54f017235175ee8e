package dev.realtime.kv;

import java.util.Objects;
import java.util.Optional;

/**
 * A key with its value.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param value empty if the record was deleted: its version stays and goes on
 * @param version grows with every write of this key, from 0 at the least
 */
public record KvRecord(KvKey key, Optional<String> value, long version) {

    public KvRecord {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
    }

    /** Key and version only: values do not belong in logs. */
    @Override
    public String toString() {
        return key + "@" + version;
    }
}
