package dev.realtime.kv;

import dev.realtime.core.Message;

/** A publication, which keeps its message, and so its idempotency key, however often it is tried. */
record Act(Batch batch, Message message) {}
