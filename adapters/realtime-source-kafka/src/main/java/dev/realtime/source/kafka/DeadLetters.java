package dev.realtime.source.kafka;

import dev.realtime.core.policy.Backoff;
import dev.realtime.source.delivery.Later;
import dev.realtime.source.delivery.Stop;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Keeps what can never be delivered in a topic of its own. One that cannot be written is lost after a while, with a line in
 * the log: it holds up nobody. A Kafka that is away is waited for, since then there is nobody to be held up.
 *
 * <p>The producer, and the thread on which it may block, are made for the first letter.
 *
 * <p><b>Threads:</b> thread-safe; nobody waits here but the own thread.
 */
final class DeadLetters implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(DeadLetters.class.getName());

    private static final Backoff BACKOFF =
            new Backoff(List.of(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(2)));
    private static final int MAX_TRIES = 3;

    private final KafkaClients clients;
    private final KafkaSourceOptions options;
    private final Stop stop;
    /** What waits for it is in flight, and so are not many. */
    private final ExecutorService thread;

    private volatile boolean closed;
    // Confined to that thread.
    private Optional<Producer<byte[], byte[]>> producer = Optional.empty();

    DeadLetters(KafkaClients clients, KafkaSourceOptions options, Stop stop) {
        this.clients = clients;
        this.options = options;
        this.stop = stop;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "realtime-kafka-dead-letters");
            made.setDaemon(true);
            return made;
        });
    }

    /** @return completes when the letter is written, or lost; never fails; does not complete once this is closed */
    CompletableFuture<Void> bury(Letter letter) {
        options.telemetry().rejected(letter.why());
        Optional<String> topic = options.deadLettersOf(letter.record().topic());
        LOG.log(
                topic.isPresent() ? Level.DEBUG : Level.WARNING,
                "the record {0} is never delivered, {1}: {2}",
                letter.place(),
                letter.why(),
                letter.detail());
        if (topic.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Burial burial = new Burial(letter, topic.get(), new CompletableFuture<>());
        run(() -> write(burial, 0));
        return burial.done();
    }

    /** Whoever waited for a letter has waited; what is not written by now comes again. */
    @Override
    public void close() {
        closed = true;
        run(() -> producer.ifPresent(open -> open.close(options.farewell())));
        thread.shutdown();
        try {
            // A letter that blocks does so for a bounded time, and the producer closes after it.
            thread.awaitTermination(2 * options.farewell().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Burial burial, int failures) {
        if (closed) {
            return;
        }
        try {
            producer().send(burial.letter().to(burial.topic(), options.group()), (where, failure) -> {
                if (failure == null) {
                    burial.done().complete(null);
                } else {
                    run(() -> failed(burial, failure, failures));
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            failed(burial, e, failures);
        }
    }

    private void failed(Burial burial, Exception failure, int failures) {
        boolean isAway =
                producer.isEmpty() || !KafkaClients.isConnected(producer.get().metrics());
        boolean mayHelp = failure instanceof RetriableException || producer.isEmpty();
        if (mayHelp && (isAway || failures + 1 < MAX_TRIES)) {
            int tries = isAway ? failures : failures + 1;
            Later.JDK.run(stop.delay(BACKOFF, failures), () -> run(() -> write(burial, tries)));
            return;
        }
        LOG.log(
                Level.ERROR,
                "the record {0} is never delivered, {1}, and {2} does not take it: {3}",
                burial.letter().place(),
                burial.letter().why(),
                burial.topic(),
                failure.toString());
        options.telemetry().deadLetterLost();
        burial.done().complete(null);
    }

    private Producer<byte[], byte[]> producer() {
        if (producer.isEmpty()) {
            producer = Optional.of(clients.producer());
        }
        return producer.get();
    }

    // After the end nothing is written: the record was not committed, and comes again.
    private void run(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "closed");
        }
    }

    private record Burial(Letter letter, String topic, CompletableFuture<Void> done) {}
}
