package dev.realtime.postgres;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The one connection of a reader, made when it is needed, and given up when a question fails. It listens before it is asked
 * anything: what is committed between two questions is heard of, and what was before is found.
 *
 * <p><b>Threads:</b> confined to the reader's thread.
 *
 * <p><b>Errors:</b> every call may fail while the database is away; the next one connects anew.
 */
public final class ListeningConnection implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ListeningConnection.class.getName());

    // A reader whose machine is gone keeps its turn until the database knows: by itself, after two hours.
    private static final String NOTICE_DEATH =
            "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3;"
                    + " set tcp_user_timeout = 25000";

    private final DataSource database;
    private final String channel;
    private Optional<Connection> connection = Optional.empty();
    private long made;

    /**
     * @param database connections that commit by themselves: one in a transaction would hear no notification
     * @param channel what {@code NOTIFY} names, a plain word
     */
    public ListeningConnection(DataSource database, String channel) {
        this.database = database;
        this.channel = channel;
    }

    /** Asks on the connection. */
    public <T> T ask(Question<T> question) throws SQLException {
        try {
            if (connection.isEmpty()) {
                connect();
            }
            return question.ask(connection.orElseThrow());
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /**
     * Waits for a notification.
     *
     * @param patience a millisecond or more
     * @return whether there was one
     */
    public boolean await(Duration patience) throws SQLException {
        return ask(open -> {
            PGNotification[] heard = open.unwrap(PGConnection.class).getNotifications((int) patience.toMillis());
            return heard != null && heard.length > 0;
        });
    }

    /** How many connections there were: between one and the next anything may have happened to the database. */
    public long made() {
        return made;
    }

    @Override
    public void close() {
        Optional<Connection> old = connection;
        connection = Optional.empty();
        old.ifPresent(ListeningConnection::giveUp);
    }

    private void connect() throws SQLException {
        Connection next = database.getConnection();
        connection = Optional.of(next);
        made++;
        try (Statement listen = next.createStatement()) {
            listen.execute(NOTICE_DEATH);
            listen.execute("listen " + channel);
        }
    }

    private static void giveUp(Connection old) {
        try {
            old.close();
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "a connection that is given up does not close", e);
        }
    }

    /** What is asked of the database. <b>Threads:</b> the reader's. */
    @FunctionalInterface
    public interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }
}
