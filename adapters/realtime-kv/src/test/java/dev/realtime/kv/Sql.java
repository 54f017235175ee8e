package dev.realtime.kv;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Plain statements, as somebody at a prompt would write them. */
final class Sql {

    private Sql() {}

    static void run(DataSource database, String statement) {
        try (Connection connection = database.getConnection();
                Statement any = connection.createStatement()) {
            any.execute(statement);
        } catch (SQLException e) {
            throw new AssertionError(statement, e);
        }
    }

    /** The first column of the first row, as a text. */
    static String ask(DataSource database, String query) {
        try (Connection connection = database.getConnection();
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(query, e);
        }
    }
}
