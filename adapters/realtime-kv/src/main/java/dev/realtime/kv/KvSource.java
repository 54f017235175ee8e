package dev.realtime.kv;

import dev.realtime.core.policy.Backoff;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sees every committed change of a key, whoever made it, and announces it: keys and versions, never values. Several
 * changes share a publication.
 *
 * <p>The final version of every key that is written while a source runs is announced at least once, and never a lower one
 * after a higher; versions in between may be left out. It begins with what is committed after its start: a client that
 * comes or comes back lists its keys first.
 *
 * <p><b>Threads:</b> thread-safe; one thread of its own reads and publishes.
 *
 * <p><b>Errors:</b> a database that is away and a hub that refuses are tried again until they are back.
 */
public final class KvSource implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(KvSource.class.getName());

    private static final int PAGE = 1_000;
    private static final long FAREWELL_SECONDS = 5;
    private static final Backoff BACKOFF = new Backoff(List.of(
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2)));

    private final ChangeReader reader;
    private final Announcer announcer;
    private final SourceTerms terms;
    private final Thread thread = new Thread(this::run, "realtime-kv-source");
    private volatile int failures;
    private String position;

    private KvSource(ChangeReader reader, Announcer announcer, SourceTerms terms, String position) {
        this.reader = reader;
        this.announcer = announcer;
        this.terms = terms;
        this.position = position;
        thread.setDaemon(true);
    }

    /** What is committed from now on is announced. */
    static KvSource start(ChangeReader reader, Announcer announcer, SourceTerms terms) throws SQLException {
        KvSource source = new KvSource(reader, announcer, terms, reader.now());
        source.thread.start();
        return source;
    }

    /** Whether it can read what changed just now. */
    public boolean isReading() {
        return failures == 0 && thread.isAlive();
    }

    /** Announces nothing more. Its thread is not interrupted, for the sake of the embedded database's file. */
    @Override
    public void close() {
        terms.pause().stop();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(FAREWELL_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (reader) {
            while (!terms.pause().isStopped()) {
                step();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "stopped");
        }
    }

    private void step() throws InterruptedException {
        try {
            ChangeReader.Page page = reader.after(position, PAGE);
            if (failures > 0) {
                failures = 0;
                terms.telemetry().sourceBack();
                LOG.log(Level.INFO, "changes of keys are read again");
            }
            announcer.announce(page.changes());
            position = page.next();
            if (!page.more() && reader.await(terms.options().pollEvery())) {
                terms.pause().of(terms.options().coalesce());
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            // Also a lack of memory: without this thread nobody would be told of anything any more.
            failed(e);
        }
    }

    // Only the first of a row of failures is worth a line.
    private void failed(Throwable e) throws InterruptedException {
        if (terms.pause().isStopped()) {
            return;
        }
        LOG.log(failures == 0 ? Level.WARNING : Level.DEBUG, "changes of keys cannot be read", e);
        terms.telemetry().sourceFailed();
        terms.pause().after(BACKOFF, failures++);
    }
}
