package dev.realtime.kv;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Some of a user's records, in the order of their keys.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param next where others follow: the key to go on after
 */
public record KvPage(List<KvRecord> records, Optional<KvKey> next) {

    public KvPage {
        records = List.copyOf(records);
        Objects.requireNonNull(next, "next");
    }
}
