package dev.realtime.examples.notifier;

/**
 * A button was pressed.
 *
 * @param id what an answer to it names
 * @param message the message that the button stands under
 * @param data what the button carries
 */
record Press(String id, int message, String data) {}
