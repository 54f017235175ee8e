package dev.realtime.kv;

import dev.realtime.core.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/**
 * Finds changes in the embedded database. All its writes are made by this process, one transaction after the other, so
 * the number that each gets is the order of their commits, and nobody else has to be watched for.
 */
final class FileChangeReader implements ChangeReader {

    private static final String NOW = "select coalesce(max(changed), 0) from kv_record";
    private static final String AFTER =
            "select tenant, owner, name, version, changed from kv_record where changed > ? order by changed limit ?";

    private final DataSource database;
    private final Collection<Bell> bells;
    private final Bell bell = new Bell();

    /** @param bells rung after each write; this one's is among them until it is closed. Thread-safe */
    FileChangeReader(DataSource database, Collection<Bell> bells) {
        this.database = database;
        this.bells = bells;
        bells.add(bell);
    }

    @Override
    public String now() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(NOW);
                ResultSet row = select.executeQuery()) {
            row.next();
            return Long.toString(row.getLong(1));
        }
    }

    @Override
    public Page after(String position, int max) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(AFTER)) {
            select.setLong(1, Long.parseLong(position));
            select.setInt(2, max);
            try (ResultSet rows = select.executeQuery()) {
                List<KvChange> changes = new ArrayList<>();
                String next = position;
                while (rows.next()) {
                    UserId owner = new UserId(rows.getString(1), rows.getString(2));
                    changes.add(new KvChange(owner, new KvKey(rows.getString(3)), rows.getLong(4)));
                    next = Long.toString(rows.getLong(5));
                }
                return new Page(changes, next, changes.size() == max);
            }
        }
    }

    @Override
    public boolean await(Duration patience) throws InterruptedException {
        return bell.await(patience);
    }

    /** The connections are the store's. */
    @Override
    public void close() {
        bells.remove(bell);
    }
}
