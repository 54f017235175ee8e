package dev.realtime.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which messages of a channel a subscriber wants, by their {@linkplain Message#tags tags}.
 *
 * <p><b>Shape:</b> for each name the texts of which the message must carry one; a message passes if it does so for
 * every name. Empty lets everything pass. At most 16 names with 16 texts each.
 *
 * <p><b>Threads:</b> immutable.
 */
public record TagFilter(Map<String, Set<String>> anyOf) {

    /** Most names, and most texts of a name. */
    public static final int MAX = 16;

    // The map itself; a name's set and place in the map; a text beside its characters, with its place in the set.
    private static final int MAP_BYTES = 64;
    private static final int NAME_BYTES = 56;
    private static final int TEXT_BYTES = 56;

    /** Lets everything pass. */
    public static final TagFilter NONE = new TagFilter(Map.of());

    public TagFilter {
        Map<String, Set<String>> copy = new LinkedHashMap<>();
        anyOf.forEach((name, texts) -> copy.put(name, Set.copyOf(texts)));
        if (copy.size() > MAX || copy.values().stream().anyMatch(texts -> texts.isEmpty() || texts.size() > MAX)) {
            throw new IllegalArgumentException("need at most 16 names in a filter, each with 1 to 16 texts");
        }
        anyOf = Map.copyOf(copy);
    }

    /** About the bytes it takes on the heap, which is far more than its texts for short ones; 0 if it is none. */
    public int size() {
        int size = isNone() ? 0 : MAP_BYTES;
        for (Map.Entry<String, Set<String>> wanted : anyOf.entrySet()) {
            size += NAME_BYTES + size(wanted.getKey());
            for (String text : wanted.getValue()) {
                size += size(text);
            }
        }
        return size;
    }

    // A text beyond Latin-1 takes two bytes for each character.
    private static int size(String text) {
        boolean isLatin = text.chars().allMatch(character -> character < 256);
        return TEXT_BYTES + (isLatin ? 1 : 2) * text.length();
    }

    public boolean isNone() {
        return anyOf.isEmpty();
    }

    /** Whether a message with those tags passes. */
    public boolean passes(Map<String, String> tags) {
        for (Map.Entry<String, Set<String>> wanted : anyOf.entrySet()) {
            String text = tags.get(wanted.getKey());
            if (text == null || !wanted.getValue().contains(text)) {
                return false;
            }
        }
        return true;
    }
}
