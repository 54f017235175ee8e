package dev.realtime.examples.notifier;

import java.util.Optional;

/**
 * What the chat is told of a task.
 *
 * @param html the text, in the HTML that Telegram knows: {@code <b>} and three entities
 */
record Notice(TaskKey key, String html) {

    // Telegram takes 4,096 characters in all, counted without markup.
    private static final int MAX_TITLE = 256;
    private static final int MAX_DESCRIPTION = 3000;
    private static final int MAX_FIELD = 128;

    /** @param todo empty if the task cannot be read: that it changed is news all the same */
    static Notice of(TaskKey key, Optional<Todo> todo) {
        return new Notice(key, todo.map(Notice::text).orElseGet(() -> unreadable(key)));
    }

    private static String text(Todo todo) {
        StringBuilder text = new StringBuilder("<b>")
                .append(safe(todo.title().isEmpty() ? "A task without a title" : todo.title(), MAX_TITLE))
                .append("</b>");
        if (!todo.description().isEmpty()) {
            text.append('\n').append(safe(todo.description(), MAX_DESCRIPTION));
        }
        text.append('\n');
        field(text, "Status", todo.status());
        field(text, "Priority", todo.priority());
        return text.toString().strip();
    }

    private static String unreadable(TaskKey key) {
        return "<b>A task changed that cannot be read here</b>\n" + safe(key.text(), MAX_FIELD);
    }

    private static void field(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append('\n').append(name).append(": ").append(safe(value, MAX_FIELD));
        }
    }

    private static String safe(String text, int maxChars) {
        return cut(text, maxChars).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String cut(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return text;
        }
        // not through the middle of a character
        int end = Character.isHighSurrogate(text.charAt(maxChars - 2)) ? maxChars - 2 : maxChars - 1;
        return text.substring(0, end) + "…";
    }
}
