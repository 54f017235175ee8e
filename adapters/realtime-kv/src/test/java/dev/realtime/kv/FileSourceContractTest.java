package dev.realtime.kv;

import java.nio.file.Path;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class FileSourceContractTest extends KvSourceContract {

    @TempDir
    static Path folder;

    private static KvDatabase open;

    @BeforeAll
    static void open() {
        open = KvDatabase.inFile(folder.resolve("kv"), Keys.options(Keys.K1));
    }

    @AfterAll
    static void close() {
        open.close();
    }

    @Override
    protected KvDatabase create() {
        JdbcDataSource plain = new JdbcDataSource();
        plain.setURL("jdbc:h2:file:" + folder.resolve("kv").toAbsolutePath());
        plain.setUser("sa");
        Sql.run(plain, "delete from kv_record");
        return open;
    }
}
