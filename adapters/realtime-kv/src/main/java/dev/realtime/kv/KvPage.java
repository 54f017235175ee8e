package dev.realtime.kv;

import java.util.List;

/**
 * Some of a user's records, in the order of their keys.
 *
 * @param more whether others follow after the last one
 */
public record KvPage(List<KvRecord> records, boolean more) {

    public KvPage {
        records = List.copyOf(records);
    }
}
