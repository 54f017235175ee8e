package dev.realtime.kv;

import com.zaxxer.hikari.HikariDataSource;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.Randomness;
import dev.realtime.kv.KvStore.UnavailableException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Where records are kept: a PostgreSQL database, which many servers may share, or a file, which one server has to itself.
 * Tables are made and brought up to date when it is opened.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class KvDatabase implements AutoCloseable {

    private static final String THREADS = "realtime-kv";

    private final Randomness randomness = new SystemRandomness();
    private final List<KvSource> sources = new CopyOnWriteArrayList<>();
    private final HikariDataSource pool;
    private final JdbcKvStore.Desks desks;
    private final KvStore store;
    private final Function<KvSourceOptions, ChangeReader> readers;
    private final KvTelemetry telemetry;

    private KvDatabase(
            HikariDataSource pool,
            JdbcKvStore store,
            Function<KvSourceOptions, ChangeReader> readers,
            KvTelemetry telemetry) {
        this.pool = pool;
        this.desks = store.desks();
        this.store = store;
        this.readers = readers;
        this.telemetry = telemetry;
    }

    /**
     * Opens a database in a file whose name begins with this path; makes it if it is not there.
     *
     * @throws UnavailableException if the file cannot be used, for one because another process does
     * @throws SealException if a key is not the one that values were sealed with, or is missing
     */
    public static KvDatabase inFile(Path path, KvOptions options) {
        HikariDataSource pool = DatabaseFile.open(path, options);
        KvLimits limits = options.limits();
        JdbcKvStore.Desks desks = new JdbcKvStore.Desks(
                new Desk(THREADS, limits.threads(), limits.maxWaiting()),
                new Desk(THREADS + "-writer", 1, limits.maxWaiting()));
        List<Bell> bells = new CopyOnWriteArrayList<>();
        JdbcKvStore store = new JdbcKvStore(Records.H2, pool, desks, options, () -> bells.forEach(Bell::ring));
        return new KvDatabase(pool, store, any -> new FileChangeReader(pool, bells), options.telemetry());
    }

    /**
     * Opens a PostgreSQL database.
     *
     * @throws UnavailableException if it is away, or refuses
     * @throws SealException if a key is not the one that values were sealed with, or is missing
     */
    public static KvDatabase postgres(KvPostgres at, KvOptions options) {
        HikariDataSource pool = Postgres.open(at, options);
        Desk desk =
                new Desk(THREADS, options.limits().threads(), options.limits().maxWaiting());
        JdbcKvStore.Desks desks = new JdbcKvStore.Desks(desk, desk);
        JdbcKvStore store = new JdbcKvStore(Records.POSTGRESQL, pool, desks, options, () -> {});
        DataSource listening = Postgres.listening(at);
        return new KvDatabase(pool, store, source -> reader(listening, source), options.telemetry());
    }

    public KvStore store() {
        return store;
    }

    /**
     * Announces changes from now on, until the source or this database is closed. A server whose broker is its own needs a
     * source of its own; servers that share a broker share a source, too ({@link KvSourceOptions#sharedAs}).
     *
     * @throws UnavailableException if the database is away
     */
    public KvSource announceTo(KvPublisher publisher, KvSourceOptions options) {
        SourceTerms terms = new SourceTerms(options, telemetry, new Pause(randomness));
        Announcer announcer = new Announcer(publisher, terms, randomness);
        ChangeReader reader = readers.apply(options);
        try {
            KvSource source = KvSource.start(reader, announcer, terms);
            sources.add(source);
            return source;
        } catch (SQLException e) {
            reader.close();
            throw new UnavailableException("the database of keys does not answer", e);
        }
    }

    private static ChangeReader reader(DataSource listening, KvSourceOptions options) {
        PostgresChangeReader reader = new PostgresChangeReader(listening);
        return options.sharedAs().isEmpty() ? reader : new SharedChangeReader(reader, options.sharedAs());
    }

    /** Ends the sources, lets requests that are being worked on come to their end, and closes the connections. */
    @Override
    public void close() {
        sources.forEach(KvSource::close);
        desks.close();
        pool.close();
    }
}
