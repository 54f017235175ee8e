package dev.realtime.transport.jakarta;

import java.util.concurrent.Executor;

/**
 * What the links of one lane share.
 *
 * @param closers where calls run that may wait for a peer
 */
record LinkContext(JakartaLane lane, Watch watch, JakartaOptions options, Counters counters, Executor closers) {

    long writeStallNanos() {
        return options.writeStall().toNanos();
    }

    long closeTimeoutNanos() {
        return options.closeTimeout().toNanos();
    }
}
