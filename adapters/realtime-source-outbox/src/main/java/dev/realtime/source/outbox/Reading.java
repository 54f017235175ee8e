package dev.realtime.source.outbox;

import dev.realtime.core.policy.Backoff;
import dev.realtime.core.spi.Ticker;
import dev.realtime.postgres.ListeningConnection;
import dev.realtime.postgres.Turn;
import dev.realtime.source.delivery.Courier;
import dev.realtime.source.delivery.Outage;
import dev.realtime.source.delivery.Stop;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads with one connection after the other, whenever it is this server's turn: whatever breaks one, the next finds what is
 * left in the table.
 *
 * <p><b>Threads:</b> runs on the source's thread.
 */
final class Reading implements Runnable {

    private static final System.Logger LOG = System.getLogger(OutboxSource.class.getName());

    /** So that a source that is closed is not waited for. */
    private static final Duration IDLE = Duration.ofMillis(200);

    private static final Duration BUSY = Duration.ofMillis(10);
    private static final Duration NOW = Duration.ofMillis(1);

    private final ListeningConnection connection;
    private final Turn turn;
    private final Courier courier;
    private final Terms terms;
    private final Stop stop;
    private Optional<Shift> shift = Optional.empty();
    private int failures;

    Reading(ListeningConnection connection, Courier courier, Terms terms, Stop stop) {
        this.connection = connection;
        this.turn = new Turn(connection, "realtime-outbox", terms.options().group());
        this.courier = courier;
        this.terms = terms;
        this.stop = stop;
    }

    @Override
    public void run() {
        try (connection) {
            while (!stop.isAsked()) {
                stepOrWait();
            }
            leave();
        } catch (OutOfMemoryError e) {
            terms.outage().begins(e.toString());
            throw e;
        }
    }

    // The driver throws unchecked, too, and a class may be missing. Memory alone does not come back by trying.
    private void stepOrWait() {
        try {
            step();
            terms.outage().ends();
            failures = 0;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (SQLException | RuntimeException | Error e) {
            abandon();
            connection.close();
            if (Thread.interrupted()) {
                LOG.log(Level.DEBUG, "somebody interrupted the thread");
            }
            terms.outage().begins(e.toString());
            stop.await(stop.delay(Backoff.DEFAULT, failures++));
        }
    }

    private void step() throws SQLException {
        switch (turn.look()) {
            case MINE_NOW -> begin();
            case MINE -> deliver(shift.orElseThrow());
            case ANOTHERS -> {
                terms.waiting().accept(Outbox.Waiting.NONE);
                // Whoever delivers is woken by each notification, and nobody else needs to be.
                connection.await(NOW);
                stop.await(terms.options().pollEvery());
            }
        }
    }

    private void begin() throws SQLException {
        abandon();
        Shift mine = new Shift(new Outbox(connection, terms.options()), courier, terms);
        mine.begin();
        shift = Optional.of(mine);
        LOG.log(Level.INFO, "the outbox is delivered from here");
    }

    private void deliver(Shift mine) throws SQLException {
        boolean goesOn = mine.step();
        if (!goesOn && connection.await(mine.isIdle() ? idle() : BUSY)) {
            mine.hear();
        }
    }

    private Duration idle() {
        return IDLE.compareTo(terms.options().pollEvery()) < 0
                ? IDLE
                : terms.options().pollEvery();
    }

    private void leave() {
        try {
            if (shift.isPresent() && turn.look() == Turn.Whose.MINE) {
                shift.get().leave();
            }
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "not settled: some rows come again", e);
        } finally {
            abandon();
        }
    }

    private void abandon() {
        shift.ifPresent(Shift::end);
        shift = Optional.empty();
    }

    /** What all its shifts share. @param waiting hears how far the source is behind */
    record Terms(OutboxSourceOptions options, Outage outage, Ticker ticker, Consumer<Outbox.Waiting> waiting) {}
}
