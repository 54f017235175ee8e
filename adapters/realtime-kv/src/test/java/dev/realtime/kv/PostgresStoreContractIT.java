package dev.realtime.kv;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

class PostgresStoreContractIT {

    private static final Map<VersionMode, KvDatabase> OPEN = new EnumMap<>(VersionMode.class);

    @AfterAll
    static void close() {
        OPEN.values().forEach(KvDatabase::close);
        OPEN.clear();
    }

    @Nested
    class WithTimes extends KvStoreContract {

        @Override
        protected KvStore create() {
            return emptied(VersionMode.TIMESTAMP);
        }
    }

    @Nested
    class WithCounters extends KvStoreContract {

        @Override
        protected KvStore create() {
            return emptied(VersionMode.COUNTER);
        }
    }

    private static KvStore emptied(VersionMode mode) {
        String name = "contract_" + mode.name().toLowerCase(Locale.ROOT);
        KvOptions options = Keys.options(Keys.K1).clock(KvStoreContract.CLOCK).versions(mode);
        KvDatabase database = OPEN.computeIfAbsent(
                mode, none -> KvDatabase.postgres(Pg.shared().another(name), options));
        // Records stay, but a test wants a beginning.
        Sql.run(
                Pg.shared().plain(name),
                "alter table kv_record disable trigger user; delete from kv_record;"
                        + " alter table kv_record enable trigger user");
        return database.store();
    }
}
