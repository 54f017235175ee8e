package dev.realtime.codec.jackson;

import dev.realtime.core.spi.Dialect;
import dev.realtime.testkit.DialectContract;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** The dialects of events hold what a dialect must hold. */
class EventContractsTest {

    abstract static class Contract extends DialectContract {

        @Override
        protected List<String> examples() {
            return Fixture.clientTexts(create().name());
        }
    }

    @Nested
    @DisplayName("user-events")
    class UserEvents extends Contract {
        @Override
        protected Dialect create() {
            return new UserEventsDialect();
        }

        @Override
        protected boolean leavesTypesToApplications() {
            return true;
        }
    }

    @Nested
    @DisplayName("task-updates")
    class TaskUpdates extends Contract {
        @Override
        protected Dialect create() {
            return new TaskUpdatesDialect();
        }
    }

    @Nested
    @DisplayName("tenant-events")
    class TenantEvents extends Contract {
        @Override
        protected Dialect create() {
            return new TenantEventsDialect();
        }
    }

    @Nested
    @DisplayName("kv-watch")
    class KvWatch extends Contract {
        @Override
        protected Dialect create() {
            return new KvWatchDialect();
        }
    }
}
