package dev.realtime.kv;

import java.util.Objects;
import java.util.Optional;

/**
 * A key with its value.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param value empty if the record was deleted: its version stays and goes on; and if it does not open
 * @param version grows with every write of this key, from 0 at the least
 * @param opens whether its value, if it has one, could be opened. One that could not be can be written over
 */
public record KvRecord(KvKey key, Optional<String> value, long version, boolean opens) {

    public KvRecord {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        if (!opens && value.isPresent()) {
            throw new IllegalArgumentException("need no value of a record that does not open");
        }
    }

    /** One whose value opens, or that has none. */
    public KvRecord(KvKey key, Optional<String> value, long version) {
        this(key, value, version, true);
    }

    /** One that has a value nobody here can open. */
    public static KvRecord unreadable(KvKey key, long version) {
        return new KvRecord(key, Optional.empty(), version, false);
    }

    /** Key and version only: values do not belong in logs. */
    @Override
    public String toString() {
        return key + "@" + version;
    }
}
