package dev.realtime.kv;

/**
 * Which records to list.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param prefix what their keys begin with; empty for all
 * @param after where to go on: only keys after this one; empty for the beginning
 * @param limit most records, at least 1
 */
public record KvRange(String prefix, String after, int limit) {

    public KvRange {
        if (!KvKey.isPrefix(prefix) || !KvKey.isPrefix(after)) {
            throw new IllegalArgumentException("need [A-Za-z0-9._@:+=~-] as a prefix, and as the key to go on after");
        }
        if (limit < 1) {
            throw new IllegalArgumentException("need limit > 0 but got " + limit);
        }
    }

    /** The first keys with that prefix. */
    public static KvRange of(String prefix, int limit) {
        return new KvRange(prefix, "", limit);
    }

    public KvRange after(String key) {
        return new KvRange(prefix, key, limit);
    }
}
