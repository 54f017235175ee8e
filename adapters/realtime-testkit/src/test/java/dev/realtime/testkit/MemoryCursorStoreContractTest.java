package dev.realtime.testkit;

import dev.realtime.core.memory.MemoryCursorStore;
import dev.realtime.core.spi.CursorStore;
import java.util.Optional;

class MemoryCursorStoreContractTest extends CursorStoreContract {

    private CursorStore created;

    @Override
    protected CursorStore create() {
        created = new MemoryCursorStore();
        return created;
    }

    /** Hubs of one process share the store itself. */
    @Override
    protected Optional<CursorStore> another() {
        return Optional.of(created);
    }
}
