package dev.realtime.core.sim;

import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.spi.Link;

/**
 * The engine's side of a {@link SimSocket}. Within the contract it does what the seed says: takes a batch whole or in
 * part, ends a write within the call or later, and reports the end of the connection inside a call or after it. What the
 * engine must not do is a breach of the world.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
final class SimLink implements Link {

    private static final long LATE_NANOS = 300_000;

    private final SimSocket socket;
    // A link that never takes more than its buffer holds, or one that keeps the rest for later, as Netty does.
    private final boolean thrifty;
    private long writeCount;
    private boolean busy;
    private boolean closing;

    SimLink(SimSocket socket) {
        this.socket = socket;
        this.thrifty = socket.chance.oneIn(2);
    }

    @Override
    public int write(Batch batch) {
        socket.lane.demandCurrent("Link.write");
        if (busy) {
            socket.world.breach("a busy link was written to");
        }
        if (socket.isEnded() || closing) {
            return 0;
        }
        writeCount++;
        int taken = take(batch);
        if (socket.isOverfull()) {
            busy = true;
        } else if (socket.chance.oneIn(4)) {
            busy = true;
            socket.world.after(socket.chance.below(LATE_NANOS), this::roomAgain);
        }
        return taken;
    }

    private int take(Batch batch) {
        int most = socket.chance.oneIn(8) ? socket.chance.between(1, batch.count()) : batch.count();
        int taken = 0;
        while (taken < most) {
            EncodedFrame frame = batch.frame(taken++);
            socket.down(frame, frame.size());
            if (thrifty && socket.isOverfull()) {
                break;
            }
        }
        return taken;
    }

    @Override
    public boolean isBusy() {
        socket.lane.demandCurrent("Link.isBusy");
        return busy;
    }

    @Override
    public void close(int code, String reason) {
        socket.lane.demandCurrent("Link.close");
        if (!closing && !socket.isEnded()) {
            socket.note("closed by the engine with " + code);
            closing = true;
            socket.down(new Arrival.Close(code), reason.length());
            socket.closingStarted();
        }
    }

    @Override
    public void abort() {
        socket.lane.demandCurrent("Link.abort");
        if (socket.isEnded()) {
            return;
        }
        closing = true;
        if (socket.chance.oneIn(2)) {
            socket.end(SimSocket.BROKEN);
        } else {
            socket.lane.execute(() -> socket.end(SimSocket.BROKEN));
        }
    }

    @Override
    public void reading(boolean on) {
        socket.lane.demandCurrent("Link.reading");
        socket.reading(on);
    }

    /** The buffer has room again, or a write that ended late has ended. */
    void roomAgain() {
        socket.lane.execute(this::writable);
    }

    long writeCount() {
        return writeCount;
    }

    /** Whether the engine wants the connection to live, but a write keeps it waiting. */
    boolean isStuck() {
        return busy && !closing;
    }

    void ended() {
        busy = false;
        closing = true;
    }

    private void writable() {
        if (busy && !socket.isEnded() && !socket.isOverfull()) {
            busy = false;
            socket.inbound().writable();
        }
    }
}
