package dev.realtime.source.kafka;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import dev.realtime.core.policy.Backoff;
import dev.realtime.core.spi.Broker;
import dev.realtime.source.Routed;
import dev.realtime.source.SourcePublisher;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Publishes records until the hub has them, or never will.
 *
 * <p><b>Threads:</b> thread-safe; a repeat runs where delays end, which a publisher does not hold up.
 */
final class Courier {

    private static final System.Logger LOG = System.getLogger(Courier.class.getName());

    private static final Backoff BACKOFF = new Backoff(
            List.of(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5)));

    /** A failure that says nothing about the hub may be about the record, and then it is one for ever. */
    private static final int MAX_STUMBLES = 4;

    private final SourcePublisher publisher;
    private final KafkaSourceOptions options;
    private final Stop stop;
    private final Later later;
    private final AtomicInteger waiting = new AtomicInteger();

    Courier(SourcePublisher publisher, KafkaSourceOptions options, Stop stop, Later later) {
        this.publisher = publisher;
        this.options = options;
        this.stop = stop;
        this.later = later;
    }

    /** Whether the hub did not take something, which now waits for another try. */
    boolean isRefused() {
        return waiting.get() > 0;
    }

    /**
     * Publishes.
     *
     * @param over whether nobody wants it published any more
     * @return what the hub said in the end: empty if it has the record, else why it never will. Never fails; does not
     *     complete once it is over
     */
    CompletableFuture<Optional<String>> deliver(Routed.To to, BooleanSupplier over) {
        Errand errand = new Errand(to, over, new CompletableFuture<>());
        errand.attempt();
        return errand.outcome;
    }

    private CompletableFuture<?> ask(Routed.To to) {
        try {
            return publisher
                    .publish(to.channel(), to.message())
                    .toCompletableFuture()
                    .copy()
                    .orTimeout(options.publishTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String reason(Throwable cause) {
        return cause instanceof RefusedException refused
                ? refused.code() + ": " + refused.getMessage()
                : cause.getClass().getName();
    }

    private static boolean isAboutTheHub(Throwable cause) {
        boolean refused = cause instanceof RefusedException refusal && refusal.code() != ErrorCode.INTERNAL_ERROR;
        return refused || cause instanceof Broker.UnavailableException || cause instanceof TimeoutException;
    }

    /** One record, from the first try to the last. */
    private final class Errand {

        private final Routed.To to;
        private final BooleanSupplier over;
        private final CompletableFuture<Optional<String>> outcome;
        private int failures;
        private int stumbles;

        private Errand(Routed.To to, BooleanSupplier over, CompletableFuture<Optional<String>> outcome) {
            this.to = to;
            this.over = over;
            this.outcome = outcome;
        }

        private void attempt() {
            if (!over.getAsBoolean()) {
                ask(to).whenComplete((taken, failure) -> answered(failure));
            }
        }

        private void answered(Throwable failure) {
            if (failure == null) {
                options.telemetry().accepted();
                outcome.complete(Optional.empty());
                return;
            }
            Throwable cause = SourcePublisher.cause(failure);
            boolean refused = isAboutTheHub(cause);
            stumbles += refused ? 0 : 1;
            if (SourcePublisher.isFinal(cause) || stumbles >= MAX_STUMBLES) {
                outcome.complete(Optional.of(reason(cause)));
                return;
            }
            LOG.log(Level.DEBUG, "the hub did not take a record yet", cause);
            options.telemetry().publishFailed();
            again(refused ? 1 : 0);
        }

        // A record that stumbles holds up its own channel and nobody else.
        private void again(int refused) {
            waiting.addAndGet(refused);
            later.run(stop.delay(BACKOFF, failures++), () -> {
                waiting.addAndGet(-refused);
                attempt();
            });
        }
    }
}
