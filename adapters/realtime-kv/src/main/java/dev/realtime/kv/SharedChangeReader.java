package dev.realtime.kv;

import dev.realtime.postgres.ListeningConnection;
import dev.realtime.postgres.Turn;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Finds changes in PostgreSQL for one of several servers at a time. Whose turn it is holds a lock of the database; the
 * others find nothing and wait for it. A lock that goes with its connection can be neither forgotten nor kept by the dead.
 *
 * <p>How far the servers have come stands in the database. It is moved when the next page is asked for, since that is when
 * everything before is published: whoever follows announces some of it again rather than leaving anything out.
 */
final class SharedChangeReader implements ChangeReader {

    private static final System.Logger LOG = System.getLogger(SharedChangeReader.class.getName());

    private static final String BEGIN = "insert into kv_cursor (name, position) values (?, ?) on conflict do nothing";
    private static final String POSITION = "select position from kv_cursor where name = ?";
    private static final String MOVE = "update kv_cursor set position = ?, moved = now() where name = ?";

    private final PostgresChangeReader reader;
    private final ListeningConnection connection;
    private final Turn turn;
    private final String name;
    private String moved = "";

    /**
     * @param connection with which {@code reader} reads
     * @param name of what these servers have in common
     */
    SharedChangeReader(PostgresChangeReader reader, ListeningConnection connection, String name) {
        this.reader = reader;
        this.connection = connection;
        this.turn = new Turn(connection, "realtime-kv", name);
        this.name = name;
    }

    @Override
    public String now() throws SQLException {
        return reader.now();
    }

    @Override
    public Page after(String position, int max) throws SQLException {
        Turn.Whose whose = turn.look();
        if (whose == Turn.Whose.ANOTHERS) {
            return new Page(List.of(), position, false);
        }
        if (whose == Turn.Whose.MINE_NOW) {
            return begin(position);
        }
        if (!position.equals(moved)) {
            connection.ask(open -> change(open, MOVE, position, name));
            moved = position;
        }
        return reader.after(position, max);
    }

    @Override
    public boolean await(Duration patience) throws SQLException {
        return reader.await(patience);
    }

    @Override
    public void close() {
        reader.close();
    }

    private Page begin(String position) throws SQLException {
        LOG.log(Level.INFO, "changes of keys are announced from here");
        moved = connection.ask(open -> {
            change(open, BEGIN, name, position);
            return ask(open, POSITION);
        });
        // It was another connection that got that far.
        reader.doubt();
        return new Page(List.of(), moved, true);
    }

    private String ask(Connection open, String query) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(query)) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static int change(Connection open, String statement, String first, String second) throws SQLException {
        try (PreparedStatement write = open.prepareStatement(statement)) {
            write.setString(1, first);
            write.setString(2, second);
            return write.executeUpdate();
        }
    }
}
