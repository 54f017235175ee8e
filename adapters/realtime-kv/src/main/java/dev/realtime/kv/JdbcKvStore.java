package dev.realtime.kv;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import dev.realtime.core.UserId;
import dev.realtime.core.memory.SystemTicker;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A store in a table.
 *
 * <p>A write locks the records it concerns, in the order of their keys, compares versions, writes and commits. A key that
 * was not there cannot be locked: two who insert it at once meet at the table's primary key, again in the order of keys,
 * and the later one starts over.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class JdbcKvStore implements KvStore {

    private static final System.Logger LOG = System.getLogger(KvStore.class.getName());
    private static final int MAX_TRIES = 5;

    // Somebody locked in another order, as a plain statement may; or the isolation is stricter than ours.
    private static final Set<String> WORTH_ANOTHER_TRY = Set.of("40001", "40P01");

    private final Tables tables;
    private final Records records;
    private final KvOptions options;
    private final Runnable written;
    private final Room room;
    private final Outage outage = new Outage(SystemTicker.INSTANCE);

    /** @param written run after each write that was committed */
    JdbcKvStore(Tables tables, KvOptions options, Runnable written) {
        this.tables = tables;
        this.records = tables.records();
        this.options = options;
        this.written = written;
        this.room = new Room(options.limits().maxRecordsPerUser());
    }

    @Override
    public CompletionStage<Optional<KvRecord>> get(UserId owner, KvKey key) {
        return answer(tables.readers(), owner, key.text().length(), connection -> Optional.ofNullable(
                        records.find(connection, owner, List.of(key)).get(key))
                .filter(found -> found.content().isPresent())
                .map(found -> found.open(options.sealer(), owner)));
    }

    @Override
    public CompletionStage<KvPage> list(UserId owner, KvRange range) {
        int limit = Math.min(range.limit(), options.limits().maxPage());
        KvRange bounded = new KvRange(range.prefix(), range.after(), limit);
        return answer(tables.readers(), owner, 0, connection -> {
            Records.Page page =
                    records.page(connection, owner, bounded, options.limits().maxPageBytes());
            return new KvPage(open(owner, page.records()), page.next());
        });
    }

    @Override
    public CompletionStage<List<KvRecord>> bulk(UserId owner, List<KvKey> keys) {
        int max = options.limits().maxMutations();
        if (keys.size() > max) {
            throw new IllegalArgumentException("need at most " + max + " keys but got " + keys.size());
        }
        List<KvKey> wanted = keys.stream().distinct().toList();
        return answer(tables.readers(), owner, bytesOfKeys(wanted), connection -> {
            Map<KvKey, Stored> found = records.find(connection, owner, wanted);
            return open(
                    owner,
                    wanted.stream()
                            .filter(key -> found.containsKey(key)
                                    && found.get(key).content().isPresent())
                            .map(found::get)
                            .toList());
        });
    }

    @Override
    public CompletionStage<KvOutcome> apply(UserId owner, List<Mutation> batch) {
        List<Mutation> mutations = checked(batch);
        return answer(tables.writers(), owner, bytesOf(mutations), connection -> {
            Optional<KvOutcome> outcome = Optional.empty();
            for (int tries = 0; outcome.isEmpty(); tries++) {
                outcome = attempt(connection, owner, mutations, tries == MAX_TRIES);
            }
            return outcome.get();
        });
    }

    /** Empty if it is to be tried again. */
    private Optional<KvOutcome> attempt(Connection connection, UserId owner, List<Mutation> batch, boolean last)
            throws SQLException {
        try {
            Optional<KvOutcome> outcome = tryToApply(connection, owner, batch);
            if (outcome.isPresent() && outcome.get() instanceof KvOutcome.Applied) {
                connection.commit();
                written.run();
            } else {
                connection.rollback();
            }
            if (last && outcome.isEmpty()) {
                throw new SQLTransientException("others insert these keys all the time");
            }
            return outcome;
        } catch (SQLException e) {
            connection.rollback();
            if (last || !WORTH_ANOTHER_TRY.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Optional<KvOutcome> tryToApply(Connection connection, UserId owner, List<Mutation> batch)
            throws SQLException {
        Map<KvKey, Stored> present = records.lock(
                connection, owner, batch.stream().map(Mutation::key).toList());
        List<KvRecord> mismatches = new ArrayList<>();
        for (Mutation mutation : batch) {
            Stored stored = present.get(mutation.key());
            if (mutation.seen() != (stored == null ? Mutation.NEW : stored.version())) {
                mismatches.add(
                        stored == null
                                ? new KvRecord(mutation.key(), Optional.empty(), Mutation.NEW)
                                : openOrSay(owner, stored));
            }
        }
        if (!mismatches.isEmpty()) {
            return Optional.of(new KvOutcome.Mismatched(mismatches));
        }
        checkRoom(connection, owner, batch.size() - present.size());
        List<Stored> next =
                batch.stream().map(mutation -> next(owner, mutation)).toList();
        for (Stored record : inOrder(next)) {
            if (present.containsKey(record.key())) {
                records.update(connection, owner, record);
            } else if (!records.insert(connection, owner, record)) {
                return Optional.empty();
            }
        }
        return Optional.of(new KvOutcome.Applied(next.stream()
                .map(record -> new KvOutcome.Written(record.key(), record.version()))
                .toList()));
    }

    private void checkRoom(Connection connection, UserId owner, int more) throws SQLException {
        if (more > 0
                && !room.takes(owner, more)
                && !room.takes(owner, more, records.count(connection, owner, room.max()))) {
            throw new RefusedException(ErrorCode.LIMIT_EXCEEDED, "need at most " + room.max() + " keys of a user");
        }
    }

    private Stored next(UserId owner, Mutation mutation) {
        long version = options.versions().next(mutation.seen(), options.clock().millis());
        return new Stored(
                mutation.key(),
                mutation.value().map(value -> options.sealer().seal(owner, mutation.key(), value)),
                version);
    }

    private List<KvRecord> open(UserId owner, List<Stored> stored) {
        return stored.stream().map(record -> openOrSay(owner, record)).toList();
    }

    /** One value that does not open keeps no other from its reader. */
    private KvRecord openOrSay(UserId owner, Stored record) {
        try {
            return record.open(options.sealer(), owner);
        } catch (SealException e) {
            options.telemetry().sealFailed();
            LOG.log(Level.ERROR, e.getMessage());
            return KvRecord.unreadable(record.key(), record.version());
        }
    }

    private List<Mutation> checked(List<Mutation> batch) {
        Set<KvKey> keys = new HashSet<>();
        batch.forEach(mutation -> keys.add(mutation.key()));
        int max = options.limits().maxMutations();
        if (batch.isEmpty() || batch.size() > max || keys.size() < batch.size()) {
            throw new IllegalArgumentException(
                    "need 1-" + max + " mutations of different keys but got " + batch.size());
        }
        return List.copyOf(batch);
    }

    private static List<Stored> inOrder(List<Stored> records) {
        return records.stream().sorted(Comparator.comparing(Stored::key)).toList();
    }

    private static long bytesOfKeys(List<KvKey> keys) {
        return keys.stream().mapToLong(key -> key.text().length()).sum();
    }

    private static long bytesOf(List<Mutation> batch) {
        return batch.stream()
                .mapToLong(mutation -> mutation.key().text().length()
                        + mutation.value().map(String::length).orElse(0))
                .sum();
    }

    private <T> CompletionStage<T> answer(Desk desk, UserId owner, long bytes, Work<T> work) {
        return desk.submit(owner, bytes, () -> {
            try (Connection connection = connect()) {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException e) {
                options.telemetry().databaseFailed();
                throw new UnavailableException("the database of keys does not answer", e);
            } catch (SealException e) {
                options.telemetry().sealFailed();
                throw e;
            }
        });
    }

    private Connection connect() throws SQLException {
        if (!outage.mayTry()) {
            throw new SQLTransientException("the database was away a moment ago");
        }
        try {
            Connection connection = tables.pool().getConnection();
            outage.isOver();
            return connection;
        } catch (SQLException | RuntimeException | Error e) {
            outage.failed();
            throw e;
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
