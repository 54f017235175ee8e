package dev.realtime.kv;

import com.zaxxer.hikari.HikariDataSource;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Randomness;
import dev.realtime.kv.KvStore.UnavailableException;
import dev.realtime.postgres.ListeningConnection;
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

    private final Randomness randomness = new SystemRandomness();
    private final List<KvSource> sources = new CopyOnWriteArrayList<>();
    private final Tables tables;
    private final KvOptions options;
    private final KvStore store;
    private final Function<KvSourceOptions, ChangeReader> readers;

    /** @param written run after each write that was committed */
    private KvDatabase(
            Tables tables, KvOptions options, Function<KvSourceOptions, ChangeReader> readers, Runnable written) {
        this.tables = tables;
        this.options = options;
        this.store = new JdbcKvStore(tables, options, written);
        this.readers = readers;
    }

    /**
     * Opens a database in a file whose name begins with this path; makes it if it is not there.
     *
     * @throws UnavailableException if the file cannot be used, for one because another process does
     * @throws SealException if a key is not the one that values were sealed with, or is missing
     */
    public static KvDatabase inFile(Path path, KvOptions options) {
        HikariDataSource pool = DatabaseFile.open(path, options);
        Tables tables = Tables.ofOne(Records.H2, pool, options.limits());
        List<Bell> bells = new CopyOnWriteArrayList<>();
        return new KvDatabase(
                tables, options, source -> new FileChangeReader(pool, bells), () -> bells.forEach(Bell::ring));
    }

    /**
     * Opens a PostgreSQL database.
     *
     * @throws UnavailableException if it is away, or refuses
     * @throws SealException if a key is not the one that values were sealed with, or is missing
     */
    public static KvDatabase postgres(KvPostgres at, KvOptions options) {
        HikariDataSource pool = Postgres.open(at, options);
        Tables tables = Tables.ofMany(Records.POSTGRESQL, pool, options.limits());
        DataSource listening = Postgres.listening(at);
        return new KvDatabase(tables, options, source -> reader(listening, source), () -> {});
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
    public KvSource announceTo(KvPublisher publisher, KvSourceOptions how) {
        SourceTerms terms = new SourceTerms(how, options.telemetry(), new Pause(randomness), SystemTicker.INSTANCE);
        Announcer announcer = new Announcer(publisher, terms, randomness);
        ChangeReader reader = readers.apply(how);
        try {
            KvSource source = KvSource.start(reader, announcer, terms);
            sources.add(source);
            return source;
        } catch (SQLException e) {
            reader.close();
            throw new UnavailableException("the database of keys does not answer", e);
        }
    }

    /** Ends the sources, lets requests that are being worked on come to their end, and closes the connections. */
    @Override
    public void close() {
        sources.forEach(KvSource::close);
        tables.close();
    }

    private static ChangeReader reader(DataSource listening, KvSourceOptions how) {
        ListeningConnection connection = new ListeningConnection(listening, "realtime_kv");
        PostgresChangeReader reader = new PostgresChangeReader(connection);
        return how.sharedAs().isEmpty() ? reader : new SharedChangeReader(reader, connection, how.sharedAs());
    }
}
