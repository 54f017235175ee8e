package dev.realtime.core.hub;

import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.spi.Dialect;

/**
 * A run of entries as one batch for everybody who stands at its start. Whoever must not see one of the entries finds
 * his bit in {@link #originMask} (or the range {@link #isSelective}) and reads the entries one by one instead.
 *
 * <p><b>Threads:</b> confined to its lane and turn.
 */
final class Range {

    private final Audience audience;
    private final long from;
    private final Dialect dialect;
    private final Batch batch;
    private final long originMask;
    private final boolean selective;
    private final Range nextCached;

    private Range(
            Audience audience,
            long from,
            Dialect dialect,
            Batch batch,
            long originMask,
            boolean selective,
            Range next) {
        this.audience = audience;
        this.from = from;
        this.dialect = dialect;
        this.batch = batch;
        this.originMask = originMask;
        this.selective = selective;
        this.nextCached = next;
    }

    /** From {@code from} to the head, or to the size of a write; null if the first entry has left the window. */
    static Range make(Audience audience, long from, Dialect dialect, Range nextCached) {
        ChannelLog log = audience.log();
        long head = log.head();
        Kernel kernel = audience.lane().kernel();
        int maxBytes = kernel.limits().maxWriteBytes();
        EncodedFrame[] frames = audience.lane().frames();
        int count = 0;
        long bytes = 0;
        long mask = 0;
        boolean selective = false;
        for (long offset = from; offset <= head && count < frames.length; offset++) {
            Entry entry = log.get(offset);
            if (entry == null) {
                break;
            }
            EncodedFrame frame = entry.form(dialect, audience.name(), kernel.telemetry());
            if (bytes + frame.size() > maxBytes && count > 0) {
                break;
            }
            frames[count++] = frame;
            bytes += frame.size();
            mask |= entry.originBit();
            selective |= frame == EncodedFrame.NONE || !entry.isForAll();
        }
        return count == 0
                ? null
                : new Range(audience, from, dialect, new Batch(frames, count), mask, selective, nextCached);
    }

    /** The turn is over: nobody is given this range any more. */
    void release() {
        audience.forgetRanges();
        batch.release();
    }

    long from() {
        return from;
    }

    Dialect dialect() {
        return dialect;
    }

    Batch batch() {
        return batch;
    }

    /** Bits of the clients that must not get one of the entries. */
    long originMask() {
        return originMask;
    }

    /** Whether entries have to be chosen for each reader. */
    boolean isSelective() {
        return selective;
    }

    Range nextCached() {
        return nextCached;
    }
}
