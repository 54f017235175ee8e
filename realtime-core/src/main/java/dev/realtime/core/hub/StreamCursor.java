package dev.realtime.core.hub;

import dev.realtime.core.Publication;
import dev.realtime.core.RefusedException;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.GapReason;
import dev.realtime.core.frame.ServerFrame.StreamEnd;
import java.util.Optional;

/**
 * How far one connection has come in one stream: a cursor in the log of its chunks, in which chunk {@code seq} stands at
 * offset {@code seq + 1}.
 *
 * <p>The stream's end is an entry of the channel it belongs to. A cursor of the channel that comes to it waits until this
 * one has passed the last chunk ({@link #awaitEnd}), so that the peer hears of the end last. Chunks that are gone, and a
 * log that is, hold nobody up: the peer is told which chunks it will not get.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class StreamCursor extends Cursor {

    private static final long NOT_ENDED = -1;
    private static final long NOWHERE = 0;

    private final Cursor parent;
    private final String event;
    // How many chunks there are, once the end has been seen.
    private long endsAfter = NOT_ENDED;
    // Where the end stands in the channel, once its cursor has come to it.
    private long endOffset = NOWHERE;
    // Tells the end in place of the channel, whose log does not reach back to it. Null for most.
    private Publication remembered;
    private boolean joined;
    private boolean lost;
    // What the peer has, or has been told it will not get, of a stream whose log is lost.
    private long settled;
    private long seenPosition;
    private long seenAtNanos;

    /**
     * @param parent the cursor in whose channel the stream is
     * @param event what the stream was opened with; empty if nobody knows
     * @param had chunks that the peer has
     */
    StreamCursor(Connection connection, Audience audience, Cursor parent, String event, long had) {
        super(connection, audience, connection.kernel().rules().firstChunkAfter(had));
        this.parent = parent;
        this.event = event;
        this.settled = had;
        this.seenPosition = had;
        this.seenAtNanos = connection.kernel().nanos();
    }

    /** The number of the chunk at that offset. */
    static long seqAt(long offset) {
        return offset - 1;
    }

    Cursor parent() {
        return parent;
    }

    private CursorRules rules() {
        return connection.kernel().rules();
    }

    String event() {
        return event;
    }

    String stream() {
        return channel().streamId();
    }

    /** Begins to read, as soon as the log is there. */
    void start() {
        audience.whenAttached((log, refusal) -> {
            if (!isClosed() && !connection.isOver()) {
                attached(log, refusal);
            }
        });
    }

    private void attached(ChannelLog log, RefusedException refusal) {
        if (refusal != null) {
            lose();
            return;
        }
        joined = true;
        audience.add(this);
        if (rules().isOvertaken(next, log.tail())) {
            catchUp = new CatchUp(next);
            next = log.head() + 1;
        } else {
            unread();
        }
        placed(connection.kernel().nanos());
        Recovery.advance(this);
        connection.wake(this);
        lookForTheRestLater();
    }

    /** Whether the peer has, or was told that it will not get, so many chunks. */
    boolean isReadTo(long chunks) {
        return isClosed() ? settled >= chunks : joined && !hasGap() && rules().mayEnd(position(), chunks);
    }

    /**
     * The channel's cursor came to the end, and goes on when the peer has the chunks, as far as there are any.
     *
     * @param offset the end's
     */
    void awaitEnd(long chunks, long offset) {
        // It waits, so that the peer is told in its place, and once.
        remembered = null;
        endsAfter = chunks;
        endOffset = offset;
        lookForTheRestLater();
    }

    /**
     * Tells the peer of that end when it has the chunks, unless the channel's cursor comes to it before.
     *
     * @param end as the log of open streams has it
     */
    void awaitEnd(Publication end) {
        remembered = Publication.unplaced(end.publishedAtMillis(), end.message());
        endsAfter = StreamEnd.chunksOf(end.message());
        lookForTheRestLater();
    }

    /** Whether the channel's cursor has come to the end, and not passed it. */
    boolean isEndAhead() {
        return endOffset > parent.position();
    }

    /** The peer is about to be told that the stream has ended after so many chunks: it gets none of those behind. */
    void endsAfter(long chunks) {
        if (!isClosed() && audience.log().head() > chunks) {
            // One that the writer does not count, since he never heard that the log had taken it.
            holdAt(chunks + 1);
        }
    }

    // Later, since the channel's cursor asks while a write is planned.
    private void lookForTheRestLater() {
        if (endsAfter != NOT_ENDED) {
            connection.lane().execute(this::lookForTheRest);
        }
    }

    private void lookForTheRest() {
        boolean isHere = !connection.isOver() && connection.subscriptions().isReading(this);
        if (!isHere || parent.isSuspended()) {
            return;
        }
        if (lost) {
            tellLost();
        } else if (joined
                && isLive()
                && position() < endsAfter
                && audience.log().head() < endsAfter) {
            // This node has not been told of the last chunks yet, or they are gone: the broker knows.
            catchUp = new CatchUp(next);
            next = endsAfter + 1;
            Recovery.advance(this);
            connection.wake(this);
        } else {
            goOnWithEnd();
        }
    }

    private void tellLost() {
        if (settled < endsAfter) {
            connection.tell(
                    new ServerFrame.StreamGap(parent.channel(), stream(), settled, endsAfter - 1, GapReason.EVICTED));
            settled = endsAfter;
        }
        goOnWithEnd();
    }

    private void goOnWithEnd() {
        if (endsAfter == NOT_ENDED || !isReadTo(endsAfter) && !lost) {
            return;
        }
        if (remembered == null) {
            parent.goOn();
        } else if (isReadTo(endsAfter) && !parent.isSuspended()) {
            connection.tell(ServerFrame.of(parent.channel(), remembered));
            connection.subscriptions().streams(connection).remove(this);
        }
    }

    /** The log of the chunks is not to be had, or no longer. What is missing is told with the end. */
    void lose() {
        lost = true;
        leave();
        lookForTheRestLater();
    }

    @Override
    void leave() {
        if (isClosed()) {
            return;
        }
        settled = position();
        if (joined) {
            super.leave();
        } else {
            close();
        }
    }

    @Override
    void resume() {
        super.resume();
        lookForTheRestLater();
    }

    /** Whether nothing has come for so long that nothing will: whoever wrote the stream is gone. */
    boolean isForgotten(long nowNanos, long maxNanos) {
        if (position() != seenPosition) {
            seenPosition = position();
            seenAtNanos = nowNanos;
        }
        return nowNanos - seenAtNanos > maxNanos;
    }

    @Override
    void moveTo(long newNext, boolean shown) {
        super.moveTo(newNext, shown);
        goOnWithEnd();
    }

    @Override
    void gapAnnounced() {
        super.gapAnnounced();
        goOnWithEnd();
    }

    @Override
    void goLive(long nowNanos) {
        super.goLive(nowNanos);
        lookForTheRestLater();
    }

    /** Chunks are counted from the beginning: those of another epoch are others. */
    @Override
    void startAnew(long head) {
        lose();
    }

    @Override
    boolean goesOnWithoutWhatIsMissing() {
        return true;
    }

    @Override
    Optional<ServerFrame> gapFrame() {
        return Optional.of(new ServerFrame.StreamGap(
                parent.channel(), stream(), seqAt(gapFrom()), seqAt(position()), gapReason()));
    }
}
