package dev.realtime.kv;

import dev.realtime.core.UserId;
import dev.realtime.kv.Sealer.Sealed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The statements on the table of records. What peers wrote only ever goes in as a parameter.
 *
 * <p><b>Threads:</b> stateless; a connection belongs to whoever brings it.
 */
enum Records {
    POSTGRESQL(
            "select name, content, seal, version from kv_record where name = any(?) and tenant = ? and owner = ?",
            // Everybody locks in the order of keys, so that no two can wait for each other.
            " order by name for update",
            " on conflict do nothing",
            // The trigger notes who changed it.
            ""),
    /** It has one writer, so there is nobody to lock out and nothing can conflict. Its index serves a join, but no any(). */
    H2(
            "select r.name, r.content, r.seal, r.version from unnest(?) as wanted(name)"
                    + " join kv_record r on r.name = wanted.name and r.tenant = ? and r.owner = ?",
            "",
            "",
            ", changed = next value for kv_change");

    private static final String OF_OWNER = " where tenant = ? and owner = ?";
    private static final String SIZES = "select name, octet_length(content) from kv_record" + OF_OWNER
            + " and name >= ? and name < ? and name > ? and content is not null order by name limit ?";
    private static final String COUNT =
            "select count(*) from (select name from kv_record" + OF_OWNER + " limit ?) as counted";
    private static final String UPDATE =
            "update kv_record set content = ?, seal = ?, version = ?%s" + OF_OWNER + " and name = ?";
    private static final String INSERT =
            "insert into kv_record (content, seal, version, tenant, owner, name) values (?, ?, ?, ?, ?, ?)";

    private static final String INSERT_PROOF = "insert into kv_seal (id, proof) values (?, ?)";

    private final String find;
    private final String lock;
    private final String insert;
    private final String insertProof;
    private final String update;

    /**
     * @param locked what keeps others off until the end of the transaction
     * @param conflict what to do where the key is there already
     * @param changed how an update notes its place among all changes
     */
    Records(String find, String locked, String conflict, String changed) {
        this.find = find;
        lock = find + locked;
        insert = INSERT + conflict;
        insertProof = INSERT_PROOF + conflict;
        update = String.format(UPDATE, changed);
    }

    Map<KvKey, Stored> find(Connection connection, UserId owner, Collection<KvKey> keys) throws SQLException {
        return find(connection, find, owner, keys);
    }

    /** The same, held until the end of the transaction. */
    Map<KvKey, Stored> lock(Connection connection, UserId owner, Collection<KvKey> keys) throws SQLException {
        return find(connection, lock, owner, keys);
    }

    /**
     * Records with a value. Lengths are looked at before values are, so that no more is ever held than fits the page.
     *
     * @param maxBytes the page ends before the record that would make it longer, but not before the first
     */
    Page page(Connection connection, UserId owner, KvRange range, int maxBytes) throws SQLException {
        Keys keys = keys(connection, owner, range, maxBytes);
        Map<KvKey, Stored> found = find(connection, owner, keys.keys());
        // Some may be gone meanwhile.
        List<Stored> present = keys.keys().stream()
                .filter(found::containsKey)
                .map(found::get)
                .filter(record -> record.content().isPresent())
                .toList();
        Optional<KvKey> next = keys.more() ? Optional.of(keys.last()) : Optional.empty();
        return new Page(present, next);
    }

    /** How many records the user has, deleted ones included. @param most to count */
    int count(Connection connection, UserId owner, int most) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COUNT)) {
            select.setString(1, owner.tenant());
            select.setString(2, owner.value());
            select.setInt(3, most);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** @return whether it was inserted; else somebody else inserted the key meanwhile */
    boolean insert(Connection connection, UserId owner, Stored record) throws SQLException {
        return write(connection, insert, owner, record);
    }

    void update(Connection connection, UserId owner, Stored record) throws SQLException {
        if (!write(connection, update, owner, record)) {
            throw new IllegalStateException("a record that was locked is gone");
        }
    }

    /** What each key that ever sealed has left, by its id. */
    Map<String, byte[]> proofs(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select id, proof from kv_seal");
                ResultSet rows = select.executeQuery()) {
            Map<String, byte[]> proofs = new HashMap<>();
            while (rows.next()) {
                proofs.put(rows.getString(1), rows.getBytes(2));
            }
            return proofs;
        }
    }

    /** Unless somebody else has left one meanwhile. */
    void insertProof(Connection connection, String id, byte[] proof) throws SQLException {
        try (PreparedStatement insertion = connection.prepareStatement(insertProof)) {
            insertion.setString(1, id);
            insertion.setBytes(2, proof);
            insertion.executeUpdate();
        }
    }

    /** Whether a record is sealed with that key. */
    boolean names(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select 1 from kv_record where seal = ? limit 1")) {
            select.setString(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static Map<KvKey, Stored> find(Connection connection, String query, UserId owner, Collection<KvKey> keys)
            throws SQLException {
        Object[] names = keys.stream().map(KvKey::text).toArray();
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setArray(1, connection.createArrayOf("varchar", names));
            select.setString(2, owner.tenant());
            select.setString(3, owner.value());
            try (ResultSet rows = select.executeQuery()) {
                Map<KvKey, Stored> found = new HashMap<>();
                while (rows.next()) {
                    Stored record = read(rows);
                    found.put(record.key(), record);
                }
                return found;
            }
        }
    }

    private static Keys keys(Connection connection, UserId owner, KvRange range, int maxBytes) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SIZES)) {
            select.setString(1, owner.tenant());
            select.setString(2, owner.value());
            select.setString(3, range.prefix());
            select.setString(4, range.prefix() + KvKey.BEYOND);
            select.setString(5, range.after());
            select.setInt(6, range.limit() + 1);
            try (ResultSet rows = select.executeQuery()) {
                return keys(rows, range.limit(), maxBytes);
            }
        }
    }

    private static Keys keys(ResultSet rows, int limit, int maxBytes) throws SQLException {
        List<KvKey> keys = new ArrayList<>();
        long bytes = 0;
        while (rows.next()) {
            bytes += rows.getLong(2);
            if (keys.size() == limit || bytes > maxBytes && !keys.isEmpty()) {
                return new Keys(keys, true);
            }
            keys.add(new KvKey(rows.getString(1)));
        }
        return new Keys(keys, false);
    }

    private static Stored read(ResultSet row) throws SQLException {
        KvKey key = new KvKey(row.getString(1));
        byte[] content = row.getBytes(2);
        Optional<String> seal = Optional.ofNullable(row.getString(3));
        return new Stored(key, Optional.ofNullable(content).map(bytes -> new Sealed(bytes, seal)), row.getLong(4));
    }

    private static boolean write(Connection connection, String statement, UserId owner, Stored record)
            throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(statement)) {
            if (record.content().isPresent()) {
                write.setBytes(1, record.content().get().bytes());
                write.setString(2, record.content().get().seal().orElse(null));
            } else {
                write.setNull(1, Types.VARBINARY);
                write.setNull(2, Types.VARCHAR);
            }
            write.setLong(3, record.version());
            write.setString(4, owner.tenant());
            write.setString(5, owner.value());
            write.setString(6, record.key().text());
            return write.executeUpdate() == 1;
        }
    }

    /** @param more whether others follow */
    private record Keys(List<KvKey> keys, boolean more) {

        KvKey last() {
            return keys.get(keys.size() - 1);
        }
    }

    /** @param next where others follow: the key to go on after */
    record Page(List<Stored> records, Optional<KvKey> next) {}
}
