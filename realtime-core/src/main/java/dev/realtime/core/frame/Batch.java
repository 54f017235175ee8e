package dev.realtime.core.frame;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Frames that belong into one write, in order.
 *
 * <p>A batch may be shared: every connection of a lane that stands at the same place of a log is given the same one.
 * The first link to write it can leave its own joined form with {@link #joined}, and the links after it send that form
 * as it is.
 *
 * <p><b>Shape:</b> at least one frame.
 *
 * <p><b>Threads:</b> confined to its lane. A link that wants to keep a batch beyond the call that gave it to it keeps
 * the frames, never the joined form, which ends with the turn.
 */
public final class Batch {

    private final EncodedFrame[] frames;
    private final long payloadBytes;
    private AutoCloseable joined;

    /** @param frames the frames to write; the array is copied */
    public Batch(EncodedFrame[] frames, int count) {
        if (count < 1 || count > frames.length) {
            throw new IllegalArgumentException("need 1 <= count <= " + frames.length + " but got " + count);
        }
        this.frames = Arrays.copyOf(frames, count);
        long bytes = 0;
        for (EncodedFrame frame : this.frames) {
            bytes += frame.size();
        }
        this.payloadBytes = bytes;
    }

    public static Batch of(EncodedFrame... frames) {
        return new Batch(frames, frames.length);
    }

    public int count() {
        return frames.length;
    }

    /** @param index from 0 to {@code count() - 1} */
    public EncodedFrame frame(int index) {
        return frames[index];
    }

    /** Sum of the frames' payloads, without frame headers. */
    public long payloadBytes() {
        return payloadBytes;
    }

    /** Sum of the payloads of the first {@code count} frames. */
    public long payloadBytes(int count) {
        if (count == frames.length) {
            return payloadBytes;
        }
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += frames[i].size();
        }
        return bytes;
    }

    /**
     * The link's own form of the whole batch, made by {@code join} at the first call. All links of one lane make the
     * same form, so whoever comes first makes it for all.
     */
    @SuppressWarnings("unchecked")
    public <J extends AutoCloseable> J joined(Function<Batch, J> join) {
        if (joined == null) {
            joined = join.apply(this);
        }
        return (J) joined;
    }

    /** Ends the joined form. Called by the engine when the last link has written it: at the latest when the turn ends. */
    public void release() {
        AutoCloseable ending = joined;
        joined = null;
        if (ending != null) {
            try {
                ending.close();
            } catch (Exception e) {
                throw new IllegalStateException("a joined range could not be released", e);
            }
        }
    }
}
