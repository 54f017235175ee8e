package dev.realtime.examples.notifier;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The key of a task: {@code todo.} and its id. {@code todo.index} is none.
 *
 * <p><b>Shape:</b> the id is 1 to 250 of the characters that keys are made of; none of them means anything in a path or in
 * HTML.
 */
record TaskKey(String id) {

    static final String PREFIX = "todo.";

    private static final String INDEX = "index";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._@:+=~-]{1,250}");
    // A browser reads these two as directories.
    private static final Pattern DOTS = Pattern.compile("\\.{1,2}");

    TaskKey {
        if (!isId(id)) {
            throw new IllegalArgumentException("need 1-250 of [A-Za-z0-9._@:+=~-] as the id of a task");
        }
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches() && !DOTS.matcher(text).matches();
    }

    /** The task that a key belongs to, if it is one of a task. */
    static Optional<TaskKey> of(String key) {
        if (!key.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String id = key.substring(PREFIX.length());
        return isId(id) && !id.equals(INDEX) ? Optional.of(new TaskKey(id)) : Optional.empty();
    }

    /** As the server knows it. */
    String text() {
        return PREFIX + id;
    }

    @Override
    public String toString() {
        return text();
    }
}
