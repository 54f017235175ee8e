package dev.realtime.core.memory;

import dev.realtime.core.spi.Randomness;
import java.security.SecureRandom;

/** Unpredictable numbers of the platform, the only place that asks for them. */
public final class SystemRandomness implements Randomness {

    private final SecureRandom random = new SecureRandom();

    /** Seeded by the platform. */
    public SystemRandomness() {}

    @Override
    public void fill(byte[] bytes) {
        random.nextBytes(bytes);
    }

    @Override
    public long below(long bound) {
        return random.nextLong(bound);
    }
}
