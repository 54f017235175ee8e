package dev.realtime.examples.notifier;

/** A key has this version now. */
record Change(TaskKey key, long version) {}
