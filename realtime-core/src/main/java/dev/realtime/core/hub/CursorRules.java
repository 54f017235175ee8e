package dev.realtime.core.hub;

import dev.realtime.core.Message;
import dev.realtime.core.TagFilter;

/**
 * The few decisions about offsets and bounds on which every promise of delivery rests, in one place so that they can be
 * read together and so that the simulation can replace one of them by a wrong one and prove that it would notice.
 *
 * <p><b>Threads:</b> stateless.
 */
class CursorRules {

    /** The offset to send first to a reader that has everything up to {@code position}. */
    long resumeAfter(long position) {
        return position + 1;
    }

    /** Where a cursor stands once the entry at {@code offset} was taken by its link. */
    long afterWrite(long offset) {
        return offset + 1;
    }

    /** Whether entries that a cursor still needs have left the window. */
    boolean isOvertaken(long next, long tail) {
        return next < tail;
    }

    /** First offset of the gap to announce when a cursor at {@code next} has to leave entries out; 0 for none. */
    long gapFrom(long next) {
        return next;
    }

    /** Whether a connection is further behind than it may be. */
    boolean isTooFarBehind(long lagBytes, long maxLagBytes) {
        return lagBytes > maxLagBytes;
    }

    /** Where a cursor goes on that is owed the newest entry only. */
    long newest(long head, long tail) {
        return Math.max(head, tail);
    }

    /** How many entries up to the one at {@code head} somebody has not read who has read up to {@code read}. */
    long unread(long read, long head) {
        return Math.max(0, head - read);
    }

    /** The offset of the first chunk to send to a reader that has so many of a stream. */
    long firstChunkAfter(long had) {
        return had + 1;
    }

    /** Whether a reader who has come to that chunk may be told that a stream of so many has ended. */
    boolean mayEnd(long position, long chunks) {
        return position >= chunks;
    }

    /** Whether a message is one of those that its reader asked for. */
    boolean passes(Cursor reader, TagFilter filter, Message message) {
        return filter.passes(message.tags());
    }
}
