package dev.realtime.server.figures;

import dev.realtime.source.Rejection;
import dev.realtime.source.SourceTelemetry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a source of the server has told since the start, summed up for operators, and handed on to whoever measures.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class SourceFigures implements SourceTelemetry {

    /** How a source that reads by itself is. */
    public enum State {
        /** It cannot read: not yet, or not any more. */
        AWAY,
        READING,
        /** It waits until the hub has taken what was read. */
        PAUSED
    }

    private final SourceTelemetry next;
    private final boolean reads;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder unauthorized = new LongAdder();
    private final Map<Rejection, LongAdder> rejected = new ConcurrentHashMap<>();
    private volatile boolean isBack;
    private volatile boolean isPaused;
    private volatile long lag;
    private volatile Optional<Duration> oldest = Optional.empty();

    /**
     * @param reads whether the source reads by itself; others are brought records
     * @param next hears everything, too
     */
    SourceFigures(boolean reads, SourceTelemetry next) {
        this.reads = reads;
        this.next = next;
    }

    /** Empty for a source that is brought records, of which nobody knows when the next comes. */
    public Optional<State> state() {
        if (!reads) {
            return Optional.empty();
        }
        if (!isBack) {
            return Optional.of(State.AWAY);
        }
        return Optional.of(isPaused ? State.PAUSED : State.READING);
    }

    /** Records that are not settled yet, as of the last time they could be counted. */
    public long lag() {
        return lag;
    }

    /** How long the oldest of them has been waiting; empty for a source that does not tell. */
    public Optional<Duration> oldest() {
        return oldest;
    }

    /** Records that the hub took, repeats included. */
    public long taken() {
        return accepted.sum();
    }

    /** How often the hub did not take a record yet. */
    public long refusals() {
        return refused.sum();
    }

    /** Records that will never be delivered, by reason. */
    public Map<Rejection, Long> rejections() {
        Map<Rejection, Long> counts = new TreeMap<>();
        rejected.forEach((why, count) -> counts.put(why, count.sum()));
        return counts;
    }

    /** Records among them that could not be put aside. */
    public long losses() {
        return lost.sum();
    }

    /** How often somebody who may not brought a record. */
    public long strangers() {
        return unauthorized.sum();
    }

    @Override
    public void accepted() {
        accepted.increment();
        next.accepted();
    }

    @Override
    public void rejected(Rejection why) {
        rejected.computeIfAbsent(why, first -> new LongAdder()).increment();
        next.rejected(why);
    }

    @Override
    public void publishFailed() {
        refused.increment();
        next.publishFailed();
    }

    @Override
    public void deadLetterLost() {
        lost.increment();
        next.deadLetterLost();
    }

    @Override
    public void unauthorized() {
        unauthorized.increment();
        next.unauthorized();
    }

    @Override
    public void lag(long records) {
        lag = records;
        next.lag(records);
    }

    @Override
    public void oldest(Duration age) {
        oldest = Optional.of(age);
        next.oldest(age);
    }

    @Override
    public void paused() {
        isPaused = true;
        next.paused();
    }

    @Override
    public void resumed() {
        isPaused = false;
        next.resumed();
    }

    @Override
    public void sourceFailed() {
        isBack = false;
        // Whatever reads next begins anew.
        isPaused = false;
        next.sourceFailed();
    }

    @Override
    public void sourceBack() {
        isBack = true;
        next.sourceBack();
    }
}
