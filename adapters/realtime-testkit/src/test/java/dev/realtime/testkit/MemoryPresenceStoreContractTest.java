package dev.realtime.testkit;

import dev.realtime.core.memory.MemoryPresenceStore;
import dev.realtime.core.spi.PresenceStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

class MemoryPresenceStoreContractTest extends PresenceStoreContract {

    private final AtomicLong nanos = new AtomicLong();
    private MemoryPresenceStore created;

    @Override
    protected PresenceStore create() {
        created = new MemoryPresenceStore(nanos::get);
        return created;
    }

    @Override
    protected Optional<PresenceStore> another() {
        return Optional.of(created.another());
    }

    @Override
    protected Duration silence() {
        return MemoryPresenceStore.SILENCE;
    }

    @Override
    protected void elapse(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
