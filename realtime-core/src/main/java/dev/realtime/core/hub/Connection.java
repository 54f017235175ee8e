package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Message;
import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.policy.MistakeWindow;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Inbound;
import dev.realtime.core.spi.Link;
import dev.realtime.core.spi.Telemetry;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One socket: a control queue, a set of cursors, and the marks by which it is judged alive and fast enough.
 *
 * <p>What the peer asks for is the business of {@link Commands}; what is written is decided by {@link Delivery}.
 *
 * <p><b>Threads:</b> confined to its lane.
 */
final class Connection implements Inbound {

    private enum State {
        /** The peer has still to present itself. */
        OPENING,
        READY,
        /** We have said goodbye. */
        ENDING,
        CLOSED
    }

    private final LaneHub lane;
    private final Link link;
    private final Dialect dialect;
    private final Authenticator authenticator;
    private final Pulse pulse;
    private final ControlQueue control = new ControlQueue();
    private final ReadyList ready = new ReadyList();
    private final Subscriptions subscriptions = new Subscriptions();
    private final CommandOrder order;
    private final ReadingGate reading;
    private final Standing standing;

    private State state = State.OPENING;
    private Identity identity;
    private String client = "";
    private String device = "";
    private long originBit;
    private boolean wantsPings;
    private Opening opening;
    private boolean touched;
    // Among all of the lane; belongs to Connections.
    int place;
    // Of the same hash, in either direction; these belong to Users.
    Connection nextOfChain;
    Connection previousOfChain;
    private MistakeWindow mistakes;
    // Null until the peer calls.
    private CallLine calls;

    /** As which resumption of a session, of all on this node, it was greeted; 0 for none. */
    long resumption;
    /** Whether the client may have streams open, which outlive the connection. */
    boolean writesStreams;

    Connection(LaneHub lane, Link link, Admission.Accepted admission) {
        this.lane = lane;
        this.link = link;
        this.dialect = admission.dialect();
        this.authenticator = admission.authenticator();
        this.pulse = new Pulse(this, lane.kernel().nanos());
        this.order = new CommandOrder(this);
        this.reading = new ReadingGate(link);
        this.opening = new Opening(admission);
        this.standing = new Standing(
                lane.kernel().peers(),
                admission.remoteAddress(),
                admission.identity().isPresent(),
                lane.kernel().nanos());
    }

    LaneHub lane() {
        return lane;
    }

    Kernel kernel() {
        return lane.kernel();
    }

    Link link() {
        return link;
    }

    Dialect dialect() {
        return dialect;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    ControlQueue control() {
        return control;
    }

    Pulse pulse() {
        return pulse;
    }

    boolean wantsPings() {
        return wantsPings;
    }

    ReadyList ready() {
        return ready;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    CommandOrder order() {
        return order;
    }

    ReadingGate reading() {
        return reading;
    }

    /** What the peer asks of the application. */
    CallLine calls() {
        if (calls == null) {
            calls = new CallLine(this);
        }
        return calls;
    }

    /** What it is counted under. */
    Standing standing() {
        return standing;
    }

    /** Who this is; may be null while {@link #isOpening}. */
    Identity identity() {
        return identity;
    }

    /** The public id under which it publishes. */
    String client() {
        return client;
    }

    /** What the peer calls the place it runs at; empty for nothing. */
    String device() {
        return device;
    }

    void device(String name) {
        device = name;
    }

    long originBit() {
        return originBit;
    }

    boolean isOpening() {
        return state == State.OPENING;
    }

    /** Whether nothing more is to be done for the peer. */
    boolean isOver() {
        return state == State.ENDING || state == State.CLOSED;
    }

    /** Whom the peer is taken for, so far: once known, always the same user. */
    void identity(Identity who) {
        boolean isKnown = identity != null;
        identity = who;
        if (!isKnown) {
            lane.connections().users().add(this);
        }
    }

    /** What is only needed until the peer is known; null afterwards. */
    Opening opening() {
        return opening;
    }

    /** The peer is known now. */
    void opened(String publicId, boolean pings) {
        state = State.READY;
        opening = null;
        client = publicId;
        originBit = Entry.originBit(publicId);
        wantsPings = pings;
    }

    // What it is told

    /** Puts a frame into the control queue; a peer that lets the queue fill up is cut. */
    void tell(ServerFrame frame) {
        tell(Telling.encode(this, frame));
    }

    void tell(EncodedFrame frame) {
        Telling.tell(this, frame);
    }

    /** Answers of calls may have waited for room. */
    void heldAnswersGoOn() {
        if (calls != null && calls.isHolding()) {
            lane.execute(calls::release);
        }
    }

    void fail(OptionalLong id, Optional<ChannelName> channel, ErrorCode code, String message) {
        fail(new ServerFrame.Failure(id, channel, code, message, Optional.empty(), kernel().millis()));
    }

    void fail(ServerFrame.Failure failure) {
        Telling.fail(this, failure);
    }

    /** Answers what could not be understood, and ends a peer that does nothing else. */
    void mistake(OptionalLong id, String problem) {
        mistakes = mistakes == null ? new MistakeWindow() : mistakes;
        fail(id, Optional.empty(), ErrorCode.BAD_REQUEST, problem);
        if (mistakes.exceeds(kernel().limits().maxMistakes(), kernel().limits().mistakeWindow(), kernel().nanos())) {
            kernel().telemetry().limitHit(Telemetry.Limit.MISTAKES);
            standing.wasClosed();
            end(CloseCode.BAD_REQUEST);
        }
    }

    // Cursors

    /** Whether a message that came {@code via} another channel is for this connection. */
    boolean shows(Message message) {
        return message.via().isEmpty() || subscriptions.shows(identity.tenant(), message.via());
    }

    /** The cursor's channel has entries up to {@code head}. */
    void news(Cursor cursor, long head) {
        if (!cursor.isPlaced() || !cursor.isLive() || cursor.isHeld() || cursor.next > head) {
            return;
        }
        ready.add(cursor);
        if (canWrite()) {
            lane.touch(this);
        } else {
            cursor.missedTheMoment();
            SlowConsumer.checkLag(this);
        }
    }

    /** Puts the cursor into the ready list and the connection on the lane's list. */
    void wake(Cursor cursor) {
        if (cursor.hasNews()) {
            ready.add(cursor);
            lane.touch(this);
        }
    }

    /** Takes the cursor away for good. */
    void drop(Cursor cursor) {
        subscriptions.remove(cursor);
        cursor.leave();
        Membership.ends(cursor);
    }

    // Writing

    boolean canWrite() {
        return !isOver() && !link.isBusy();
    }

    /** @return whether it was not on the lane's list yet */
    boolean touch() {
        if (touched || isOver()) {
            return false;
        }
        touched = true;
        return true;
    }

    void untouch() {
        touched = false;
    }

    void wrote(int taken, Batch batch, boolean stillBusy) {
        if (taken > 0) {
            lane.sent(this, taken, batch.payloadBytes(taken));
        }
        if (stillBusy && pulse.startsWriting(kernel().nanos())) {
            lane.connections().becameBusy(this);
        }
    }

    @Override
    public void writable() {
        if (!isOver()) {
            lane.touch(this);
        }
    }

    // What it says

    @Override
    public void text(byte[] utf8) {
        heard();
        lane.commands().text(this, utf8);
    }

    @Override
    public void binary(byte[] bytes) {
        heard();
        lane.commands().binary(this, bytes);
    }

    @Override
    public void pinged(byte[] payload) {
        heard();
        tell(EncodedFrame.pong(payload));
    }

    // Life

    @Override
    public void heard() {
        pulse.heard(kernel().nanos());
    }

    /** Says goodbye and closes. What the peer has not taken is dropped; it resumes. */
    void end(CloseCode code) {
        if (isOver()) {
            return;
        }
        if (!link.isBusy()) {
            Goodbye.say(this, code);
        }
        if (isOver()) {
            return;
        }
        kernel().serverGrants().leaves(this, code);
        state = State.ENDING;
        kernel().telemetry().cut(code);
        releaseCursors();
        link.close(dialect.closeNumber(code), dialect.closeReason(code));
    }

    /** Cuts the socket without a word. */
    void abort() {
        if (!isOver()) {
            state = State.ENDING;
            releaseCursors();
        }
        link.abort();
    }

    @Override
    public void closed(int number) {
        if (state == State.CLOSED) {
            return;
        }
        standing.leaves();
        state = State.CLOSED;
        opening = null;
        control.clear();
        releaseCursors();
        lane.connections().remove(this);
        lane.commands().streaming().gone(this);
        kernel().connectionGone();
        long livedNanos = kernel().nanos() - pulse.openedAtNanos();
        kernel().telemetry().connectionClosed(dialect.name(), CloseCode.isKnown(number) ? number : 0, livedNanos);
    }

    private void releaseCursors() {
        subscriptions.clear(cursor -> {
            cursor.leave();
            Membership.breaksOff(cursor);
        });
        order.forget();
        if (calls != null) {
            calls.forget();
        }
    }

    /** For logs: nothing secret, nothing of the peer's own making. */
    @Override
    public String toString() {
        return "connection " + (client.isEmpty() ? "(opening)" : client) + " over " + dialect.name();
    }
}
