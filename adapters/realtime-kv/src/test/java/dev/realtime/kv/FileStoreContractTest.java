package dev.realtime.kv;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class FileStoreContractTest {

    private static final Map<VersionMode, KvDatabase> OPEN = new EnumMap<>(VersionMode.class);

    @TempDir
    static Path folder;

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
        Path file = folder.resolve(mode.name());
        KvOptions options = Keys.options(Keys.K1).clock(KvStoreContract.CLOCK).versions(mode);
        KvDatabase database = OPEN.computeIfAbsent(mode, none -> KvDatabase.inFile(file, options));
        JdbcDataSource plain = new JdbcDataSource();
        plain.setURL("jdbc:h2:file:" + file.toAbsolutePath());
        plain.setUser("sa");
        Sql.run(plain, "delete from kv_record");
        return database.store();
    }
}
