package dev.realtime.examples.notifier;

/**
 * What a message says of a task; empty what it does not have.
 *
 * @param status such as {@code todo}
 * @param priority such as {@code high}
 */
record Todo(String title, String description, String status, String priority) {}
