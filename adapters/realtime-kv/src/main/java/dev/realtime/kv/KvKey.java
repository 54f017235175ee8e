package dev.realtime.kv;

import java.util.Optional;
import java.util.Set;

/**
 * Names a record of one user.
 *
 * <p><b>Shape:</b> 1 to 255 of {@code A-Z a-z 0-9 . _ @ : + = ~ -}, and none of {@code .}, {@code ..}, {@code bulk} and
 * {@code watch}, which would mean something else in a path. Nothing is normalised.
 *
 * <p><b>Threads:</b> immutable.
 */
public record KvKey(String text) implements Comparable<KvKey> {

    /** Longest key, in characters. */
    public static final int MAX_LENGTH = 255;

    /** A character that comes after all those of keys. */
    static final char BEYOND = '\u007f';

    private static final String SIGNS = "._@:+=~-";
    private static final Set<String> RESERVED = Set.of(".", "..", "bulk", "watch");

    public KvKey {
        if (!isValid(text)) {
            throw new IllegalArgumentException("need 1-255 of [A-Za-z0-9._@:+=~-] as a key");
        }
    }

    /** What a peer wrote as a key; empty if it breaks the grammar. */
    public static Optional<KvKey> parse(String text) {
        return isValid(text) ? Optional.of(new KvKey(text)) : Optional.empty();
    }

    /** Whether keys can begin like that; every key begins with the empty text. */
    static boolean isPrefix(String text) {
        return text.length() <= MAX_LENGTH && text.chars().allMatch(KvKey::isKeyCharacter);
    }

    @Override
    public int compareTo(KvKey other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean isValid(String text) {
        return text != null && !text.isEmpty() && isPrefix(text) && !RESERVED.contains(text);
    }

    private static boolean isKeyCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || SIGNS.indexOf(c) >= 0;
    }
}
