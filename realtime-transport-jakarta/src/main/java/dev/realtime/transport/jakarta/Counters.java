package dev.realtime.transport.jakarta;

import java.util.concurrent.atomic.LongAdder;

/** Behind {@link JakartaStats}. <b>Threads:</b> thread-safe. */
final class Counters {

    final LongAdder open = new LongAdder();
    final LongAdder zombies = new LongAdder();
    final LongAdder stalled = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder overloaded = new LongAdder();

    JakartaStats stats() {
        return new JakartaStats(open.sum(), zombies.sum(), stalled.sum(), refused.sum(), overloaded.sum());
    }
}
