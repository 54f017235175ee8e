package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Publication;
import dev.realtime.core.RefusedException;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import dev.realtime.core.spi.Broker.Page;
import dev.realtime.core.spi.Telemetry;
import dev.realtime.core.spi.Telemetry.Resumption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One subscription on its way to its place: where the subscriber left off, or where its channel begins for newcomers.
 *
 * <p>A position inside the window is simply the cursor's place; from one before it {@link Recovery} leads the way.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class Placing {

    private final Wish wish;
    private final Connection connection;
    private final Audience audience;
    // Where the peer left off, as it says itself or as its receipts say.
    private final Optional<StreamPosition> since;
    private final CompletableFuture<Void> placed;
    // Null until it has joined the audience.
    private Cursor cursor;
    // Why it does not go on where it left off; empty while it may.
    private Optional<NotRecovered> reason = Optional.empty();

    private Placing(Wish wish, Audience audience, Optional<StreamPosition> since, CompletableFuture<Void> placed) {
        this.wish = wish;
        this.connection = wish.connection();
        this.audience = audience;
        this.since = since;
        this.placed = placed;
    }

    /**
     * Subscribes the connection, which is not subscribed yet.
     *
     * @return completed when the subscription has its place, or has been refused; fails with a {@link RefusedException} if
     *     one was refused that the application asked for
     */
    static CompletionStage<Void> subscribe(Wish wish) {
        CompletableFuture<Void> placed = new CompletableFuture<>();
        Connection connection = wish.connection();
        Optional<StreamPosition> since = wish.options().since();
        if (since.isPresent() || !connection.kernel().optionsOf(wish.name()).has(Feature.OFFLINE_QUEUE)) {
            attach(wish, since, placed);
            return placed;
        }
        LaneHub lane = connection.lane();
        lane.commands()
                .receipts()
                .leftOff(connection, wish.name())
                .whenComplete((position, failure) -> lane.run(() -> {
                    if (failure == null) {
                        attach(wish, position, placed);
                    } else {
                        connection.kernel().telemetry().failed(Telemetry.Adapter.CURSOR_STORE);
                        refuse(wish, placed, ErrorCode.NOT_AVAILABLE, "nobody knows where to go on");
                    }
                }));
        return placed;
    }

    private static void attach(Wish wish, Optional<StreamPosition> since, CompletableFuture<Void> placed) {
        Audience audience = wish.connection().lane().audience(wish.name());
        audience.whenAttached((log, refusal) -> {
            if (wish.connection().isOver()) {
                placed.complete(null);
            } else if (refusal != null) {
                refuse(wish, placed, refusal.code(), refusal.getMessage());
            } else {
                new Placing(wish, audience, since, placed).start();
            }
        });
    }

    private static void refuse(Wish wish, CompletableFuture<Void> placed, ErrorCode code, String why) {
        switch (wish.by()) {
            case THE_ENDPOINT -> Enrolment.again(wish);
            case THE_APPLICATION -> placed.completeExceptionally(new RefusedException(code, why));
            case THE_PEER -> {
                // A log that goes with a channel has a name that the peer does not know.
                ChannelName known = wish.name().subject();
                wish.connection().fail(wish.id(), Optional.of(known), code, why);
            }
        }
        placed.complete(null);
    }

    private void start() {
        boolean isRefusable = !audience.name().isPersonal();
        if (isRefusable && !Extras.mayHave(connection, wish.options().filter())) {
            refuse(wish, placed, ErrorCode.LIMIT_EXCEEDED, Extras.TOO_LARGE);
        } else if (!connection.kernel().seats().take(audience.name())) {
            connection.kernel().telemetry().limitHit(Telemetry.Limit.SUBSCRIBERS);
            refuse(wish, placed, ErrorCode.LIMIT_EXCEEDED, "the channel is full");
        } else if (since.isEmpty()) {
            begin(NotRecovered.NEW);
        } else if (!since.get().epoch().equals(audience.log().epoch())) {
            begin(NotRecovered.EPOCH);
        } else {
            resume(since.get());
        }
    }

    /** Without a past: where newcomers begin. */
    private void begin(NotRecovered why) {
        reason = Optional.of(why);
        long head = audience.log().head();
        if (audience.isQueued()) {
            joinAt(head + 1);
            readFrom(1, Optional.empty());
        } else if (!audience.isCached() || head == 0) {
            joinAt(head + 1);
            finish(head);
        } else if (audience.slowPolicy() == SlowPolicy.LATEST_PER_KEY) {
            joinAt(head + 1);
            readFrom(1, Optional.empty());
        } else {
            goOnAfter(head - 1);
        }
    }

    private void resume(StreamPosition since) {
        long head = audience.log().head();
        // Where only the newest counts, it is all that was missed.
        boolean onlyNewest = audience.slowPolicy() == SlowPolicy.LATEST && since.offset() < head;
        goOnAfter(onlyNewest ? head - 1 : since.offset());
    }

    private void goOnAfter(long offset) {
        ChannelLog log = audience.log();
        CursorRules rules = connection.kernel().rules();
        long first = rules.resumeAfter(offset);
        joinAt(first);
        // Looked at again after joining: from then on nothing the cursor needs is let go as passed by all.
        if (offset <= log.head() && !rules.isOvertaken(first, log.tail())) {
            finish(offset);
            return;
        }
        cursor.next = log.head() + 1;
        readFrom(first, Optional.of(new StreamPosition(log.epoch(), offset)));
    }

    private void readFrom(long first, Optional<StreamPosition> after) {
        CatchUp catchUp = new CatchUp(first);
        catchUp.startsReading();
        cursor.catchUp = catchUp;
        Recovery.read(cursor, after, page -> firstPage(catchUp, after, page));
    }

    private void firstPage(CatchUp catchUp, Optional<StreamPosition> after, Page page) {
        if (cursor.isClosed()) {
            placed.complete(null);
        } else if (cursor.catchUp != catchUp) {
            // The log began anew while the page was read.
            long head = audience.log().head();
            cursor.next = head + 1;
            reason = reason.or(() -> Optional.of(NotRecovered.EPOCH));
            finish(head);
        } else if (Recovery.beganAnew(audience, page)) {
            startOver(page.top());
        } else if (page instanceof Page.Lost lost && stillComes(lost, catchUp)) {
            goLive(catchUp);
            finish(catchUp.next() - 1);
        } else if (page instanceof Page.Lost lost) {
            lost(lost);
        } else if (page == null) {
            refuse();
        } else if (page instanceof Page.Latest latest && isTooOld(after, latest)) {
            lost(new Page.Lost(Page.Lost.Reason.EXPIRED, latest.droppedTo() + 1, latest.top()));
        } else {
            found(catchUp, page);
        }
    }

    private void found(CatchUp catchUp, Page page) {
        long offset = catchUp.next() - 1;
        if (isAhead(catchUp)) {
            goLive(catchUp);
            finish(offset);
        } else if (Recovery.take(cursor, page)) {
            long begin = reason.isEmpty() ? offset : beginAt(catchUp, page);
            if (isAhead(catchUp)) {
                goLive(catchUp);
            }
            finish(begin);
        } else {
            // Nothing lies between: not even the oldest entry is kept, or it was the newest.
            cursor.catchUp = null;
            finish(reason.isEmpty() ? offset : cursor.next - 1);
        }
    }

    // Who does not go on starts where the page does: what was there before it is nothing that it should have had.
    private static long beginAt(CatchUp catchUp, Page page) {
        boolean isAllGone = page instanceof Page.Latest && !catchUp.hasEntries();
        long offset = isAllGone ? ((Page.Latest) page).droppedTo() : catchUp.beforeFirst();
        catchUp.moveTo(offset + 1);
        return offset;
    }

    // It has seen more on another node than this window has been told of yet.
    private boolean isAhead(CatchUp catchUp) {
        return catchUp.next() > cursor.next;
    }

    // History gave up what follows, and yet nothing is missed: the window has it before it.
    private boolean stillComes(Page.Lost lost, CatchUp catchUp) {
        return lost.reason() == Page.Lost.Reason.EXPIRED && isAhead(catchUp);
    }

    private void goLive(CatchUp catchUp) {
        cursor.catchUp = null;
        cursor.next = catchUp.next();
    }

    private void lost(Page.Lost lost) {
        if (audience.isQueued() && lost.reason() == Page.Lost.Reason.EXPIRED) {
            // What is still there is his all the same.
            reason = Optional.of(NotRecovered.EXPIRED);
            long position = cursor.catchUp.next() - 1;
            Recovery.lose(cursor, Math.min(lost.oldest(), cursor.next));
            finish(position);
            return;
        }
        cursor.catchUp = null;
        if (reason.isEmpty()) {
            begin(reasonOf(lost));
        } else {
            // Not even the newest entry is kept.
            long head = audience.log().head();
            cursor.next = head + 1;
            finish(head);
        }
    }

    private void startOver(StreamPosition top) {
        connection.drop(cursor);
        Recovery.restart(cursor, top, () -> subscribe(wish).whenComplete((done, failure) -> {
            if (failure == null) {
                placed.complete(null);
            } else {
                placed.completeExceptionally(failure);
            }
        }));
    }

    private void refuse() {
        connection.drop(cursor);
        refuse(wish, placed, ErrorCode.NOT_AVAILABLE, "the broker cannot be reached");
    }

    private void joinAt(long next) {
        if (cursor != null) {
            cursor.next = next;
            return;
        }
        cursor = audience.name().isPresence()
                ? new WatchCursor(connection, audience, next)
                : new Cursor(connection, audience, next);
        if (!Extras.filter(cursor, wish.options().filter())) {
            // Nobody goes without his own channel: he has all of it, and knows.
            connection.fail(wish.id(), Optional.of(audience.name()), ErrorCode.LIMIT_EXCEEDED, Extras.TOO_LARGE);
        }
        cursor.countTaken(audience.keepsReceipts() && !connection.dialect().acknowledges());
        connection.subscriptions().add(cursor);
        audience.add(cursor);
    }

    private void finish(long offset) {
        boolean asksForStreams = !hasSeenOpens() || !wish.options().streams().isEmpty();
        boolean follows = wish.told() || connection.dialect().followsUntoldStreams();
        if (!follows || !audience.hasStreams() || !asksForStreams) {
            place(offset, Map.of());
            return;
        }
        askForStreams(offset, audience.log(), 0);
    }

    private void askForStreams(long offset, ChannelLog log, int failures) {
        OpenStreams.of(connection.lane(), audience.name()).whenComplete((streams, failure) -> {
            if (cursor.isClosed()) {
                placed.complete(null);
            } else if (failure != null && wish.by() == Wish.By.THE_ENDPOINT) {
                // It keeps its place meanwhile, as its peer was not told that it has none.
                placed.complete(null);
                Enrolment.later(connection, failures, () -> askForStreams(offset, log, failures + 1));
            } else if (failure != null) {
                refuse();
            } else if (audience.log() != log) {
                // It began anew while the streams were read.
                reason = reason.or(() -> Optional.of(NotRecovered.EPOCH));
                place(cursor.position(), streams);
            } else {
                place(offset, streams);
            }
        });
    }

    // A subscriber who goes on where he himself left off, without a loss, was told of every stream that is open.
    private boolean hasSeenOpens() {
        return reason.isEmpty() && wish.options().since().isPresent();
    }

    private void place(long offset, Map<String, Publication> streams) {
        boolean recovered = reason.isEmpty();
        cursor.placed(connection.kernel().nanos());
        if (cursor.next <= audience.log().head()) {
            // It could not read what is there yet.
            cursor.unread();
        }
        cursor.servedAfter(offset);
        if (cursor.isCounted()) {
            connection.kernel().telemetry().subscribed();
        }
        Membership.begins(cursor);
        if (wish.told()) {
            StreamPosition position = new StreamPosition(audience.log().epoch(), offset);
            connection.tell(new ServerFrame.Subscribed(
                    wish.id(),
                    audience.name(),
                    position,
                    recovered,
                    reason,
                    audience.history(),
                    connection.kernel().millis()));
        }
        if (reason.filter(NotRecovered.NEW::equals).isEmpty()) {
            connection
                    .kernel()
                    .telemetry()
                    .resumed(reason.map(Placing::resumption).orElseGet(this::recovered));
        }
        Map<String, Long> had = wish.options().streams();
        if (!streams.isEmpty() || !had.isEmpty()) {
            connection.subscriptions().streams(connection).joined(cursor, streams, had, hasSeenOpens());
        }
        Recovery.advance(cursor);
        connection.wake(cursor);
        placed.complete(null);
    }

    // Keys that went since the position asked for, unseen.
    private static boolean isTooOld(Optional<StreamPosition> after, Page.Latest latest) {
        return after.isPresent() && latest.droppedTo() > after.get().offset();
    }

    private Resumption recovered() {
        return cursor.isLive() ? Resumption.FROM_WINDOW : Resumption.FROM_HISTORY;
    }

    private static Resumption resumption(NotRecovered reason) {
        return switch (reason) {
            case EPOCH -> Resumption.EPOCH;
            case EXPIRED -> Resumption.EXPIRED;
            case AHEAD -> Resumption.AHEAD;
            case NEW -> throw new IllegalArgumentException("nobody who is new resumes");
        };
    }

    private static NotRecovered reasonOf(Page.Lost lost) {
        return switch (lost.reason()) {
            case EPOCH -> NotRecovered.EPOCH;
            case EXPIRED -> NotRecovered.EXPIRED;
            case AHEAD -> NotRecovered.AHEAD;
        };
    }
}
