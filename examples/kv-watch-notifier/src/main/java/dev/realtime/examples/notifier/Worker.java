package dev.realtime.examples.notifier;

import java.time.Duration;
import java.util.concurrent.Executor;

/** Runs tasks one after the other, in their order. Tasks may be handed over from anywhere, and may wait. */
interface Worker extends Executor {

    /** Runs a task after a while. */
    void after(Duration delay, Runnable task);
}
