package dev.realtime.kv;

import com.zaxxer.hikari.HikariDataSource;
import dev.realtime.core.memory.SystemTicker;

/**
 * The way of a store to its tables.
 *
 * @param pool connections that do not commit by themselves
 * @param writers may be the readers
 */
record Tables(Records records, HikariDataSource pool, Desk readers, Desk writers) implements AutoCloseable {

    private static final String THREADS = "realtime-kv";

    /** Tables that many may write to at once. */
    static Tables ofMany(Records records, HikariDataSource pool, KvLimits limits) {
        Desk desk = new Desk(THREADS, limits.threads(), limits, SystemTicker.INSTANCE);
        return new Tables(records, pool, desk, desk);
    }

    /** Tables with one writer, whose writes are in the order of their commits. */
    static Tables ofOne(Records records, HikariDataSource pool, KvLimits limits) {
        Desk readers = new Desk(THREADS, limits.threads(), limits, SystemTicker.INSTANCE);
        return new Tables(records, pool, readers, new Desk(THREADS + "-writer", 1, limits, SystemTicker.INSTANCE));
    }

    /** Lets requests that are being worked on come to their end. */
    @Override
    public void close() {
        readers.close();
        writers.close();
        pool.close();
    }
}
