package dev.realtime.core.sim;

import dev.realtime.core.spi.Randomness;
import java.time.Duration;

/**
 * A stream of random numbers that its seed repeats.
 *
 * <p><b>Shape:</b> parts of a run draw from streams of their own ({@link #fork}), so that one more draw in one part does
 * not change what happens in all others.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 *
 * <p><b>Source:</b> SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
 */
public final class SimChance implements Randomness {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;

    /** Equal seeds give equal streams. */
    public SimChance(long seed) {
        this.state = mix(seed);
    }

    /** A stream that starts here and goes its own way. */
    public SimChance fork() {
        return new SimChance(next());
    }

    /** Any number. */
    public long next() {
        state += GOLDEN;
        return mix(state);
    }

    @Override
    public long below(long bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("need bound above zero but got " + bound);
        }
        // the bias of the remainder is below 2^-30 for the bounds of a simulation
        return (next() >>> 1) % bound;
    }

    /** @return a number from {@code least} to {@code most}, both included */
    public int between(int least, int most) {
        return least + (int) below(most - (long) least + 1);
    }

    /** @return a time from {@code least} to {@code most}, in nanoseconds */
    public long nanosBetween(Duration least, Duration most) {
        return least.toNanos() + below(most.toNanos() - least.toNanos() + 1);
    }

    /** Whether the one in {@code n} happened. */
    public boolean oneIn(int n) {
        return below(n) == 0;
    }

    /** One of several, each as likely as the others. */
    @SafeVarargs
    public final <T> T pick(T... choices) {
        return choices[(int) below(choices.length)];
    }

    @Override
    public void fill(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) next();
        }
    }

    static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
