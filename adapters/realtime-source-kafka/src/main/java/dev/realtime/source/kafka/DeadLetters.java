package dev.realtime.source.kafka;

import dev.realtime.core.policy.Backoff;
import dev.realtime.core.spi.Ticker;
import dev.realtime.source.delivery.Later;
import dev.realtime.source.delivery.Stop;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * <p>A try at a topic that is missing takes seconds, on the one thread. So while one letter is tried again those behind it
 * wait for what becomes of it; if it is lost so are they, and for a while whatever else is for that topic.
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
    private final ShutTopics shut;
    /** What waits for it is in flight, and so are not many. */
    private final ExecutorService thread;

    private volatile boolean closed;
    // Confined to that thread.
    private final Map<String, Doubt> doubts = new HashMap<>();
    private Optional<Producer<byte[], byte[]>> producer = Optional.empty();

    DeadLetters(KafkaClients clients, KafkaSourceOptions options, Stop stop, Ticker ticker) {
        this.clients = clients;
        this.options = options;
        this.stop = stop;
        this.shut = new ShutTopics(ticker);
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
        boolean isKnown = shut.isKnown(topic.get());
        Burial burial = new Burial(letter, topic.get(), isKnown ? 1 : MAX_TRIES);
        // Not on the thread, which the one that is tried may hold up.
        if (shut.isShut(topic.get())) {
            lose(burial, "nothing could be written there a moment ago");
        } else {
            run(() -> write(burial));
        }
        return burial.done;
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

    private void write(Burial burial) {
        if (closed || waits(burial)) {
            return;
        }
        Thread here = Thread.currentThread();
        try {
            producer().send(burial.letter.to(burial.topic, options.group()), (where, failure) -> {
                Runnable next = failure == null ? () -> written(burial) : () -> failed(burial, failure);
                if (failure == null) {
                    burial.done.complete(null);
                }
                // At once where the producer calls back inside send: behind this one others stand that would block as
                // long.
                if (Thread.currentThread() == here) {
                    next.run();
                } else {
                    run(next);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            failed(burial, e);
        }
    }

    private boolean waits(Burial burial) {
        Optional<Doubt> doubt = Optional.ofNullable(doubts.get(burial.topic)).filter(it -> it.tried() != burial);
        doubt.ifPresent(it -> it.waiting().add(burial));
        return doubt.isPresent();
    }

    private void written(Burial burial) {
        shut.open(burial.topic);
        solved(burial).forEach(this::write);
    }

    private void failed(Burial burial, Exception failure) {
        boolean isAway =
                producer.isEmpty() || !KafkaClients.isConnected(producer.get().metrics());
        boolean mayHelp = failure instanceof RetriableException || producer.isEmpty();
        burial.tries -= isAway ? 0 : 1;
        if (mayHelp && (isAway || burial.tries > 0)) {
            doubts.putIfAbsent(burial.topic, new Doubt(burial, new ArrayList<>()));
            if (!waits(burial)) {
                Later.JDK.run(stop.delay(BACKOFF, burial.failures++), () -> run(() -> write(burial)));
            }
            return;
        }
        lose(burial, failure.toString());
        List<Burial> waiting = solved(burial);
        if (mayHelp) {
            shut.shut(burial.topic);
            waiting.forEach(each -> lose(each, failure.toString()));
        } else {
            // It was about that letter, or comes at once.
            waiting.forEach(this::write);
        }
    }

    /** What waited for it, if anything did. */
    private List<Burial> solved(Burial burial) {
        Optional<Doubt> doubt = Optional.ofNullable(doubts.get(burial.topic)).filter(it -> it.tried() == burial);
        doubt.ifPresent(it -> doubts.remove(burial.topic));
        return doubt.map(Doubt::waiting).orElse(List.of());
    }

    private void lose(Burial burial, String why) {
        LOG.log(
                Level.ERROR,
                "the record {0} is never delivered, {1}, and {2} does not take it: {3}",
                burial.letter.place(),
                burial.letter.why(),
                burial.topic,
                why);
        options.telemetry().deadLetterLost();
        burial.done.complete(null);
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

    /** A letter on its way. Its counts are confined to the thread of letters. */
    private static final class Burial {

        private final Letter letter;
        private final String topic;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private int tries;
        private int failures;

        private Burial(Letter letter, String topic, int tries) {
            this.letter = letter;
            this.topic = topic;
            this.tries = tries;
        }
    }

    /** A topic that could not be written: one letter is tried again, others wait for what becomes of it. */
    private record Doubt(Burial tried, List<Burial> waiting) {}
}
