package dev.realtime.examples.notifier;

import dev.realtime.core.spi.Randomness;

/** A random number from 0 to 1, for {@link dev.realtime.core.policy.Backoff}. */
final class Jitter {

    private static final int STEPS = 1 << 20;

    private Jitter() {}

    static double from(Randomness randomness) {
        return randomness.below(STEPS) / (double) STEPS;
    }
}
