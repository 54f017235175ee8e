package dev.realtime.source.outbox;

import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.postgres.ListeningConnection;
import dev.realtime.source.SourcePublisher;
import dev.realtime.source.delivery.Courier;
import dev.realtime.source.delivery.Later;
import dev.realtime.source.delivery.Outage;
import dev.realtime.source.delivery.Stop;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Delivers what transactions wrote to an outbox, after they committed.
 *
 * <p>A row is deleted when the hub has it. One that comes again within five minutes (after a killed server, after a broken
 * connection) is known to the hub by its id and time, and appended no second time. Rows of one channel are delivered in the
 * order in which their transactions committed. One that can never be delivered goes to the table of dead letters, and holds
 * up nobody. Of several servers of one group one delivers, and when it or its connection is gone another goes on.
 *
 * <p><b>Threads:</b> thread-safe; one thread of its own reads and settles, on one connection.
 *
 * <p><b>Errors:</b> a database that is away or refuses and a hub that does not take rows are tried again until they are
 * back.
 *
 * <p><b>Source:</b> docs/sources.md.
 */
public final class OutboxSource implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(OutboxSource.class.getName());

    private final OutboxSourceOptions options;
    private final Outage outage;
    private final Stop stop = new Stop(new SystemRandomness());
    private final Thread thread;
    private volatile Outbox.Waiting waiting = Outbox.Waiting.NONE;

    private OutboxSource(SourcePublisher publisher, OutboxSourceOptions options) {
        this.options = options;
        this.outage = new Outage(LOG, "The outbox", options.telemetry());
        Courier courier = new Courier(
                publisher, new Courier.Terms(options.publishTimeout(), options.telemetry(), stop, Later.JDK));
        ListeningConnection connection =
                new ListeningConnection(options.database().source("realtime-outbox-source"), "realtime_outbox");
        Reading.Terms terms = new Reading.Terms(options, outage, SystemTicker.INSTANCE, this::look);
        this.thread = new Thread(new Reading(connection, courier, terms, stop), "realtime-outbox-source");
        thread.setDaemon(true);
    }

    /**
     * Begins to deliver, whether or not the database is there yet. The tables are made if they are not there.
     *
     * @param publisher takes the messages; {@code hub::publish}
     */
    public static OutboxSource start(SourcePublisher publisher, OutboxSourceOptions options) {
        OutboxSource source = new OutboxSource(publisher, options);
        source.thread.start();
        return source;
    }

    /** Whether the outbox can be read just now, be it this server's turn or another's. */
    public boolean isReading() {
        return outage.isReading() && thread.isAlive();
    }

    /** Rows that are not settled yet, as of the last look, counted to 10,000; zero while it is another server's turn. */
    public long lag() {
        return waiting.rows();
    }

    /** How long the oldest of them has been waiting. */
    public Duration oldest() {
        return waiting.oldest();
    }

    /** Reads nothing more, waits a while for what is in flight, and settles it. What is left comes again. */
    @Override
    public void close() {
        stop.ask();
        try {
            // It waits for what is in flight, and for the database, which it gives up after a while.
            thread.join(TimeUnit.NANOSECONDS.toMillis(4 * options.farewell().toNanos()));
            if (thread.isAlive()) {
                LOG.log(Level.WARNING, "the database does not let go; the thread is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Outbox.Waiting now) {
        waiting = now;
        options.telemetry().lag(now.rows());
        options.telemetry().oldest(now.oldest());
    }
}
