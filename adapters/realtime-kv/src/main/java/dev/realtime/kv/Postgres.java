package dev.realtime.kv;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** The two ways to a PostgreSQL database: many short transactions, and one connection that listens. */
final class Postgres {

    private static final int CONNECT_SECONDS = 3;
    // Of the database: somebody's open transaction must not hold up our threads for longer than a client waits.
    private static final String PATIENCE =
            "set statement_timeout = '10s'; set lock_timeout = '5s'; set idle_in_transaction_session_timeout = '30s'";

    private Postgres() {}

    static HikariDataSource open(KvPostgres at, KvOptions options) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("realtime-kv");
        config.setDataSource(at.database().source("realtime-kv"));
        config.setMaximumPoolSize(options.limits().threads());
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setConnectionTimeout(Duration.ofSeconds(CONNECT_SECONDS).toMillis());
        // With it the settings are committed, so that the first rollback does not take them back.
        config.setIsolateInternalQueries(true);
        config.setConnectionInitSql(PATIENCE);
        return new Opening(Records.POSTGRESQL, at.database().patientSource("realtime-kv-migration"), config)
                .open(options, connection -> {
                    countOrNot(connection, options.versions());
                    lookThroughIndex(connection);
                });
    }

    /** Connections that commit by themselves, for a source. */
    static DataSource listening(KvPostgres at) {
        return at.database().source("realtime-kv-source");
    }

    /**
     * Whether a record names a key is asked in this transaction, too, and the statistics may be of a time when most did: the
     * planner would then read the whole table.
     */
    private static void lookThroughIndex(Connection connection) throws SQLException {
        try (Statement set = connection.createStatement()) {
            set.execute("set local enable_seqscan = off");
        }
    }

    /** What the trigger does with a statement that leaves the version to it. */
    private static void countOrNot(Connection connection, VersionMode versions) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update kv_setting set counting = ? where counting <> ?")) {
            update.setBoolean(1, versions == VersionMode.COUNTER);
            update.setBoolean(2, versions == VersionMode.COUNTER);
            update.executeUpdate();
        }
    }
}
