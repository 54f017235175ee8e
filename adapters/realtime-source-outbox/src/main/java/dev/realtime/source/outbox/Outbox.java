package dev.realtime.source.outbox;

import dev.realtime.postgres.ListeningConnection;
import dev.realtime.source.Routed;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The table, as a group of servers sees it: rows that the group does not have yet, in the order in which they are to be
 * delivered. A row is seen when its transaction is committed, and until it is settled; there is no position that could pass
 * over one that is committed late.
 *
 * <p><b>Threads:</b> confined to the source's thread.
 *
 * <p><b>Errors:</b> {@link SQLException} gives up the connection.
 *
 * <p><b>Source:</b> docs/adr/0021-an-outbox-is-read-by-what-is-left-in-it.md.
 */
final class Outbox {

    /** Rows are counted up to here. */
    static final int MAX_COUNT = 10_000;

    private static final String MINE =
            " and not exists (select from realtime_outbox_taken t where t.id = o.id and t.name = ?)";
    private static final String READ = "select " + OutboxRow.COLUMNS + " from realtime_outbox o,"
            + " lateral (select coalesce(octet_length(o.bytes), octet_length(o.data::text)) as size) s"
            + " where o.place is not null and o.id <> all (?)" + MINE + " order by o.place, o.id limit ?";
    private static final String COUNT =
            "select count(*), coalesce(extract(epoch from clock_timestamp() - min(placed)), 0)"
                    + " from (select o.placed from realtime_outbox o where o.place is not null" + MINE
                    + " order by o.place, o.id limit " + MAX_COUNT + ") waiting";
    private static final String BURY =
            "insert into realtime_outbox_dead (reason, detail, id, placed, tenant, channel, event,"
                    + " data, bytes, key, tags, origin, echo, via, act) select ?, ?, id, placed, tenant, channel, event, data, bytes,"
                    + " key, tags, origin, echo, via, act from realtime_outbox where id = ? on conflict do nothing";

    // First it is said that this group has the row, and committed; then it goes, if all have it. Of two groups that do
    // so at
    // once one sees what the other said.
    private static final String TAKE = "insert into realtime_outbox_taken (id, name) select unnest(?::bigint[]), ?"
            + " where exists (select from realtime_outbox_group where name <> ?) on conflict do nothing";
    private static final String LACKING = "exists (select from realtime_outbox_group g where g.name <> ? and not exists"
            + " (select from realtime_outbox_taken t where t.id = o.id and t.name = g.name))";
    private static final String REMOVE = "with gone as (delete from realtime_outbox o where o.id = any (?) and not "
            + LACKING + " returning o.id) delete from realtime_outbox_taken t using gone where t.id = gone.id";
    private static final String REMOVE_TAKEN = "with gone as (delete from realtime_outbox o where exists (select from"
            + " realtime_outbox_taken t where t.id = o.id and t.name = ?) and not " + LACKING
            + " returning o.id) delete from realtime_outbox_taken t using gone where t.id = gone.id";

    private static final String FORGET_TAKEN = "delete from realtime_outbox_taken t"
            + " where not exists (select from realtime_outbox o where o.id = t.id)";

    private static final String JOIN =
            "insert into realtime_outbox_group (name) values (?)" + " on conflict (name) do update set seen = now()";
    private static final String FORGET =
            "delete from realtime_outbox_group where name <> ? and seen < now() - interval '1 day' returning name";

    private final ListeningConnection connection;
    private final OutboxSourceOptions options;

    Outbox(ListeningConnection connection, OutboxSourceOptions options) {
        this.connection = connection;
        this.options = options;
    }

    /** Makes the tables if they are not there. */
    void make() throws SQLException {
        connection.ask(open -> {
            OutboxSchema.makeIfMissing(open);
            return true;
        });
    }

    /** Says that the group is there, so that rows wait for it. @return groups that were not there for a day, and are forgotten */
    List<String> join() throws SQLException {
        return connection.ask(open -> {
            try (PreparedStatement join = open.prepareStatement(JOIN);
                    PreparedStatement forget = open.prepareStatement(FORGET)) {
                join.setString(1, options.group());
                join.executeUpdate();
                forget.setString(1, options.group());
                List<String> forgotten = new ArrayList<>();
                try (ResultSet names = forget.executeQuery()) {
                    while (names.next()) {
                        forgotten.add(names.getString(1));
                    }
                }
                return forgotten;
            }
        });
    }

    /** Removes what every group has, and notes of rows that are gone: what a server left that went at the wrong moment. */
    void tidy() throws SQLException {
        connection.ask(open -> {
            try (PreparedStatement remove = open.prepareStatement(REMOVE_TAKEN);
                    Statement forget = open.createStatement()) {
                remove.setString(1, options.group());
                remove.setString(2, options.group());
                remove.executeUpdate();
                return forget.executeUpdate(FORGET_TAKEN);
            }
        });
    }

    /** The next rows. @param but rows that are in flight */
    List<OutboxRow> read(Collection<Long> but, int max) throws SQLException {
        return connection.ask(open -> {
            try (PreparedStatement select = open.prepareStatement(READ)) {
                select.setInt(1, options.maxDataBytes());
                select.setInt(2, options.maxDataBytes());
                select.setArray(3, ids(open, but));
                select.setString(4, options.group());
                select.setInt(5, max);
                List<OutboxRow> read = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        read.add(OutboxRow.read(rows, options.maxDataBytes()));
                    }
                }
                return read;
            }
        });
    }

    /** The group has these rows. */
    void settle(Collection<Long> settled) throws SQLException {
        connection.ask(open -> {
            try (PreparedStatement take = open.prepareStatement(TAKE);
                    PreparedStatement remove = open.prepareStatement(REMOVE)) {
                take.setArray(1, ids(open, settled));
                take.setString(2, options.group());
                take.setString(3, options.group());
                take.executeUpdate();
                remove.setArray(1, ids(open, settled));
                remove.setString(2, options.group());
                return remove.executeUpdate();
            }
        });
    }

    /**
     * Copies a row to the dead letters.
     *
     * @return why it could not, although the database is there; empty if it did
     */
    Optional<String> bury(long id, Routed.Nowhere why) throws SQLException {
        return connection.ask(open -> {
            try (PreparedStatement insert = open.prepareStatement(BURY)) {
                insert.setString(1, why.rejection().name());
                insert.setString(2, why.detail());
                insert.setLong(3, id);
                insert.executeUpdate();
                return Optional.empty();
            } catch (SQLException e) {
                if (!answers(open)) {
                    throw e;
                }
                return Optional.of(String.valueOf(e.getMessage()));
            }
        });
    }

    /** What waits for the group. */
    Waiting waiting() throws SQLException {
        return connection.ask(open -> {
            try (PreparedStatement select = open.prepareStatement(COUNT)) {
                select.setString(1, options.group());
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return new Waiting(row.getLong(1), Duration.ofMillis((long) (row.getDouble(2) * 1_000)));
                }
            }
        });
    }

    private static boolean answers(Connection open) {
        try (Statement any = open.createStatement()) {
            return any.execute("select 1");
        } catch (SQLException e) {
            return false;
        }
    }

    private static Array ids(Connection open, Collection<Long> ids) throws SQLException {
        return open.createArrayOf("bigint", ids.toArray());
    }

    /** @param rows at most {@link #MAX_COUNT} @param oldest how long the first of them has been waiting */
    record Waiting(long rows, Duration oldest) {
        static final Waiting NONE = new Waiting(0, Duration.ZERO);
    }
}
