package dev.realtime.core.hub;

import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Link;

/**
 * Writes to a connection: first what its control queue holds, then its ready cursors, each write at most so many bytes.
 *
 * <p>The common case is a connection with news in one channel that stands where many others stand: it is given the range
 * they share. Everything else (replies, several channels, entries that are not for this client, gaps, pages of history)
 * is planned frame by frame: for every frame the plan remembers which cursor it moves, and where to, because a link may
 * take only the first few.
 *
 * <p><b>Threads:</b> confined to its lane; the plan lives for one write.
 */
final class Delivery {

    private static final long NOTHING = 0;
    private static final long REFUSED = -1;

    private final Kernel kernel;
    private final Tally tally;
    private final int maxWriteBytes;
    private final EncodedFrame[] frames;
    // For each frame: the cursor it belongs to (null: control queue) and where that stands once the frame is taken.
    private final Cursor[] cursors;
    private final long[] nexts;
    private final boolean[] shown;
    // The message of a frame that begins or ends a stream; null for the others.
    private final Message[] marks;
    private int count;
    private long bytes;
    // How many cursors of the ready list the plan has looked at.
    private int planned;

    Delivery(Kernel kernel, Tally tally, int maxFrames) {
        this.kernel = kernel;
        this.tally = tally;
        this.maxWriteBytes = kernel.limits().maxWriteBytes();
        this.frames = new EncodedFrame[maxFrames];
        this.cursors = new Cursor[maxFrames];
        this.nexts = new long[maxFrames];
        this.shown = new boolean[maxFrames];
        this.marks = new Message[maxFrames];
    }

    /**
     * Writes until nothing is left, the link is busy or the connection had its share.
     *
     * @return whether the connection wants to go on in the next turn
     */
    boolean flush(Connection connection) {
        int maxTurnBytes = kernel.limits().maxTurnBytes();
        for (long written = 0; connection.canWrite(); ) {
            if (written >= maxTurnBytes) {
                return true;
            }
            long wrote = flushOnce(connection);
            if (wrote == NOTHING) {
                // A cursor that only passed entries over, or has just gone live, is looked at again.
                return !connection.ready().isEmpty();
            }
            if (wrote == REFUSED) {
                return false;
            }
            written += wrote;
        }
        return false;
    }

    /** @return bytes written, at least 1; or {@link #NOTHING} or {@link #REFUSED} */
    private long flushOnce(Connection connection) {
        Range range = sharedRange(connection);
        if (range != null) {
            return writeShared(connection, range);
        }
        try {
            plan(connection);
            return writePlanned(connection);
        } finally {
            forgetPlan();
        }
    }

    private long writePlanned(Connection connection) {
        if (!connection.canWrite()) {
            // Planning found a cursor that had to be cut, and the connection with it.
            return REFUSED;
        }
        if (count == 0) {
            connection.ready().rotate(Integer.MAX_VALUE);
            return NOTHING;
        }
        Batch batch = new Batch(frames, count);
        int taken = writePlanned(connection, batch);
        for (int i = 0; i < taken && !connection.isOver(); i++) {
            commit(connection, i);
        }
        connection.ready().rotate(planned);
        return taken == 0 ? REFUSED : Math.max(1, batch.payloadBytes());
    }

    private Range sharedRange(Connection connection) {
        if (!connection.control().isEmpty() || connection.ready().size() != 1) {
            return null;
        }
        Cursor cursor = connection.ready().first();
        if (!cursor.hasNews()
                || !cursor.isLive()
                || cursor.hasGap()
                || cursor.isFiltered()
                || cursor.shouldConflate()) {
            return null;
        }
        Range range = cursor.audience.range(cursor.next, connection.dialect());
        if (range == null || range.isSelective() || (range.originMask() & connection.originBit()) != 0) {
            return null;
        }
        return range;
    }

    private long writeShared(Connection connection, Range range) {
        Cursor cursor = connection.ready().first();
        int taken = write(connection, range.batch());
        tally.delivered(taken);
        if (taken > 0 && !cursor.isClosed()) {
            cursor.moveTo(kernel.rules().afterWrite(range.from() + taken - 1), true);
        }
        connection.ready().rotate(1);
        return taken == 0 ? REFUSED : Math.max(1, range.batch().payloadBytes());
    }

    // Nobody else will write it, so what the link made of it ends here, not with the turn.
    private int writePlanned(Connection connection, Batch batch) {
        try {
            return write(connection, batch);
        } finally {
            batch.release();
        }
    }

    private int write(Connection connection, Batch batch) {
        Link link = connection.link();
        int taken = link.write(batch);
        connection.wrote(taken, batch, link.isBusy());
        return taken;
    }

    private void plan(Connection connection) {
        count = connection.control().copyTo(frames);
        bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += frames[i].size();
            cursors[i] = null;
        }
        planned = 0;
        for (Cursor cursor = connection.ready().first();
                cursor != null && hasRoom() && connection.canWrite();
                cursor = cursor.nextReady) {
            planned++;
            if (cursor.hasNews()) {
                planCursor(connection, cursor);
            }
        }
    }

    private void planCursor(Connection connection, Cursor cursor) {
        if (cursor.isOvertaken()) {
            SlowConsumer.overtaken(cursor);
            if (cursor.isClosed()) {
                return;
            }
        } else if (cursor.shouldConflate()) {
            SlowConsumer.conflate(cursor);
        }
        if (cursor.hasGap()) {
            planGap(connection, cursor);
        }
        if (cursor.isLive()) {
            planWindow(connection.dialect(), cursor);
        } else {
            planPage(connection.dialect(), cursor);
        }
    }

    private void planGap(Connection connection, Cursor cursor) {
        EncodedFrame frame =
                cursor.gapFrame().map(gap -> Telling.encode(connection, gap)).orElse(EncodedFrame.NONE);
        if (frame == EncodedFrame.NONE) {
            cursor.gapAnnounced();
        } else {
            add(frame, cursor, cursor.position() + 1, true);
        }
    }

    private void planWindow(Dialect dialect, Cursor cursor) {
        ChannelLog log = cursor.audience.log();
        long head = log.head();
        for (long offset = cursor.next; offset <= head && hasRoom(); offset++) {
            Entry entry = log.get(offset);
            if (entry == null || !planEntry(dialect, cursor, entry)) {
                return;
            }
        }
    }

    private void planPage(Dialect dialect, Cursor cursor) {
        CatchUp page = cursor.catchUp;
        // Entries that are passed over at once leave the page while it is walked.
        for (int planned = 0; hasRoom(); ) {
            Publication publication = page.ahead(planned);
            if (publication == null || publication.offset() >= cursor.next) {
                return;
            }
            if (!planEntry(dialect, cursor, new Entry(publication, 0, 0))) {
                return;
            }
            planned = page.ahead(planned) == publication ? planned + 1 : planned;
        }
    }

    /** @return whether the cursor may go on to the next entry */
    private boolean planEntry(Dialect dialect, Cursor cursor, Entry entry) {
        switch (cursor.choose(entry)) {
            case TAKE -> {
                Message message = entry.publication().message();
                EncodedFrame frame = entry.form(dialect, cursor.channel(), kernel.telemetry());
                if (frame == EncodedFrame.NONE
                        && message.kind() == Message.Kind.OPEN
                        && dialect.followsUntoldStreams()) {
                    return beginsUntold(cursor, entry);
                }
                addOrPass(frame, cursor, entry.offset());
                return frame == EncodedFrame.NONE || !marksStream(message);
            }
            case PASS -> addOrPass(EncodedFrame.NONE, cursor, entry.offset());
            case WAIT -> {
                cursor.holdAt(entry.offset());
                return false;
            }
        }
        return true;
    }

    // What follows an open stands behind it once the link has it: until then this connection does not read the stream.
    private boolean marksStream(Message message) {
        boolean opens = message.kind() == Message.Kind.OPEN;
        if (opens || message.kind() == Message.Kind.END) {
            marks[count - 1] = message;
        }
        return opens;
    }

    // A dialect may have words for the chunks and none for the open. What stands before it in the channel goes first.
    private boolean beginsUntold(Cursor cursor, Entry open) {
        if (count > 0 && cursors[count - 1] == cursor) {
            return false;
        }
        StreamReads streams = cursor.connection.subscriptions().streams(cursor.connection);
        cursor.moveTo(kernel.rules().afterWrite(open.offset()), false);
        streams.taken(cursor, open.publication().message());
        return true;
    }

    private void addOrPass(EncodedFrame frame, Cursor cursor, long offset) {
        long next = kernel.rules().afterWrite(offset);
        if (frame != EncodedFrame.NONE) {
            add(frame, cursor, next, true);
        } else if (count > 0 && cursors[count - 1] == cursor) {
            // Passed together with the frame before it, once that is taken.
            nexts[count - 1] = next;
            shown[count - 1] = false;
        } else {
            cursor.moveTo(next, false);
        }
    }

    private boolean hasRoom() {
        return count < frames.length && bytes < maxWriteBytes;
    }

    private void add(EncodedFrame frame, Cursor cursor, long next, boolean isShown) {
        frames[count] = frame;
        cursors[count] = cursor;
        nexts[count] = next;
        shown[count] = isShown;
        count++;
        bytes += frame.size();
    }

    private void commit(Connection connection, int i) {
        Cursor cursor = cursors[i];
        if (cursor == null) {
            Telling.taken(connection);
        } else if (!cursor.isClosed()) {
            if (cursor.hasGap()) {
                cursor.gapAnnounced();
            } else {
                tally.delivered(1);
            }
            cursor.moveTo(nexts[i], shown[i]);
            if (marks[i] != null) {
                connection.subscriptions().streams(connection).taken(cursor, marks[i]);
            }
        }
    }

    private void forgetPlan() {
        for (int i = 0; i < count; i++) {
            frames[i] = null;
            cursors[i] = null;
            marks[i] = null;
        }
        count = 0;
    }
}
