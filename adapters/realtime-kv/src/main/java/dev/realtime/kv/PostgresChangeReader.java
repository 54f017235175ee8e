package dev.realtime.kv;

import dev.realtime.core.UserId;
import dev.realtime.kv.PostgresPosition.Round;
import dev.realtime.postgres.ListeningConnection;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds changes in PostgreSQL, whoever made them, on a connection of its own.
 *
 * <p>Each record names the transaction that wrote it last. A snapshot says of every transaction whether it was committed
 * when the snapshot was taken, in whatever order they began. So what is new are the records whose transaction the last
 * round's snapshot did not see and this one's does: exact for transactions that commit late, and nobody waits for those
 * that are still open. {@code NOTIFY} only says when to look.
 *
 * <p><b>Source:</b> docs/adr/0018-a-record-names-its-transaction.md.
 */
final class PostgresChangeReader implements ChangeReader {

    private static final System.Logger LOG = System.getLogger(PostgresChangeReader.class.getName());

    private static final long NO_CONNECTION = -1;

    private static final String NOW = "select pg_current_snapshot()::text, coalesce((select changed from kv_record"
            + " where pg_visible_in_snapshot(changed, pg_current_snapshot())"
            + " order by changed desc limit 1)::text, '0')";
    private static final String COLUMNS = "select tenant, owner, name, version, changed::text";
    private static final String NEWS = " from kv_record where changed >= pg_snapshot_xmin(?::pg_snapshot)"
            + " and not pg_visible_in_snapshot(changed, ?::pg_snapshot)";
    // Without the table's name it would be the column of the answer, a text: 10 before 9.
    private static final String ORDER = " order by kv_record.changed, tenant, owner, name limit ?";

    // A record restored from a dump may name a transaction that is still to come here: no snapshot sees it.
    private static final String FIRST_PAGE = COLUMNS + ", pg_current_snapshot()::text" + NEWS
            + " and pg_visible_in_snapshot(changed, pg_current_snapshot())" + ORDER;
    private static final String NEXT_PAGE = COLUMNS + ", ?::text" + NEWS
            + " and pg_visible_in_snapshot(changed, ?::pg_snapshot)"
            + " and (changed, tenant, owner, name) > (?::xid8, ?, ?, ?)" + ORDER;

    private final ListeningConnection connection;
    /** The connection with which the next position was found, by its number. */
    private long foundOn;

    /** @param connection listens to {@code realtime_kv} */
    PostgresChangeReader(ListeningConnection connection) {
        this.connection = connection;
    }

    @Override
    public String now() throws SQLException {
        return connection.ask(open -> {
            foundOn = connection.made();
            return position(open).toString();
        });
    }

    @Override
    public Page after(String position, int max) throws SQLException {
        return connection.ask(open -> read(open, PostgresPosition.parse(position), max));
    }

    @Override
    public boolean await(Duration patience) throws SQLException {
        return connection.await(patience);
    }

    @Override
    public void close() {
        connection.close();
    }

    /** The next position may be of a connection that is gone. */
    void doubt() {
        foundOn = NO_CONNECTION;
    }

    private Page read(Connection open, PostgresPosition position, int max) throws SQLException {
        PostgresPosition from = foundOn == connection.made() ? position : afterDoubt(open, position);
        Page page =
                from.round().isPresent() ? nextPage(open, from, from.round().get(), max) : firstPage(open, from, max);
        foundOn = connection.made();
        return page;
    }

    // Between two connections the database may have crashed, or another one may have taken its place.
    private static PostgresPosition afterDoubt(Connection open, PostgresPosition position) throws SQLException {
        if (position.isAheadOf(position(open).seen())) {
            LOG.log(Level.WARNING, "the database is not as far as it was: every key is announced again");
            return PostgresPosition.BEGINNING;
        }
        return position.withoutDoubt();
    }

    private static Page firstPage(Connection open, PostgresPosition from, int max) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(FIRST_PAGE)) {
            select.setString(1, from.seen());
            select.setString(2, from.seen());
            select.setInt(3, max);
            List<KvChange> changes = new ArrayList<>();
            Optional<Round> last = changes(select, changes);
            boolean more = changes.size() == max;
            PostgresPosition next = last.map(place -> from.after(place, !more)).orElse(from);
            return new Page(changes, next.toString(), more);
        }
    }

    private static Page nextPage(Connection open, PostgresPosition from, Round round, int max) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(NEXT_PAGE)) {
            select.setString(1, round.until());
            select.setString(2, from.seen());
            select.setString(3, from.seen());
            select.setString(4, round.until());
            select.setString(5, round.changed());
            select.setString(6, round.tenant());
            select.setString(7, round.owner());
            select.setString(8, round.name());
            select.setInt(9, max);
            List<KvChange> changes = new ArrayList<>();
            Round last = changes(select, changes).orElse(round);
            // Much may have come while this round's pages were read: look again at once.
            return new Page(changes, from.after(last, changes.size() < max).toString(), true);
        }
    }

    /** @return the place of the last one */
    private static Optional<Round> changes(PreparedStatement select, List<KvChange> changes) throws SQLException {
        Optional<Round> last = Optional.empty();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                UserId owner = new UserId(rows.getString(1), rows.getString(2));
                KvKey key = new KvKey(rows.getString(3));
                changes.add(new KvChange(owner, key, rows.getLong(4)));
                last = Optional.of(
                        new Round(rows.getString(6), rows.getString(5), owner.tenant(), owner.value(), key.text()));
            }
        }
        return last;
    }

    private static PostgresPosition position(Connection open) throws SQLException {
        try (Statement select = open.createStatement();
                ResultSet row = select.executeQuery(NOW)) {
            row.next();
            return new PostgresPosition(row.getString(1), Long.parseLong(row.getString(2)), Optional.empty());
        }
    }
}
