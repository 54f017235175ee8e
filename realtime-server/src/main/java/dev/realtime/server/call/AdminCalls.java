package dev.realtime.server.call;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which keys {@code POST /call} knows.
 *
 * <p><b>Shape:</b> a key is words of letters, digits and {@code -} with dots between, at most 64 characters: {@code ai.chat}.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class AdminCalls {

    /** No call at all. */
    public static final AdminCalls NONE = new AdminCalls(Map.of());

    private static final int MAX_LENGTH = 64;
    private static final Pattern GRAMMAR = Pattern.compile("[a-zA-Z0-9-]+(\\.[a-zA-Z0-9-]+)*");

    private final Map<String, AdminCall> calls;

    private AdminCalls(Map<String, AdminCall> calls) {
        this.calls = Map.copyOf(calls);
    }

    /** These calls and one more. @throws IllegalArgumentException if the key is malformed or taken */
    public AdminCalls with(String key, AdminCall call) {
        if (!isKey(key)) {
            throw new IllegalArgumentException("need a key like ai.chat");
        }
        Map<String, AdminCall> more = new TreeMap<>(calls);
        if (more.put(key, call) != null) {
            throw new IllegalArgumentException("key " + key + " is taken");
        }
        return new AdminCalls(more);
    }

    Optional<AdminCall> find(String key) {
        return Optional.ofNullable(calls.get(key));
    }

    static boolean isKey(String text) {
        return text.length() <= MAX_LENGTH && GRAMMAR.matcher(text).matches();
    }
}
