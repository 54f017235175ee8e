package dev.realtime.kv;

import dev.realtime.kv.BadKvRequestException.Code;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code ?prefix=&limit=&after=}. A parameter that is misspelt or stands twice must not mean all keys. */
final class KvQuery {

    private static final Set<String> KNOWN = Set.of("prefix", "limit", "after");
    private static final int DEFAULT_LIMIT = 100;

    private KvQuery() {}

    /** @throws BadKvRequestException for whatever is not as it should be */
    static KvRange range(Map<String, List<String>> query, int maxPage) {
        boolean isKnown = KNOWN.containsAll(query.keySet());
        if (!isKnown || query.values().stream().anyMatch(values -> values.size() != 1)) {
            throw bad(Code.BAD_REQUEST, "need no other parameter than prefix, limit and after, each once");
        }
        String prefix = text(query, "prefix");
        String after = text(query, "after");
        if (!KvKey.isPrefix(prefix) || !KvKey.isPrefix(after)) {
            throw bad(Code.BAD_KEY, "need prefix and after in the characters of keys");
        }
        return new KvRange(prefix, after, limit(text(query, "limit"), maxPage));
    }

    private static int limit(String text, int maxPage) {
        if (text.isEmpty()) {
            return Math.min(DEFAULT_LIMIT, maxPage);
        }
        // Nine digits are an int, whatever they are.
        int limit = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > maxPage) {
            throw bad(Code.BAD_REQUEST, "need limit, a number from 1 to " + maxPage);
        }
        return limit;
    }

    private static String text(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of("")).get(0);
    }

    private static BadKvRequestException bad(Code code, String message) {
        return new BadKvRequestException(code, message);
    }
}
