package dev.realtime.kv;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.realtime.kv.KvStore.UnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The steps from a database, perhaps an empty one, to connections that a store can work on.
 *
 * @param plain connections that commit by themselves, for migrations
 */
record Opening(Records records, DataSource plain, HikariConfig pool) {

    private static final String SCRIPTS = "classpath:dev/realtime/kv/";

    /** @param settings what this database has to know, on a connection that does not commit by itself */
    HikariDataSource open(KvOptions options, Settings settings) {
        try {
            migrate();
            HikariDataSource opened = new HikariDataSource(pool);
            return prepared(opened, options, settings);
        } catch (SQLException | FlywayException | HikariPool.PoolInitializationException e) {
            throw new UnavailableException("cannot open the database of keys: " + SqlFailure.text(e), e);
        }
    }

    // The schema may hold other tables already: ours begin with kv_, and so does the history of their migrations.
    private void migrate() {
        Flyway.configure(Opening.class.getClassLoader())
                .dataSource(plain)
                .locations(SCRIPTS + records.name().toLowerCase(Locale.ROOT))
                .table("kv_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .loggers("slf4j")
                .load()
                .migrate();
    }

    private HikariDataSource prepared(HikariDataSource opened, KvOptions options, Settings settings)
            throws SQLException {
        try (Connection connection = opened.getConnection()) {
            settings.tell(connection);
            new SealCheck(connection, records, options.sealer()).run();
            connection.commit();
            return opened;
        } catch (SQLException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    @FunctionalInterface
    interface Settings {
        void tell(Connection connection) throws SQLException;
    }
}
