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
 * hub is overloaded waits in the table, where the newest version of a key replaces the one before. Only what the hub did not
 * take a few times is set aside, as far as there is room, so that one channel does not keep all others from their news.
 *
 * <p><b>Threads:</b> confined to the thread of the source.
 */
final class Announcer {

    private static final System.Logger LOG = System.getLogger(Announcer.class.getName());

    static final String EVENT = "kv-batch-update";

    private static final int TRIES = 3;
    private static final Backoff BACKOFF = new Backoff(
            List.of(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5)));
    private static final int ID_BYTES = 12;

    private final KvPublisher publisher;
    private final SourceTerms terms;
    private final String id;
    private final Behind behind;
    private long acts;

    /** @param randomness names this announcer, so that two never take each other's acts for their own */
    Announcer(KvPublisher publisher, SourceTerms terms, Randomness randomness) {
        this.publisher = publisher;
        this.terms = terms;
        byte[] bytes = new byte[ID_BYTES];
        randomness.fill(bytes);
        this.id = "kv-" + HexFormat.of().formatHex(bytes) + "-";
        this.behind = new Behind(this, terms.ticker());
    }

    /** @param changes may be none: also then it looks after what was set aside */
    void announce(List<KvChange> changes) throws InterruptedException {
        behind.retry();
        List<Act> acts = new ArrayList<>();
        List<Batch> late = new ArrayList<>();
        for (Batch batch : Batch.of(changes, terms.options())) {
            if (behind.has(batch.channel())) {
                late.add(batch);
            } else {
                acts.add(act(batch));
            }
        }
        publishOrSetAside(acts);
        for (Batch batch : late) {
            follow(batch);
        }
    }

    /** The acts that publish these changes. */
    List<Act> acts(List<KvChange> changes) {
        return Batch.of(changes, terms.options()).stream().map(this::act).toList();
    }

    CompletableFuture<?> ask(Act act) {
        try {
            CompletionStage<?> answer = publisher.publish(act.batch().channel(), act.message());
            return answer.toCompletableFuture()
                    .copy()
                    .orTimeout(terms.options().publishTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** @param answer one that is complete, or waited for */
    boolean isSettled(Act act, CompletableFuture<?> answer) {
        int keys = act.batch().changes().size();
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
            terms.telemetry().publishFailed();
            return false;
        }
    }

    long pauseNanos(int failures) {
        return BACKOFF.delay(failures, 0).toNanos();
    }

    private void publishOrSetAside(List<Act> acts) throws InterruptedException {
        List<Act> waiting = acts;
        for (int tries = 1; !waiting.isEmpty(); tries++) {
            if (tries > 1) {
                terms.pause().after(BACKOFF, tries - 2);
                behind.retry();
            }
            waiting = publish(waiting);
            int failures = tries;
            waiting.removeIf(act -> failures >= TRIES && behind.takes(act, failures));
        }
    }

    /** Behind what is stuck. Without room it waits, since there is no other way to keep versions in their order. */
    private void follow(Batch batch) throws InterruptedException {
        for (int tries = 0; behind.has(batch.channel()); tries++) {
            if (behind.takes(batch)) {
                return;
            }
            terms.pause().after(BACKOFF, tries);
            behind.retry();
        }
        publishOrSetAside(List.of(act(batch)));
    }

    private Act act(Batch batch) {
        return new Act(batch, Message.of(EVENT, batch.payload()).idempotencyKey(id + acts++));
    }

    /** @return what has to be tried again */
    private List<Act> publish(List<Act> acts) throws InterruptedException {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (Act act : acts) {
            answers.add(ask(act));
        }
        List<Act> again = new ArrayList<>();
        for (int i = 0; i < acts.size(); i++) {
            terms.pause().until(answers.get(i));
            if (!isSettled(acts.get(i), answers.get(i))) {
                again.add(acts.get(i));
            }
        }
        return again;
    }

    private static boolean isFinal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RefusedException refused && !refused.code().temporary();
    }
}
