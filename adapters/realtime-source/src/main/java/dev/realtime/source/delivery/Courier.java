package dev.realtime.source.delivery;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import dev.realtime.core.policy.Backoff;
import dev.realtime.core.spi.Broker;
import dev.realtime.source.Routed;
import dev.realtime.source.SourcePublisher;
import dev.realtime.source.SourceTelemetry;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Publishes records until the hub has them, or never will.
 *
 * <p><b>Threads:</b> thread-safe; a repeat runs where delays end, which a publisher does not hold up.
 */
public final class Courier {

    private static final System.Logger LOG = System.getLogger(Courier.class.getName());

    private static final Backoff BACKOFF = new Backoff(
            List.of(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5)));

    /** A failure that says nothing about the hub may be about the record, and then it is one for ever. */
    private static final int MAX_STUMBLES = 4;

    /**
     * While nothing else is taken a stumble says nothing about the record. But one that everything else waits for would then
     * be tried for ever: so one record at a time is given up after this many tries in a row, about a quarter of an hour.
     */
    private static final int MAX_FAILURES_OF_SUSPECT = 180;

    private final SourcePublisher publisher;
    private final Terms terms;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicReference<Optional<Errand>> suspect = new AtomicReference<>(Optional.empty());

    public Courier(SourcePublisher publisher, Terms terms) {
        this.publisher = publisher;
        this.terms = terms;
    }

    /** Whether the hub did not take something, which now waits for another try. */
    public boolean isRefused() {
        return waiting.get() > 0;
    }

    /**
     * Publishes.
     *
     * @param over whether nobody wants it published any more
     * @return what the hub said in the end: empty if it has the record, else why it never will. Never fails; does not
     *     complete once it is over
     */
    public CompletableFuture<Optional<String>> deliver(Routed.To to, BooleanSupplier over) {
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
                    .orTimeout(terms.publishTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String reason(Throwable cause) {
        return cause instanceof RefusedException refused
                ? refused.code() + ": " + refused.getMessage()
                : cause.getClass().getName();
    }

    private static boolean isRefusal(Throwable cause) {
        boolean refused = cause instanceof RefusedException refusal && refusal.code() != ErrorCode.INTERNAL_ERROR;
        return refused || cause instanceof Broker.UnavailableException;
    }

    /**
     * How records are published.
     *
     * @param publishTimeout how long the hub may take before a record is published again, under the same idempotency key
     * @param later runs repeats
     */
    public record Terms(Duration publishTimeout, SourceTelemetry telemetry, Stop stop, Later later) {}

    /** One record, from the first try to the last. */
    private final class Errand {

        private final Routed.To to;
        private final BooleanSupplier over;
        private final CompletableFuture<Optional<String>> outcome;
        private int failures;
        private int stumbles;
        private int failuresAsSuspect;
        private long takenBefore = taken.get();

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
                taken.incrementAndGet();
                release();
                terms.telemetry().accepted();
                outcome.complete(Optional.empty());
                return;
            }
            Throwable cause = SourcePublisher.cause(failure);
            boolean refused = isRefusal(cause);
            boolean stumbled = !refused && !(cause instanceof TimeoutException);
            if (SourcePublisher.isFinal(cause) || stumbled && isHopeless()) {
                release();
                outcome.complete(Optional.of(reason(cause)));
                return;
            }
            LOG.log(Level.DEBUG, "the hub did not take a record yet", cause);
            terms.telemetry().publishFailed();
            again(refused ? 1 : 0);
        }

        // If the hub took others meanwhile it is the record; if it took nothing it may be the hub's own trouble.
        private boolean isHopeless() {
            long now = taken.get();
            stumbles += now == takenBefore ? 0 : 1;
            takenBefore = now;
            Optional<Errand> other = suspect.get();
            if (other.isEmpty() || other.get().over.getAsBoolean()) {
                suspect.compareAndSet(other, Optional.of(this));
            }
            failuresAsSuspect += isSuspect() ? 1 : 0;
            return stumbles >= MAX_STUMBLES || failuresAsSuspect >= MAX_FAILURES_OF_SUSPECT;
        }

        private boolean isSuspect() {
            return suspect.get().filter(it -> it == this).isPresent();
        }

        private void release() {
            Optional<Errand> current = suspect.get();
            if (current.isPresent() && current.get() == this) {
                suspect.compareAndSet(current, Optional.empty());
            }
        }

        // A record that stumbles, or waits for a slow channel, holds up its own channel and nobody else.
        private void again(int refused) {
            waiting.addAndGet(refused);
            terms.later().run(terms.stop().delay(BACKOFF, failures++), () -> {
                waiting.addAndGet(-refused);
                attempt();
            });
        }
    }
}
