package dev.realtime.source.outbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The tables of an outbox.
 *
 * <p><b>Threads:</b> stateless.
 */
public final class OutboxSchema {

    private static final String FILE = "postgresql.sql";
    private static final String EXISTS = "select to_regclass('realtime_outbox') is not null";

    // Several servers may start at once.
    private static final String ALONE =
            "select pg_advisory_xact_lock(hashtextextended('realtime-outbox-schema ' || current_schema(), 0))";

    private OutboxSchema() {}

    /**
     * The statements that make the tables, for PostgreSQL, in the current schema: for whoever makes them by hand, or with the
     * application's own migrations.
     */
    public static String statements() {
        try (InputStream file = OutboxSchema.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("need " + FILE + " beside " + OutboxSchema.class.getName());
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }

    /**
     * Makes the tables if they are not there, all or none.
     *
     * @param connection one that commits by itself, and does so again afterwards
     */
    static void makeIfMissing(Connection connection) throws SQLException {
        if (isThere(connection)) {
            return;
        }
        connection.setAutoCommit(false);
        try (Statement any = connection.createStatement()) {
            any.execute(ALONE);
            if (!isThere(connection)) {
                any.execute(statements());
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw new SQLException("the tables of the outbox are missing, and cannot be made: " + e.getMessage(), e);
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static boolean isThere(Connection connection) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(EXISTS)) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
