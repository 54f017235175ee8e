package dev.realtime.kv;

import java.sql.SQLException;

/** Why a database could not be used, in one line for people: what it said last, and what lies under that. */
final class SqlFailure {

    private SqlFailure() {}

    /** Never a URL, in which a password may stand: drivers and pools name the host at most. */
    static String text(Throwable failure) {
        SQLException said = null;
        Throwable root = failure;
        // Causes may go in a circle.
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
            said = root instanceof SQLException sql ? sql : said;
        }
        if (said == null) {
            return line(root);
        }
        String text = "SQLState " + said.getSQLState() + ", " + firstLine(said.getMessage());
        return root == said ? text : text + " (" + line(root) + ")";
    }

    private static String line(Throwable failure) {
        return failure.getClass().getSimpleName() + ": " + firstLine(failure.getMessage());
    }

    private static String firstLine(String message) {
        return String.valueOf(message).strip().lines().findFirst().orElse("");
    }
}
