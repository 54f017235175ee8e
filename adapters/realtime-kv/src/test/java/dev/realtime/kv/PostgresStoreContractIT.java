package dev.realtime.kv;

import static org.assertj.core.api.Assertions.assertThat;

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
        // Sessions that end tell what they have counted.
        for (VersionMode mode : OPEN.keySet()) {
            assertThat(Sql.ask(
                            Pg.shared().plain("postgres"),
                            "select deadlocks from pg_stat_database where datname = '" + name(mode) + "'"))
                    .isEqualTo("0");
        }
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
        String name = name(mode);
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

    private static String name(VersionMode mode) {
        return "contract_" + mode.name().toLowerCase(Locale.ROOT);
    }
}
