package dev.realtime.source.dapr;

import dev.realtime.source.Rejection;

/** An event as it came: its name, and the record that it carries. */
sealed interface CloudEvent {

    /** @param act names it, the same for every delivery of it; empty if it has no name */
    record Read(String act, byte[] data) implements CloudEvent {}

    /** It is none, and never will be. @param detail what is wrong, without any of it */
    record Unreadable(Rejection rejection, String detail) implements CloudEvent {}
}
