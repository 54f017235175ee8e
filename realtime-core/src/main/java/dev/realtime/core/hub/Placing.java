package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import dev.realtime.core.spi.Broker.Page;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

    private final Connection connection;
    private final OptionalLong id;
    private final Audience audience;
    private final SubscribeOptions options;
    private final boolean told;
    private final CompletableFuture<Void> placed;
    // Null until it has joined the audience.
    private Cursor cursor;
    // Why it does not go on where it left off; empty while it may.
    private Optional<NotRecovered> reason = Optional.empty();

    private Placing(
            Connection connection,
            OptionalLong id,
            Audience audience,
            SubscribeOptions options,
            boolean told,
            CompletableFuture<Void> placed) {
        this.connection = connection;
        this.id = id;
        this.audience = audience;
        this.options = options;
        this.told = told;
        this.placed = placed;
    }

    /**
     * Subscribes the connection, which is not subscribed yet.
     *
     * @param told whether the peer gets a {@code subscribed}
     * @return completed when the subscription has its place, or has been refused
     */
    static CompletionStage<Void> subscribe(
            Connection connection, OptionalLong id, ChannelName name, SubscribeOptions options, boolean told) {
        CompletableFuture<Void> placed = new CompletableFuture<>();
        Audience audience = connection.lane().audience(name);
        audience.whenAttached((log, refusal) -> {
            if (connection.isOver()) {
                placed.complete(null);
            } else if (refusal != null) {
                refuse(connection, id, name, refusal.code(), refusal.getMessage());
                placed.complete(null);
            } else {
                new Placing(connection, id, audience, options, told, placed).start();
            }
        });
        return placed;
    }

    private void start() {
        if (!connection.kernel().seats().take(audience.name())) {
            refuse(connection, id, audience.name(), ErrorCode.LIMIT_EXCEEDED, "the channel is full");
            placed.complete(null);
            return;
        }
        Optional<StreamPosition> since = options.since();
        if (since.isEmpty()) {
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
        if (!audience.isCached() || head == 0) {
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
            cursor.unread();
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
        } else if (page instanceof Page.Lost lost && Recovery.beganAnew(audience, lost)) {
            startOver(lost.top());
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
        } else {
            Recovery.take(cursor, page);
        }
        boolean isNew = reason.isPresent();
        finish(isNew && page instanceof Page.Latest latest ? beforeFirst(latest) : offset);
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
        Recovery.restart(cursor, top, () -> subscribe(connection, id, audience.name(), options, told)
                .thenRun(() -> placed.complete(null)));
    }

    private void refuse() {
        connection.drop(cursor);
        refuse(connection, id, audience.name(), ErrorCode.NOT_AVAILABLE, "the broker cannot be reached");
        placed.complete(null);
    }

    // A log that goes with a channel has a name that the peer does not know.
    private static void refuse(
            Connection connection, OptionalLong id, ChannelName name, ErrorCode code, String message) {
        connection.fail(id, Optional.of(new ChannelName(name.tenant(), name.subject())), code, message);
    }

    private void joinAt(long next) {
        if (cursor != null) {
            cursor.next = next;
            return;
        }
        cursor = new Cursor(connection, audience, next);
        cursor.filter(options.filter());
        connection.subscriptions().add(cursor);
        audience.add(cursor);
    }

    private void finish(long offset) {
        boolean recovered = reason.isEmpty();
        cursor.placed(connection.kernel().nanos());
        Membership.begins(cursor);
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
        Recovery.advance(cursor);
        connection.wake(cursor);
        placed.complete(null);
    }

    // Keys that went since the position asked for, unseen.
    private static boolean isTooOld(Optional<StreamPosition> after, Page.Latest latest) {
        return after.isPresent() && latest.droppedTo() > after.get().offset();
    }

    private static long beforeFirst(Page.Latest latest) {
        List<Publication> entries = latest.entries();
        return (entries.isEmpty() ? latest.top().offset() + 1 : entries.get(0).offset()) - 1;
    }

    private static NotRecovered reasonOf(Page.Lost lost) {
        return switch (lost.reason()) {
            case EPOCH -> NotRecovered.EPOCH;
            case EXPIRED -> NotRecovered.EXPIRED;
            case AHEAD -> NotRecovered.AHEAD;
        };
    }
}
