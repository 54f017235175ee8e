package dev.realtime.core.hub;

import dev.realtime.core.Limits;
import dev.realtime.core.frame.EncodedFrame;
import java.util.ArrayDeque;

/**
 * What a connection has to be told beside its channels: greeting, replies, errors, pings, the goodbye. Written before
 * any cursor is read, in order.
 *
 * <p>A pong waits apart: RFC 6455 §5.5.3 lets a server answer the newest of several pings, so a flood of pings from a
 * peer that does not read costs one frame.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class ControlQueue {

    // Most connections are silent most of the time, so the queue is there only while something waits.
    private ArrayDeque<EncodedFrame> frames;
    private EncodedFrame pong;
    private int bytes;
    // Null while nobody waits.
    private ArrayDeque<Runnable> waiters;

    boolean isEmpty() {
        return pong == null && frames == null;
    }

    int size() {
        return (pong == null ? 0 : 1) + (frames == null ? 0 : frames.size());
    }

    /** A pong always has room: it takes the place of the one before. */
    boolean hasRoomFor(EncodedFrame frame, Limits limits) {
        return frame.kind() == EncodedFrame.Kind.PONG
                || frames == null
                || frames.size() < limits.maxControlFrames() && bytes + frame.size() <= limits.maxControlBytes();
    }

    /** Whether it is time to stop asking for more. */
    boolean isHalfFull(Limits limits) {
        return size() > limits.maxControlFrames() / 2 || bytes > limits.maxControlBytes() / 2;
    }

    void add(EncodedFrame frame) {
        if (frame.kind() == EncodedFrame.Kind.PONG) {
            pong = frame;
            return;
        }
        if (frames == null) {
            frames = new ArrayDeque<>(4);
        }
        frames.add(frame);
        bytes += frame.size();
    }

    /** Copies the first frames into {@code into}. @return how many */
    int copyTo(EncodedFrame[] into) {
        int count = 0;
        if (pong != null) {
            into[count++] = pong;
        }
        if (frames != null) {
            for (EncodedFrame frame : frames) {
                if (count == into.length) {
                    break;
                }
                into[count++] = frame;
            }
        }
        return count;
    }

    /** Runs {@code waiter} when the queue, which is not empty, has become so. */
    void whenEmpty(Runnable waiter) {
        if (waiters == null) {
            waiters = new ArrayDeque<>(2);
        }
        waiters.add(waiter);
    }

    /** Whether somebody waits for it to become empty. */
    boolean isAwaited() {
        return waiters != null;
    }

    /** If the queue is empty, runs those who waited for that, until one has filled it again. */
    void goOn() {
        while (waiters != null && isEmpty()) {
            Runnable waiter = waiters.poll();
            if (waiters.isEmpty()) {
                waiters = null;
            }
            waiter.run();
        }
    }

    /** Forgets everything: nobody is there to be told. */
    void clear() {
        waiters = null;
        pong = null;
        frames = null;
        bytes = 0;
    }

    /** Forgets the first frame: the link has it. */
    void taken() {
        if (pong != null) {
            pong = null;
            return;
        }
        bytes -= frames.poll().size();
        if (frames.isEmpty()) {
            frames = null;
        }
    }
}
