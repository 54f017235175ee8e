package dev.realtime.testkit;

import dev.realtime.core.spi.PresenceStore;
import java.time.Duration;
import java.util.Optional;

/** A store of presence that is right in everything but one promise. */
abstract class BrokenPresenceStore extends MemoryPresenceStoreContractTest {

    /** The first node's, and, unless a variant says otherwise, every other node's. */
    abstract PresenceStore broken(PresenceStore right);

    PresenceStore brokenElsewhere(PresenceStore right) {
        return broken(right);
    }

    @Override
    protected PresenceStore create() {
        return broken(super.create());
    }

    @Override
    protected Optional<PresenceStore> another() {
        return super.another().map(this::brokenElsewhere);
    }

    @Override
    protected Duration patience() {
        return Duration.ofMillis(300);
    }
}
