package dev.realtime.transport.jakarta;

import dev.realtime.core.CloseCode;
import dev.realtime.core.frame.Batch;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Inbound;
import dev.realtime.core.spi.Link;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The write side of one session: one message is with the container at any time, its completion sends the next.
 *
 * <p>Containers differ in what they do with two sends at once, so they never see that. A completion may come inside the
 * call that sends, or later on another thread; the one only lets the loop go on, the other is brought to the lane, and
 * so the stack never grows.
 *
 * <p><b>Threads:</b> confined to its lane, except {@link #arrived}, {@link #onResult} and {@link #ended}.
 */
final class JakartaLink implements Link, SendHandler, Watched {

    private static final int BROKEN = 1006;
    private static final int TOO_LARGE = 1009;

    private final Session session;
    private final RemoteEndpoint.Async remote;
    private final LinkContext context;
    private final Dialect dialect;
    private final Arrivals arrivals;

    private Inbound inbound = Inbound.nobody();
    private State state = State.OPEN;
    private PreparedFrames frames = PreparedFrames.NONE;
    private int next;
    private boolean inFlight;
    private boolean sending;
    private int closeCode = BROKEN;
    private String closeReason = "";
    private boolean told;
    /** Whether the container still holds a session that was given up. */
    private boolean zombie;

    private boolean endedByContainer;
    private boolean watched;
    private long deadline;

    JakartaLink(Session session, LinkContext context, Dialect dialect) {
        this.session = session;
        this.remote = session.getAsyncRemote();
        this.context = context;
        this.dialect = dialect;
        this.arrivals = new Arrivals(context.options().maxBacklogBytes());
    }

    /** Names who is told of the socket. */
    void attach(Inbound to) {
        inbound = to;
        if (state == State.OVER) {
            tell();
        }
    }

    @Override
    public int write(Batch batch) {
        if (state != State.OPEN || isBusy()) {
            return 0;
        }
        frames = batch.joined(PreparedFrames::of);
        next = 0;
        send();
        if (isBusy()) {
            watchUntil(context.writeStallNanos());
        }
        return batch.count();
    }

    @Override
    public boolean isBusy() {
        return inFlight || next < frames.count();
    }

    @Override
    public void close(int code, String reason) {
        if (state != State.OPEN) {
            return;
        }
        state = State.CLOSING;
        closeCode = code;
        closeReason = reason;
        watchUntil(context.closeTimeoutNanos());
        if (!isBusy()) {
            sayClose();
        }
    }

    @Override
    public void abort() {
        if (state != State.OVER) {
            closeCode = BROKEN;
            giveUp();
        }
    }

    @Override
    public void reading(boolean on) {
        if (state == State.OPEN && arrivals.reading(on)) {
            // Not from here: the engine is in the middle of something.
            context.lane().execute(() -> arrivals.bring(inbound));
        }
    }

    /** Something came from the peer. @param bytes its length */
    void arrived(int bytes, Consumer<Inbound> call) {
        if (bytes > context.options().maxMessageBytes()) {
            context.lane().execute(() -> close(TOO_LARGE, ""));
            return;
        }
        switch (arrivals.announce(bytes)) {
            case ENOUGH -> context.lane().execute(() -> bring(bytes, call));
            case NO_LONGER -> context.lane().execute(this::overloaded);
            case NONE -> {
                // The connection is being closed for it.
            }
        }
    }

    @Override
    public void onResult(SendResult result) {
        if (context.lane().isCurrent()) {
            sent(result.isOK());
        } else {
            context.lane().execute(() -> sent(result.isOK()));
        }
    }

    /** The container has closed the session. */
    void ended(int code) {
        context.lane().execute(() -> end(code));
    }

    @Override
    public boolean stillWatched(long now) {
        watched = state == State.CLOSING || state == State.OPEN && isBusy();
        if (watched && deadline - now <= 0) {
            if (state == State.OPEN) {
                context.counters().stalled.increment();
            }
            giveUp();
            watched = false;
        }
        return watched;
    }

    private void bring(int bytes, Consumer<Inbound> call) {
        if (state == State.OPEN) {
            arrivals.arrived(bytes, call, inbound);
        }
    }

    private void overloaded() {
        if (state == State.OPEN) {
            context.counters().overloaded.increment();
            arrivals.drop();
            close(dialect.closeNumber(CloseCode.OVERLOADED), dialect.closeReason(CloseCode.OVERLOADED));
        }
    }

    /** Goes on until a message is with the container, or none is left. */
    private void send() {
        sending = true;
        try {
            while (!inFlight && next < frames.count()) {
                // Before the call: the completion may come inside it.
                inFlight = true;
                if (!frames.send(next++, remote, this)) {
                    inFlight = false;
                }
            }
        } catch (IOException | RuntimeException e) {
            // A session that closes just now throws IllegalStateException. Its onClose says the rest.
            giveUp();
        } finally {
            sending = false;
        }
    }

    private void sent(boolean ok) {
        inFlight = false;
        if (state == State.OVER) {
            return;
        }
        if (!ok) {
            giveUp();
        } else if (!sending) {
            progress();
        }
    }

    private void progress() {
        if (state == State.OPEN) {
            deadline = context.lane().nanos() + context.writeStallNanos();
        }
        send();
        if (isBusy() || state == State.OVER) {
            return;
        }
        frames = PreparedFrames.NONE;
        next = 0;
        if (state == State.CLOSING) {
            sayClose();
        } else {
            inbound.writable();
        }
    }

    private void sayClose() {
        CloseReason reason = new CloseReason(CloseReason.CloseCodes.getCloseCode(closeCode), closeReason);
        context.closers().execute(() -> closeSession(reason));
    }

    /** Containers may wait in here for a peer that does not read: never on a lane. */
    private void closeSession(CloseReason reason) {
        try {
            session.close(reason);
        } catch (IOException | IllegalStateException e) {
            ended(BROKEN);
        }
    }

    /** Forgets the session. What can be done about its socket is done elsewhere. */
    private void giveUp() {
        if (state == State.OVER) {
            return;
        }
        over();
        if (!endedByContainer) {
            zombie = true;
            context.counters().zombies.increment();
        }
        context.closers().execute(() -> {
            context.options().cutter().accept(session);
            closeSession(new CloseReason(CloseReason.CloseCodes.GOING_AWAY, ""));
        });
        tell();
    }

    private void end(int code) {
        if (endedByContainer) {
            return;
        }
        endedByContainer = true;
        context.counters().open.decrement();
        if (zombie) {
            zombie = false;
            context.counters().zombies.decrement();
        }
        if (state == State.OPEN) {
            closeCode = code;
        }
        over();
        tell();
    }

    private void over() {
        state = State.OVER;
        frames = PreparedFrames.NONE;
        next = 0;
        inFlight = false;
        arrivals.drop();
    }

    private void tell() {
        if (!told && inbound != Inbound.nobody()) {
            told = true;
            inbound.closed(closeCode);
        }
    }

    private void watchUntil(long nanos) {
        deadline = context.lane().nanos() + nanos;
        if (!watched) {
            watched = true;
            context.watch().add(this);
        }
    }

    private enum State {
        OPEN,
        /** A close frame is on its way, or waits for what was taken before it. */
        CLOSING,
        OVER
    }
}
