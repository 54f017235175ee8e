package dev.realtime.source.outbox;

import dev.realtime.postgres.PostgresDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A new database with an outbox in it, in a real PostgreSQL that all tests of this run share. It ends with the JVM. */
final class Pg {

    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final DataSource sql;
    private final PostgresDatabase at;

    private Pg(String name) {
        sql = SERVER.getDatabase("postgres", name);
        at = new PostgresDatabase(SERVER.getJdbcUrl("postgres", name), "", "");
    }

    static Pg empty() {
        String name = "outbox_" + DATABASES.incrementAndGet();
        new Pg("postgres").run("create database " + name);
        return new Pg(name);
    }

    static Pg withOutbox() {
        Pg pg = empty();
        pg.run(OutboxSchema.statements());
        return pg;
    }

    PostgresDatabase at() {
        return at;
    }

    PostgresDatabase as(String user) {
        return new PostgresDatabase(at.url().replaceAll("user=\\w+", "user=" + user), user, "");
    }

    /** A connection in a transaction. */
    Connection begin() throws SQLException {
        Connection connection = sql.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    DataSource sql() {
        return sql;
    }

    void run(String statement) {
        run(sql, statement);
    }

    static void run(DataSource database, String statement) {
        try (Connection connection = database.getConnection();
                Statement any = connection.createStatement()) {
            any.execute(statement);
        } catch (SQLException e) {
            throw new AssertionError(statement, e);
        }
    }

    /** The first column of the first row, as a text. */
    String ask(String query) {
        try (Connection connection = sql.getConnection();
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }

    /** Kills whoever delivers. @return how many those were */
    int kill() {
        return Integer.parseInt(ask("select count(pg_terminate_backend(pid)) from pg_locks where locktype = 'advisory'"
                + " and database = (select oid from pg_database where datname = current_database())"));
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start", e);
        }
    }
}
