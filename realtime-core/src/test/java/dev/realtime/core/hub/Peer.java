package dev.realtime.core.hub;

import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Inbound;
import dev.realtime.core.spi.Link;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client as a test sees it: says lines, collects lines, and may stop reading. */
final class Peer implements Link {

    /** Knows the tokens {@code token-<user>}; completes when told to, or at once. */
    static final Authenticator TOKENS = token -> java.util.concurrent.CompletableFuture.completedFuture(
            token.startsWith("token-")
                    ? new Authenticator.Outcome.Accepted(Identity.claimed(UserId.of(token.substring(6))))
                    : new Authenticator.Outcome.Rejected(dev.realtime.core.ErrorCode.UNAUTHORIZED, "signature"));

    private final ManualLane lane;
    private final List<String> received = new ArrayList<>();
    private final List<Integer> writes = new ArrayList<>();
    private Inbound inbound;
    private Batch lastBatch;
    private boolean stuck;
    private boolean busy;
    private boolean reading = true;
    private int closedWith;
    private boolean aborted;
    private boolean answersNoClose;
    private Runnable duringWrite = () -> {};
    private int takesAtMost = Integer.MAX_VALUE;

    Peer(ManualLane lane) {
        this.lane = lane;
    }

    /** A peer that the handshake made known. */
    static Peer known(Hub hub, ManualLane lane, String user) {
        return connect(hub, lane, LineDialect.IMPLICIT, user(user));
    }

    /** Whom a handshake may have made known. */
    static Optional<Identity> user(String user) {
        return Optional.of(Identity.claimed(UserId.of(user)));
    }

    /** A peer that the handshake made known, at that address. */
    static Peer at(Hub hub, ManualLane lane, String address, String user) {
        Optional<Identity> identity = Optional.of(Identity.claimed(UserId.of(user)));
        return connect(
                hub, lane, new Admission.Accepted(LineDialect.IMPLICIT, Optional.empty(), identity, TOKENS, address));
    }

    static Peer connect(Hub hub, ManualLane lane, Dialect dialect, Optional<Identity> identity) {
        return connect(hub, lane, dialect, identity, TOKENS);
    }

    static Peer connect(
            Hub hub, ManualLane lane, Dialect dialect, Optional<Identity> identity, Authenticator authenticator) {
        return connect(
                hub, lane, new Admission.Accepted(dialect, Optional.empty(), identity, authenticator, "127.0.0.1"));
    }

    static Peer connect(Hub hub, ManualLane lane, Admission.Accepted admission) {
        Peer peer = new Peer(lane);
        peer.inbound = hub.accept(lane, peer, admission);
        lane.run();
        return peer;
    }

    /** Sends lines, all in one go. */
    Peer says(String... lines) {
        for (String line : lines) {
            inbound.text(line.getBytes(StandardCharsets.UTF_8));
        }
        lane.run();
        return this;
    }

    Peer saysInBytes(String line) {
        inbound.binary(line.getBytes(StandardCharsets.UTF_8));
        lane.run();
        return this;
    }

    Peer sendsBytes() {
        inbound.binary(new byte[] {1, 2, 3});
        lane.run();
        return this;
    }

    Peer pings(String payload) {
        inbound.pinged(payload.getBytes(StandardCharsets.UTF_8));
        lane.run();
        return this;
    }

    /** Gives a sign of life and nothing else. */
    void heard() {
        inbound.heard();
    }

    /** The frames of the last write. */
    Batch lastBatch() {
        return lastBatch;
    }

    /** Something that happens elsewhere while the next write to this peer is under way. */
    Peer meanwhile(Runnable event) {
        duringWrite = event;
        return this;
    }

    /** It will not do its part of the closing handshake. */
    Peer answersNoClose() {
        answersNoClose = true;
        return this;
    }

    /** From now on a write does not end. */
    Peer stopsReading() {
        stuck = true;
        return this;
    }

    Peer takesAtMost(int frames) {
        takesAtMost = frames;
        return this;
    }

    /** Takes so many frames of one more write, which does not end either. */
    Peer readsOnly(int frames) {
        int before = takesAtMost;
        takesAtMost = frames;
        busy = false;
        inbound.writable();
        lane.run();
        takesAtMost = before;
        return this;
    }

    /** The write under way ends; the next one stands again. */
    Peer endsOneWrite() {
        busy = false;
        inbound.writable();
        lane.run();
        return this;
    }

    Peer readsAgain() {
        stuck = false;
        if (busy) {
            busy = false;
            inbound.writable();
        }
        lane.run();
        return this;
    }

    void vanishes() {
        closes(1006);
    }

    /** Its connection ends with that number. */
    void closes(int number) {
        inbound.closed(number);
        lane.run();
    }

    /** What came since the last call. */
    List<String> hears() {
        List<String> lines = List.copyOf(received);
        received.clear();
        return lines;
    }

    /** Frames of each write since the last call. */
    List<Integer> writes() {
        List<Integer> counts = List.copyOf(writes);
        writes.clear();
        return counts;
    }

    int closedWith() {
        return closedWith;
    }

    boolean isAborted() {
        return aborted;
    }

    boolean isRead() {
        return reading;
    }

    @Override
    public int write(Batch batch) {
        lastBatch = batch;
        int taken = Math.min(batch.count(), takesAtMost);
        for (int i = 0; i < taken; i++) {
            EncodedFrame frame = batch.frame(i);
            received.add(
                    frame.kind() == EncodedFrame.Kind.TEXT
                            ? frame.text()
                            : frame.kind() + (frame.size() > 0 ? " " + frame.text() : ""));
        }
        writes.add(taken);
        Runnable event = duringWrite;
        duringWrite = () -> {};
        event.run();
        busy = stuck;
        return taken;
    }

    @Override
    public boolean isBusy() {
        return busy;
    }

    @Override
    public void close(int code, String reason) {
        closedWith = code;
        if (!answersNoClose) {
            lane.execute(() -> inbound.closed(code));
        }
    }

    @Override
    public void abort() {
        aborted = true;
        lane.execute(() -> inbound.closed(1006));
    }

    @Override
    public void reading(boolean on) {
        reading = on;
    }
}
