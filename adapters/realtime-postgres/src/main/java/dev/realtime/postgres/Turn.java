package dev.realtime.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Whose turn it is, of several servers that read the same. Whoever's it is holds a lock of the database, on the connection
 * with which it reads: a lock that goes with its connection can be neither forgotten nor kept by the dead.
 *
 * <p><b>Threads:</b> confined to the reader's thread.
 */
public final class Turn {

    private static final String LOCK =
            "select pg_try_advisory_lock(hashtextextended(? || ' ' || current_schema() || ' ' || ?, 0))";

    private final ListeningConnection connection;
    private final String what;
    private final String name;
    private Optional<Connection> heldBy = Optional.empty();

    /** Whose turn it is. */
    public enum Whose {
        MINE,
        /** Mine from now on. */
        MINE_NOW,
        ANOTHERS
    }

    /**
     * @param what is read, one of each schema
     * @param name of what these servers have in common
     */
    public Turn(ListeningConnection connection, String what, String name) {
        this.connection = connection;
        this.what = what;
        this.name = name;
    }

    /** Whose turn it is; takes it if it is nobody's. */
    public Whose look() throws SQLException {
        return connection.ask(open -> {
            if (heldBy.filter(holder -> holder == open).isPresent()) {
                return Whose.MINE;
            }
            if (!isFree(open)) {
                return Whose.ANOTHERS;
            }
            heldBy = Optional.of(open);
            return Whose.MINE_NOW;
        });
    }

    private boolean isFree(Connection open) throws SQLException {
        try (PreparedStatement lock = open.prepareStatement(LOCK)) {
            lock.setString(1, what);
            lock.setString(2, name);
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
