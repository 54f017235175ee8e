package dev.realtime.kv;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import org.h2.jdbcx.JdbcDataSource;

/** The way to an H2 database in a file. */
final class DatabaseFile {

    // Its writer and a source.
    private static final int OTHERS = 2;

    // Without a delay of writing, what was answered is in the file: a process that is killed loses nothing.
    private static final String SETTINGS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=5000";

    private DatabaseFile() {}

    static HikariDataSource open(Path path, KvOptions options) {
        String file = path.toAbsolutePath().toString();
        if (file.indexOf(';') >= 0) {
            throw new IllegalArgumentException("need a path without a semicolon, which would begin a setting of H2");
        }
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + file + SETTINGS);
        source.setUser("sa");

        HikariConfig config = new HikariConfig();
        config.setPoolName("realtime-kv");
        config.setDataSource(source);
        config.setMaximumPoolSize(options.limits().threads() + OTHERS);
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        return new Opening(Records.H2, source, config).open(options, connection -> {});
    }
}
