package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ServerFrame.GapReason;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Broker.Page;
import dev.realtime.core.spi.Telemetry;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Leads a cursor through the broker's pages to the window.
 *
 * <p>The cursor stands at the window's end meanwhile, so that what is published during the way is kept for it. If the
 * window overtakes it all the same, it takes a new place at the end and reads on: however far behind a client is and
 * however slow, it comes closer with every page and is never cut for its backlog.
 *
 * <p>Where only the newest entry of each key counts, the pages hold just those, and a reader that lags goes this way too.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Recovery {

    private static final int PAGE_COUNT = 256;

    private Recovery() {}

    /** Goes one step on with a cursor whose page may be used up: live, or the next page. */
    static void advance(Cursor cursor) {
        CatchUp catchUp = cursor.catchUp;
        if (catchUp == null || cursor.isClosed()) {
            return;
        }
        ChannelLog log = cursor.audience.log();
        if (cursor.connection.kernel().rules().isOvertaken(cursor.next, log.tail())) {
            cursor.next = log.head() + 1;
        }
        if (catchUp.mayPassOn()) {
            cursor.moveTo(catchUp.coversTo() + 1, false);
        }
        if (catchUp.next() >= cursor.next) {
            cursor.goLive(cursor.connection.kernel().nanos());
        } else if (catchUp.startsReading()) {
            StreamPosition after = new StreamPosition(log.epoch(), catchUp.next() - 1);
            read(cursor, Optional.of(after), page -> turnPage(cursor, catchUp, page));
        }
    }

    /** The window let go what a cursor was to read, or holds more than it needs: the broker has it. */
    static void leaveWindow(Cursor cursor) {
        cursor.catchUp = new CatchUp(cursor.next);
        cursor.next = cursor.audience.log().head() + 1;
        advance(cursor);
    }

    /** Takes what a page holds. @return whether there was one: not a loss, and not an empty answer short of the top */
    static boolean take(Cursor cursor, Page page) {
        if (page instanceof Page.Entries found) {
            boolean isEmpty = found.entries().isEmpty();
            cursor.catchUp.read(found.entries(), isEmpty ? 0 : last(found.entries()));
            return !isEmpty;
        }
        if (page instanceof Page.Latest latest) {
            long coversTo =
                    latest.more() ? last(latest.entries()) : latest.top().offset();
            cursor.catchUp.read(latest.entries(), coversTo);
            // What is newer than the page came to this node after it was asked for, so the window has it.
            cursor.next = Math.max(cursor.next, coversTo + 1);
            return true;
        }
        return false;
    }

    // Brokers are asked about a channel by its owner only; the answer comes back on the cursor's lane, null for a
    // failure.
    static void read(Cursor cursor, Optional<StreamPosition> after, Consumer<Page> whenRead) {
        LaneHub lane = cursor.connection.lane();
        Kernel kernel = lane.kernel();
        ChannelName name = cursor.channel();
        int maxBytes = kernel.limits().maxWriteBytes();
        boolean latest = cursor.audience.slowPolicy() == SlowPolicy.LATEST_PER_KEY;
        Broker broker = kernel.broker();
        kernel.atOwner(
                        name,
                        () -> latest
                                ? broker.latest(name, after, PAGE_COUNT, maxBytes)
                                : broker.read(name, after, PAGE_COUNT, maxBytes))
                .whenComplete((page, failure) -> lane.run(() -> whenRead.accept(page)));
    }

    /** Whether a page says that the log began anew, which this node has not heard of yet. */
    static boolean beganAnew(Audience audience, Page page) {
        return page != null && !page.top().epoch().equals(audience.log().epoch());
    }

    /** The channel learns from a page that its log began anew, before an entry of it could say so. */
    static void restart(Cursor cursor, StreamPosition top, Runnable then) {
        LaneHub lane = cursor.connection.lane();
        ChannelName name = cursor.channel();
        LaneHub owner = lane.kernel().ownerOf(name);
        String left = cursor.audience.log().epoch();
        owner.run(() -> {
            owner.restart(name, left, top);
            lane.run(then);
        });
    }

    private static void turnPage(Cursor cursor, CatchUp catchUp, Page page) {
        Connection connection = cursor.connection;
        if (cursor.catchUp != catchUp || connection.isOver()) {
            return;
        }
        if (page instanceof Page.Latest latest && latest.droppedTo() >= catchUp.next()) {
            lose(cursor, latest.droppedTo() + 1);
        }
        if (take(cursor, page)) {
            advance(cursor);
        } else if (page instanceof Page.Lost lost && beganAnew(cursor.audience, lost)) {
            // The cursor is set to the new log's beginning together with everybody else's.
            restart(cursor, lost.top(), () -> {});
        } else if (page instanceof Page.Lost lost && lost.reason() == Page.Lost.Reason.EXPIRED) {
            lose(cursor, Math.min(lost.oldest(), cursor.next));
            advance(cursor);
        } else if (page != null && cursor.goesOnWithoutWhatIsMissing()) {
            lose(cursor, cursor.next);
            advance(cursor);
        } else {
            connection.end(CloseCode.INSUFFICIENT_STATE);
        }
        connection.wake(cursor);
    }

    // Nobody has the entries before that offset any more; the client is told.
    static void lose(Cursor cursor, long offset) {
        long from = cursor.catchUp.next();
        cursor.catchUp.skipTo(offset);
        cursor.announceGap(from, GapReason.EVICTED);
        cursor.connection.kernel().telemetry().skipped(Telemetry.Skip.EVICTED, offset - from);
    }

    private static long last(List<Publication> entries) {
        return entries.get(entries.size() - 1).offset();
    }
}
