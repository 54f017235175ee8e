package dev.realtime.kv;

import dev.realtime.core.Message;
import dev.realtime.core.RefusedException;
import dev.realtime.core.policy.Backoff;
import dev.realtime.core.spi.Randomness;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Publishes changes and comes back when all of them are published. Meanwhile nothing new is read: what changes while the
 * hub is overloaded waits in the table, where the newest version of a key replaces the one before.
 *
 * <p><b>Threads:</b> confined to the thread of the source.
 */
final class Announcer {

    private static final System.Logger LOG = System.getLogger(Announcer.class.getName());

    static final String EVENT = "kv-batch-update";

    private static final Backoff BACKOFF = new Backoff(
            List.of(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5)));
    private static final int ID_BYTES = 12;

    private final KvPublisher publisher;
    private final SourceTerms terms;
    private final String id;
    private long acts;

    /** @param randomness names this announcer, so that two never take each other's acts for their own */
    Announcer(KvPublisher publisher, SourceTerms terms, Randomness randomness) {
        this.publisher = publisher;
        this.terms = terms;
        byte[] bytes = new byte[ID_BYTES];
        randomness.fill(bytes);
        this.id = "kv-" + HexFormat.of().formatHex(bytes) + "-";
    }

    void announce(List<KvChange> changes) throws InterruptedException {
        List<Act> waiting = new ArrayList<>();
        for (Batch batch : Batch.of(changes, terms.options())) {
            Message message = Message.of(EVENT, batch.payload()).idempotencyKey(id + acts++);
            waiting.add(new Act(batch, message));
        }
        for (int failures = 0; !waiting.isEmpty(); failures++) {
            if (failures > 0) {
                terms.pause().after(BACKOFF, failures - 1);
            }
            waiting = publish(waiting);
        }
    }

    /** @return what has to be tried again */
    private List<Act> publish(List<Act> acts) throws InterruptedException {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (Act act : acts) {
            answers.add(ask(act));
        }
        List<Act> again = new ArrayList<>();
        for (int i = 0; i < acts.size(); i++) {
            if (!isSettled(acts.get(i), answers.get(i))) {
                terms.telemetry().publishFailed();
                again.add(acts.get(i));
            }
        }
        return again;
    }

    private CompletableFuture<?> ask(Act act) {
        try {
            CompletionStage<?> answer = publisher.publish(act.batch().channel(), act.message());
            return answer.toCompletableFuture()
                    .copy()
                    .orTimeout(terms.options().publishTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private boolean isSettled(Act act, CompletableFuture<?> answer) throws InterruptedException {
        int keys = act.batch().changes().size();
        terms.pause().until(answer);
        try {
            answer.join();
            terms.telemetry().announced(keys);
            return true;
        } catch (CompletionException e) {
            if (isFinal(e.getCause())) {
                LOG.log(Level.ERROR, "the hub will not take a publication of {0} keys: {1}", keys, e.getCause());
                terms.telemetry().publishDropped(keys);
                return true;
            }
            LOG.log(Level.DEBUG, "the hub did not take a publication of " + keys + " keys yet", e.getCause());
            return false;
        }
    }

    private static boolean isFinal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RefusedException refused && !refused.code().temporary();
    }

    private record Act(Batch batch, Message message) {}
}
