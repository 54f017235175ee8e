package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.GapReason;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import dev.realtime.core.spi.Broker.Page;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Puts a cursor where a subscriber left off, and leads it from there to the window.
 *
 * <p>A position inside the window is simply the cursor's place. One before it is read from the broker page by page; the
 * cursor stands at the window's end meanwhile, so that what is published during the way is kept for it. If the window
 * overtakes it all the same, it takes a new place at the end and reads on: however far behind a client is and however
 * slow, it comes closer with every page and is never cut for its backlog.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Recovery {

    private static final int PAGE_COUNT = 256;

    private Recovery() {}

    /**
     * Subscribes the connection, which is not subscribed yet.
     *
     * @param told whether the peer gets a {@code subscribed}
     * @return completed when the subscription has its place, or has been refused
     */
    static CompletionStage<Void> subscribe(
            Connection connection, OptionalLong id, ChannelName name, Optional<StreamPosition> since, boolean told) {
        CompletableFuture<Void> placed = new CompletableFuture<>();
        Audience audience = connection.lane().audience(name);
        audience.whenAttached((log, refusal) -> {
            if (connection.isOver()) {
                placed.complete(null);
            } else if (refusal != null) {
                connection.fail(id, Optional.of(name), refusal.code(), refusal.getMessage());
                placed.complete(null);
            } else {
                new Placing(connection, id, audience, told, placed).start(since);
            }
        });
        return placed;
    }

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
        if (catchUp.next() >= cursor.next) {
            cursor.goLive(cursor.connection.kernel().nanos());
        } else if (catchUp.startsReading()) {
            StreamPosition after = new StreamPosition(log.epoch(), catchUp.next() - 1);
            read(cursor, after, (page, failure) -> turnPage(cursor, catchUp, page));
        }
    }

    /** The window let go what a cursor was to read first, before it had a chance: the broker has it still. */
    static void leaveWindow(Cursor cursor) {
        cursor.catchUp = new CatchUp(cursor.next, List.of());
        advance(cursor);
    }

    private static void turnPage(Cursor cursor, CatchUp catchUp, Page page) {
        Connection connection = cursor.connection;
        if (cursor.catchUp != catchUp || connection.isOver()) {
            return;
        }
        if (page instanceof Page.Entries found && !found.entries().isEmpty()) {
            catchUp.read(found.entries());
        } else if (page instanceof Page.Lost lost && beganAnew(cursor.audience, lost)) {
            // The cursor is set to the new log's beginning together with everybody else's.
            restart(cursor, lost.top(), () -> {});
        } else if (page instanceof Page.Lost lost && lost.reason() == Page.Lost.Reason.EXPIRED) {
            long from = catchUp.next();
            catchUp.skipTo(Math.min(lost.oldest(), cursor.next));
            cursor.announceGap(from, GapReason.EVICTED);
            connection.kernel().telemetry().skipped(catchUp.next() - from);
            advance(cursor);
        } else {
            connection.end(CloseCode.INSUFFICIENT_STATE);
        }
        connection.wake(cursor);
    }

    // Brokers are asked about a channel by its owner only; the answer comes back to the cursor's lane.
    private static void read(Cursor cursor, StreamPosition after, BiConsumer<Page, Throwable> whenRead) {
        LaneHub lane = cursor.connection.lane();
        Kernel kernel = lane.kernel();
        ChannelName name = cursor.channel();
        int maxBytes = kernel.limits().maxWriteBytes();
        kernel.atOwner(name, () -> kernel.broker().read(name, Optional.of(after), PAGE_COUNT, maxBytes))
                .whenComplete((page, failure) -> lane.run(() -> whenRead.accept(page, failure)));
    }

    /** The log of the cursor's channel began anew after {@code head}; whoever is subscribed is told. */
    static void startAnew(Cursor cursor, long head) {
        cursor.restartAt(head);
        if (!cursor.isPlaced()) {
            // The answer it still waits for will say so.
            return;
        }
        Connection connection = cursor.connection;
        connection.tell(new ServerFrame.Subscribed(
                OptionalLong.empty(),
                cursor.channel(),
                new StreamPosition(cursor.audience.log().epoch(), head),
                false,
                Optional.of(NotRecovered.EPOCH),
                cursor.audience.history(),
                connection.kernel().millis()));
    }

    private static boolean beganAnew(Audience audience, Page.Lost lost) {
        return !lost.top().epoch().equals(audience.log().epoch());
    }

    // A page told that the log began anew before an entry of it could: the channel learns it from here.
    private static void restart(Cursor cursor, StreamPosition top, Runnable then) {
        LaneHub lane = cursor.connection.lane();
        ChannelName name = cursor.channel();
        LaneHub owner = lane.kernel().ownerOf(name);
        String left = cursor.audience.log().epoch();
        owner.run(() -> {
            owner.restart(name, left, top);
            lane.run(then);
        });
    }

    /** One subscription on its way to its place. */
    private record Placing(
            Connection connection, OptionalLong id, Audience audience, boolean told, CompletableFuture<Void> placed) {

        void start(Optional<StreamPosition> since) {
            ChannelLog log = audience.log();
            long head = log.head();
            if (since.isEmpty()) {
                startFresh(head, NotRecovered.NEW);
            } else if (!since.get().epoch().equals(log.epoch())) {
                startFresh(head, NotRecovered.EPOCH);
            } else {
                resume(since.get(), log);
            }
        }

        private void startFresh(long head, NotRecovered reason) {
            finish(join(head + 1), head, Optional.of(reason));
        }

        private void resume(StreamPosition since, ChannelLog log) {
            long first = connection.kernel().rules().resumeAfter(since.offset());
            Cursor cursor = join(first);
            // Looked at again after joining: from then on nothing the cursor needs is let go as passed by all.
            boolean inWindow =
                    since.offset() <= log.head() && !connection.kernel().rules().isOvertaken(first, log.tail());
            if (inWindow) {
                cursor.unread();
                finish(cursor, since.offset(), Optional.empty());
                return;
            }
            CatchUp catchUp = new CatchUp(first, List.of());
            catchUp.startsReading();
            cursor.catchUp = catchUp;
            cursor.next = log.head() + 1;
            read(cursor, since, (page, failure) -> firstPage(cursor, catchUp, since, page));
        }

        private void firstPage(Cursor cursor, CatchUp catchUp, StreamPosition since, Page page) {
            if (cursor.isClosed()) {
                placed.complete(null);
            } else if (cursor.catchUp != catchUp) {
                // The log began anew while the page was read.
                long head = audience.log().head();
                cursor.next = head + 1;
                finish(cursor, head, Optional.of(NotRecovered.EPOCH));
            } else if (page instanceof Page.Entries found) {
                goOn(cursor, catchUp, found);
                finish(cursor, since.offset(), Optional.empty());
            } else if (page instanceof Page.Lost lost && beganAnew(audience, lost)) {
                connection.drop(cursor);
                restart(cursor, lost.top(), () -> subscribe(connection, id, audience.name(), Optional.of(since), told)
                        .thenRun(() -> placed.complete(null)));
            } else if (page instanceof Page.Lost lost && stillComes(lost, cursor, catchUp)) {
                goLive(cursor, catchUp);
                finish(cursor, since.offset(), Optional.empty());
            } else if (page instanceof Page.Lost lost) {
                cursor.catchUp = null;
                finish(cursor, cursor.next - 1, Optional.of(reasonOf(lost)));
            } else {
                connection.drop(cursor);
                connection.fail(
                        id, Optional.of(audience.name()), ErrorCode.NOT_AVAILABLE, "the broker cannot be reached");
                placed.complete(null);
            }
        }

        private static void goOn(Cursor cursor, CatchUp catchUp, Page.Entries found) {
            if (isAhead(cursor, catchUp)) {
                goLive(cursor, catchUp);
            } else {
                catchUp.read(found.entries());
            }
        }

        // It has seen more on another node than this window has been told of yet.
        private static boolean isAhead(Cursor cursor, CatchUp catchUp) {
            return catchUp.next() > cursor.next;
        }

        // History gave up what follows, and yet nothing is missed: the window has it before it.
        private static boolean stillComes(Page.Lost lost, Cursor cursor, CatchUp catchUp) {
            return lost.reason() == Page.Lost.Reason.EXPIRED && isAhead(cursor, catchUp);
        }

        private static void goLive(Cursor cursor, CatchUp catchUp) {
            cursor.catchUp = null;
            cursor.next = catchUp.next();
        }

        private Cursor join(long next) {
            Cursor cursor = new Cursor(connection, audience, next);
            connection.subscriptions().add(cursor);
            audience.add(cursor);
            return cursor;
        }

        private void finish(Cursor cursor, long offset, Optional<NotRecovered> reason) {
            boolean recovered = reason.isEmpty();
            cursor.placed(connection.kernel().nanos());
            if (told) {
                StreamPosition position = new StreamPosition(audience.log().epoch(), offset);
                connection.tell(new ServerFrame.Subscribed(
                        id,
                        audience.name(),
                        position,
                        recovered,
                        reason,
                        audience.history(),
                        connection.kernel().millis()));
            }
            if (reason.filter(NotRecovered.NEW::equals).isEmpty()) {
                connection.kernel().telemetry().resumed(recovered);
            }
            advance(cursor);
            connection.wake(cursor);
            placed.complete(null);
        }

        private static NotRecovered reasonOf(Page.Lost lost) {
            return switch (lost.reason()) {
                case EPOCH -> NotRecovered.EPOCH;
                case EXPIRED -> NotRecovered.EXPIRED;
                case AHEAD -> NotRecovered.AHEAD;
            };
        }
    }
}
