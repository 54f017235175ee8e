package dev.realtime.core.spi;

/**
 * Where ids, epochs and jitter come from. The default is unpredictable to anybody outside; the simulator's comes from
 * its seed.
 *
 * <p><b>Threads:</b> called from any lane.
 */
public interface Randomness {

    /** Fills {@code bytes}. Secrets are made of this. */
    void fill(byte[] bytes);

    /** @return a number from 0 to {@code bound - 1} */
    long below(long bound);
}
