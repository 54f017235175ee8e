package dev.realtime.core.sim;

import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.spi.Acceptor;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Inbound;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One connection: two pipes, a closing handshake, and all the ways in which it may fail. The peer acts on it and faults
 * are put on it through the public methods; the engine holds its other side, a {@link SimLink}.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
public final class SimSocket {

    static final int BROKEN = 1006;
    private static final int HEADER_BYTES = 8;
    private static final Object OPENED = new Object();

    final SimWorld world;
    final SimLane lane;
    final SimChance chance;
    private final SimConditions conditions;
    private final SimPeer peer;
    private final SimPipe down;
    private final SimPipe up;
    private final SimLink link;
    private final Queue<Arrival> held = new ArrayDeque<>();
    private Inbound inbound;
    private long heardAtNanos;
    private boolean reading = true;
    private boolean ended;
    private boolean vanished;
    private boolean mute;
    private boolean peerGone;

    SimSocket(SimWorld world, SimLane lane, SimConditions conditions, SimPeer peer) {
        this.world = world;
        this.lane = lane;
        this.chance = world.chance();
        this.conditions = conditions;
        this.peer = peer;
        this.heardAtNanos = world.nowNanos();
        this.link = new SimLink(this);
        this.down = new SimPipe(world, conditions, this::arrivesAtPeer, link::roomAgain);
        this.up = new SimPipe(world, conditions.speed(Integer.MAX_VALUE, 10_000_000), this::arrivesAtEdge, () -> {});
    }

    /** The peer sends a text message. */
    public void send(byte[] utf8) {
        put(new Arrival.Text(utf8));
    }

    /** The peer sends a binary message. */
    public void sendBinary(byte[] bytes) {
        put(new Arrival.Binary(bytes));
    }

    /** The peer sends a WebSocket ping. @param payload at most 125 bytes */
    public void ping(byte[] payload) {
        put(new Arrival.Ping(payload));
    }

    /** The peer starts the closing handshake. */
    public void close(int code) {
        put(new Arrival.Close(code));
    }

    /** The peer stops or goes on taking what the server sends, as a program that hangs does. */
    public void stall(boolean on) {
        down.stall(on || vanished);
    }

    /** The peer no longer answers pings and closes; what it sends by itself still comes. */
    public void mute(boolean on) {
        mute = on;
    }

    /** Changes how fast the peer takes what the server sends. */
    public void bytesPerSecond(long rate) {
        down.bytesPerSecond(rate);
    }

    /** A reset: what is on its way is lost and both ends learn of it, each in its time. */
    public void cut() {
        if (!vanished) {
            note("cut");
            down.cut();
            up.cut();
            world.after(latencyNanos(), () -> peerClosed(BROKEN));
            world.after(latencyNanos(), () -> lane.execute(() -> end(BROKEN)));
        }
    }

    /**
     * The peer is gone and nobody tells the server: nothing arrives any more, in either direction. The peer's own
     * program sees a broken connection at once.
     */
    public void vanish() {
        if (!vanished && !ended) {
            note("vanish");
            vanished = true;
            down.stall(true);
            up.cut();
            peerClosed(BROKEN);
        }
    }

    /** Whether the server's side has ended. */
    public boolean isEnded() {
        return ended;
    }

    /** Bytes the server's socket has taken and not sent. */
    public long unsentBytes() {
        return down.unsentBytes();
    }

    /** How long the engine has heard nothing of this peer. */
    public Duration silence() {
        return Duration.ofNanos(world.nowNanos() - heardAtNanos);
    }

    @Override
    public String toString() {
        return peer + "'s socket on " + lane;
    }

    void open(Acceptor acceptor, Admission.Accepted admission) {
        world.after(latencyNanos(), () -> lane.execute(() -> accept(acceptor, admission)));
    }

    void refuse() {
        world.after(latencyNanos(), () -> peerClosed(BROKEN));
    }

    private void accept(Acceptor acceptor, Admission.Accepted admission) {
        if (ended) {
            return;
        }
        heardAtNanos = world.nowNanos();
        down.put(OPENED, HEADER_BYTES);
        inbound = acceptor.accept(lane, link, admission);
        if (ended) {
            inbound.closed(BROKEN);
        } else {
            handOverHeld();
        }
    }

    void down(Object frame, int bytes) {
        down.put(frame, HEADER_BYTES + bytes);
        if (vanished) {
            world.timer(conditions.socketTimeout().toNanos(), () -> lane.execute(() -> end(BROKEN)));
        }
    }

    boolean isOverfull() {
        return down.isOverfull();
    }

    int bufferBytes() {
        return conditions.bufferBytes();
    }

    boolean isStuck() {
        return link.isStuck();
    }

    long writeCount() {
        return link.writeCount();
    }

    Inbound inbound() {
        return inbound;
    }

    void closingStarted() {
        world.timer(conditions.closeTimeout().toNanos(), () -> lane.execute(() -> end(BROKEN)));
    }

    /** Ends the server's side, on the lane. */
    void end(int code) {
        if (ended) {
            return;
        }
        note("ended " + code);
        ended = true;
        link.ended();
        down.cut();
        up.cut();
        held.clear();
        world.after(latencyNanos(), () -> peerClosed(code));
        if (inbound != null) {
            inbound.closed(code);
        }
    }

    void reading(boolean on) {
        reading = on;
        if (on && !held.isEmpty()) {
            lane.execute(this::handOverHeld);
        }
    }

    void note(String what) {
        if (world.isTraced()) {
            world.note(peer + " socket " + what);
        }
    }

    private long latencyNanos() {
        return chance.nanosBetween(conditions.minLatency(), conditions.maxLatency());
    }

    private void put(Arrival arrival) {
        if (!peerGone && !vanished) {
            up.put(arrival, HEADER_BYTES + arrival.size());
        }
    }

    private void arrivesAtEdge(Object arrival) {
        lane.execute(() -> {
            if (ended) {
                return;
            }
            held.add((Arrival) arrival);
            // what was read before reading stopped may still come
            if (reading || chance.oneIn(4)) {
                handOverHeld();
            }
        });
    }

    private void handOverHeld() {
        do {
            Arrival arrival = inbound == null ? null : held.poll();
            if (arrival == null) {
                return;
            }
            heardAtNanos = world.nowNanos();
            world.observe(arrival.size());
            arrival.handTo(this);
        } while (reading);
    }

    private void arrivesAtPeer(Object thing) {
        if (peerGone || vanished) {
            return;
        }
        if (thing == OPENED) {
            peer.opened();
        } else if (thing instanceof Arrival.Close close) {
            answerClose(close.code());
        } else if (thing instanceof EncodedFrame frame) {
            meet(frame);
        }
    }

    private void meet(EncodedFrame frame) {
        switch (frame.kind()) {
            case PING -> answerPing();
            case PONG -> world.observe(frame.size());
            default -> peer.message(frame);
        }
    }

    private void answerPing() {
        if (!mute) {
            put(Arrival.PONG);
        }
    }

    private void answerClose(int code) {
        if (!mute) {
            put(new Arrival.Close(code));
        }
        peerClosed(code);
    }

    private void peerClosed(int code) {
        if (!peerGone) {
            peerGone = true;
            peer.closed(code);
        }
    }
}
