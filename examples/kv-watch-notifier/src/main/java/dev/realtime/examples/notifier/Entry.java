package dev.realtime.examples.notifier;

/**
 * What the server has under a key.
 *
 * @param value base64; what is in it is for {@link TodoFormat}
 */
record Entry(String value, long version) {}
