package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.GapReason;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far one connection has come in one channel.
 *
 * <p>A cursor is live when it reads the window. One that starts further back has a {@link CatchUp} and reads pages of
 * the broker first; {@link #next} then already marks the entry at which it will go live, so that the window keeps what
 * is published meanwhile.
 *
 * <p>A cursor of a log that goes with a channel is one all the same; what differs is what the peer is told of it.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
class Cursor {

    final Connection connection;
    final Audience audience;

    /** The offset of the first entry not yet taken by the link. */
    long next;

    /** Place among the audience's cursors. */
    int index;

    /** Set while the cursor stands in its connection's ready list. */
    boolean ready;

    Cursor nextReady;

    /** Not null while entries before {@link #next} are still to be read from the broker. */
    CatchUp catchUp;

    /** Null until the peer has a filter or a state here; belongs to Extras. */
    Extras extras;

    // What follows this offset is on its way to the peer or has reached it, as far as it is for him.
    private long servedAfter;
    // Null until an entry of a feed is looked at.
    private FeedRights rights;
    private boolean placed;
    private boolean member;
    private boolean closed;
    private boolean silentlyMoved;
    private boolean owing;
    private boolean unread;
    private boolean lagged;
    private boolean suspended;
    private boolean countsTaken;
    private boolean takenUnsaid;
    private long readableSinceNanos;
    // Null until it meets one.
    private Obstacle obstacle;

    Cursor(Connection connection, Audience audience, long next) {
        this.connection = connection;
        this.audience = audience;
        this.next = next;
    }

    ChannelName channel() {
        return audience.name();
    }

    /** Whether the client knows nothing of it, nor of the log's offsets: the server made it to show what is in there. */
    boolean isHidden() {
        return channel().isInternal();
    }

    boolean isFiltered() {
        return extras != null && extras.isFiltered();
    }

    boolean isLive() {
        return catchUp == null;
    }

    /** Whether the subscription has its place and the peer was told. */
    boolean isPlaced() {
        return placed;
    }

    /** The peer gets, or is told that it will not, whatever follows that offset. */
    void servedAfter(long offset) {
        servedAfter = offset;
    }

    long servedAfter() {
        return servedAfter;
    }

    void placed(long nowNanos) {
        placed = true;
        readableSinceNanos = nowNanos;
    }

    /** Whether it is a subscription in the eyes of others, and not one that the server made. */
    boolean isCounted() {
        return placed && !isHidden() && !channel().isPersonal();
    }

    /** Whether its subscriber is a member of the channel by it. */
    boolean isMember() {
        return member;
    }

    void isMember(boolean on) {
        member = on;
    }

    /** The way through history ends: from now on it reads the window. */
    void goLive(long nowNanos) {
        catchUp = null;
        readableSinceNanos = nowNanos;
    }

    /** It was put at an entry inside the window, and has read nothing yet. */
    void unread() {
        unread = true;
    }

    /** Whether falling out of the window says nothing about its speed: it has had no chance to read. */
    boolean isUnread() {
        return unread || isHeld();
    }

    /** It is not read until {@link #resume}: whether the peer may still see the channel is being asked. */
    void suspend() {
        suspended = true;
        connection.subscriptions().forStreamsOf(this, Cursor::suspend);
    }

    /** Whether it is being asked whether the peer may still see the channel. */
    boolean isSuspended() {
        return suspended;
    }

    /** It is read again. The time it was not is not held against it. */
    void resume() {
        if (suspended) {
            suspended = false;
            unread = true;
            readableSinceNanos = connection.kernel().nanos();
            connection.wake(this);
            connection.subscriptions().forStreamsOf(this, Cursor::resume);
        }
    }

    /** It may not go beyond the entry at {@code offset} until {@link #goOn}; those before it are not concerned. */
    void holdAt(long offset) {
        obstacle().holdAt(offset);
    }

    /** Whether it stands before an entry about which nothing is decided, or must not be read at all for now. */
    boolean isHeld() {
        if (suspended || obstacle == null) {
            return suspended;
        }
        // A page may have a hole before the entry.
        boolean inPage = catchUp != null && catchUp.hasEntries();
        return obstacle.isHeldAt(inPage ? catchUp.ahead(0).offset() : position() + 1);
    }

    /** What it waited for is known now; it asks again. The time it waited is not held against it. */
    void goOn() {
        if (isHeld()) {
            unread = true;
            readableSinceNanos = connection.kernel().nanos();
        }
        if (obstacle != null) {
            obstacle.letGo();
        }
        connection.wake(this);
    }

    /** Whether there is something to write. */
    boolean hasNews() {
        if (closed || !placed || suspended) {
            return false;
        }
        if (isHeld()) {
            return hasGap();
        }
        return hasGap()
                || (catchUp != null
                        ? catchUp.hasEntries()
                        : next <= audience.log().head());
    }

    /** Bytes of the channel this cursor has not read; nothing while it catches up, since that goes at its own pace. */
    long lagBytes() {
        ChannelLog log = audience.log();
        if (!hasNews() || !isLive() || isHeld() || next > log.head() || audience.conflates()) {
            return 0;
        }
        Entry oldest = log.get(next);
        return oldest == null ? log.totalBytes() : log.totalBytes() - oldest.startBytes();
    }

    /** News came while its link was busy. */
    void missedTheMoment() {
        lagged = true;
    }

    /** Whether it should go on with the newest, since it could not take the entries one by one as they came. */
    boolean shouldConflate() {
        return lagged
                && isLive()
                && audience.conflates()
                && next < audience.log().head();
    }

    void conflated() {
        lagged = false;
    }

    /** Whether it has left an entry unread for longer than that, although it could have read it. */
    boolean waitsLongerThan(long nanos, long nowNanos) {
        ChannelLog log = audience.log();
        boolean isJudged = !closed && !suspended && isLive() && !audience.conflates() && next <= log.head();
        Entry oldest = isJudged ? log.get(next) : null;
        return oldest != null && nowNanos - oldest.appendedAtNanos() > nanos && nowNanos - readableSinceNanos > nanos;
    }

    /** Whether entries it still needs have left the window it lives in. */
    boolean isOvertaken() {
        return !closed
                && isLive()
                && connection.kernel().rules().isOvertaken(next, audience.log().tail());
    }

    /** Whether the connection is one of those the entry is for, as far as that can be told now. */
    Choice choose(Entry entry) {
        Message message = entry.publication().message();
        if (entry.originBit() == connection.originBit() && entry.originBit() != 0) {
            if (!message.echo() && message.origin().equals(connection.client())) {
                return Choice.PASS;
            }
        }
        boolean ofStream = message.kind() == Message.Kind.OPEN || message.kind() == Message.Kind.END;
        return ofStream ? connection.subscriptions().streams(connection).choose(this, entry) : chooseMessage(message);
    }

    /** Whether the message is one of those that the peer asked for and may have. */
    Choice chooseMessage(Message message) {
        if (isFiltered() && !connection.kernel().rules().passes(this, extras.filter(), message)) {
            return Choice.PASS;
        }
        if (channel().isFeed()) {
            return feedRights().choose(message.via());
        }
        return connection.shows(message) ? Choice.TAKE : Choice.PASS;
    }

    /** What it may read of a feed has to be asked for again. */
    void forgetRights() {
        rights = null;
    }

    private FeedRights feedRights() {
        rights = rights == null ? new FeedRights(this) : rights;
        return rights;
    }

    /** Notes that the link took what led up to {@code newNext}. @param shown whether the client saw an offset */
    void moveTo(long newNext, boolean shown) {
        if (catchUp != null) {
            catchUp.moveTo(newNext);
        } else {
            next = newNext;
        }
        unread = false;
        silentlyMoved = !shown && !isHidden();
        takenUnsaid |= countsTaken;
        if ((silentlyMoved || countsTaken) && !owing) {
            owing = true;
            connection.lane().connections().owe(this);
        }
    }

    /** Leaves out everything before {@code target}; the client will be told. */
    void skipTo(long target, long announcedFrom) {
        announceGap(announcedFrom, GapReason.SLOW);
        next = target;
    }

    /** The client will be told that it does not get the entries from {@code from} to where the cursor stands then. */
    void announceGap(long from, GapReason reason) {
        obstacle().gap(from, reason);
    }

    boolean hasGap() {
        return obstacle != null && obstacle.hasGap();
    }

    private Obstacle obstacle() {
        obstacle = obstacle == null ? new Obstacle() : obstacle;
        return obstacle;
    }

    /** Only of one that {@link #hasGap}. */
    long gapFrom() {
        return obstacle.gapFrom();
    }

    /** Only of one that {@link #hasGap}. */
    GapReason gapReason() {
        return obstacle.gapReason();
    }

    void gapAnnounced() {
        obstacle.gapAnnounced();
        connection.subscriptions().passedOver(this);
    }

    /** The last offset that has passed, seen or not. */
    long position() {
        return (catchUp != null ? catchUp.next() : next) - 1;
    }

    /** The last offset of which the client knows, or will be told, that it has passed. */
    long acknowledgedPosition() {
        return hasGap() ? gapFrom() - 1 : position();
    }

    /** What the link takes counts as received, since the peer has no word for it. */
    void countTaken(boolean counts) {
        countsTaken = counts;
    }

    /** Ends the debts of a round: the position, if the client still does not know it, and what it has received. */
    void settle() {
        boolean unknown = silentlyMoved && !closed && !hasGap();
        owing = false;
        silentlyMoved = false;
        if (unknown && !connection.isOver()) {
            connection.tell(new ServerFrame.Position(channel(), position()));
        }
        settleReceipt();
    }

    private void settleReceipt() {
        if (takenUnsaid) {
            takenUnsaid = false;
            connection.lane().commands().receipts().delivered(this);
        }
    }

    /** How the peer is told of {@link #hasGap}; empty if it is not. */
    Optional<ServerFrame> gapFrame() {
        return isHidden()
                ? Optional.empty()
                : Optional.of(new ServerFrame.Gap(channel(), gapFrom(), position(), gapReason()));
    }

    /** The log began anew after {@code head}; whoever is subscribed is told. */
    void startAnew(long head) {
        restartAt(head);
        if (!placed || isHidden()) {
            // The answer it still waits for will say so, or it is none of the client's business.
            return;
        }
        connection.tell(new ServerFrame.Subscribed(
                OptionalLong.empty(),
                channel(),
                new StreamPosition(audience.log().epoch(), head),
                false,
                Optional.of(NotRecovered.EPOCH),
                audience.history(),
                connection.kernel().millis()));
    }

    /** Whether it goes on without entries that the broker should have and has not. */
    boolean goesOnWithoutWhatIsMissing() {
        return false;
    }

    private void restartAt(long head) {
        next = head + 1;
        servedAfter = head;
        catchUp = null;
        obstacle = null;
        unread = false;
        silentlyMoved = false;
    }

    boolean isClosed() {
        return closed;
    }

    /** It reads no more. */
    void close() {
        closed = true;
        catchUp = null;
    }

    /** It ends, and what was kept for it may go. */
    void leave() {
        if (isCounted()) {
            connection.kernel().telemetry().unsubscribed();
        }
        settleReceipt();
        close();
        connection.kernel().seats().giveBack(channel());
        audience.remove(this);
        connection.lane().leave(audience);
    }
}
