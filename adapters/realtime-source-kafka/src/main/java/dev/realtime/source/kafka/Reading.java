package dev.realtime.source.kafka;

import dev.realtime.core.policy.Backoff;
import dev.realtime.core.spi.Ticker;
import dev.realtime.source.delivery.Courier;
import dev.realtime.source.delivery.Outage;
import dev.realtime.source.delivery.Stop;
import java.lang.System.Logger.Level;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Reads with one consumer after the other: whatever breaks one, an interrupt included, the next goes on at what was
 * committed.
 *
 * <p><b>Threads:</b> runs on the source's thread.
 */
final class Reading implements Runnable {

    private static final System.Logger LOG = System.getLogger(Reading.class.getName());

    private final KafkaClients clients;
    private final Courier courier;
    private final Terms terms;
    private final Stop stop;
    private int failures;

    Reading(KafkaClients clients, Courier courier, Terms terms, Stop stop) {
        this.clients = clients;
        this.courier = courier;
        this.terms = terms;
        this.stop = stop;
    }

    @Override
    public void run() {
        try (DeadLetters deadLetters = new DeadLetters(clients, terms.options(), stop, terms.ticker())) {
            while (!stop.isAsked()) {
                readUntilItBreaks(deadLetters);
            }
        } catch (OutOfMemoryError e) {
            terms.outage().begins(e.toString());
            throw e;
        }
    }

    // A consumer throws whatever comes to its mind: rights, certificates, a broken batch, a class that is missing.
    // Memory
    // alone does not come back by trying.
    private void readUntilItBreaks(DeadLetters deadLetters) {
        try {
            Consumer<byte[], byte[]> consumer = clients.consumer();
            Round round = new Round(consumer, new Flows(terms.options(), courier, deadLetters), terms);
            try {
                read(round);
            } finally {
                round.abandon();
                leave(consumer);
            }
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            if (!stop.isAsked()) {
                terms.outage().begins(e.toString());
                stop.await(stop.delay(Backoff.DEFAULT, failures++));
            }
        }
    }

    // Whoever interrupts the thread ends a consumer and not the source. With the flag set the consumer would not tell
    // its
    // group that it leaves, and its partitions would wait for it.
    private void leave(Consumer<byte[], byte[]> consumer) {
        if (Thread.interrupted()) {
            LOG.log(Level.DEBUG, "somebody interrupted the thread");
        }
        consumer.close(CloseOptions.timeout(terms.options().farewell()));
    }

    private void read(Round round) {
        round.begin();
        while (!stop.isAsked()) {
            round.step();
            if (terms.outage().isReading()) {
                failures = 0;
            }
        }
        round.leave();
    }

    /** What all its rounds share. @param lag hears how far the source is behind */
    record Terms(KafkaSourceOptions options, Outage outage, Ticker ticker, LongConsumer lag) {}
}
