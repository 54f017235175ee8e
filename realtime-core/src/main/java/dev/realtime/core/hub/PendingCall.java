package dev.realtime.core.hub;

import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.policy.Account;
import dev.realtime.core.spi.Call;
import dev.realtime.core.spi.CallHandler;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A call between its arrival and its outcome. Whoever claims it first decides: the handler's thread, and the handler
 * runs; or the lane, and it never will.
 *
 * <p><b>Threads:</b> {@link #run} on the handler's executor, the rest on the connection's lane.
 */
final class PendingCall implements Runnable {

    private static final System.Logger LOG = System.getLogger(PendingCall.class.getName());
    /** What a waiting call takes besides its data, about. */
    private static final int OVERHEAD_BYTES = 200;

    private final LaneHub home;
    private final Account user;
    private final Call call;
    private final OptionalLong id;
    private final CallHandler handler;
    private final long cameAtNanos;
    private final AtomicBoolean claimed = new AtomicBoolean();
    // Written before the claim and read after it.
    private long begunAtNanos;
    // Null once nobody is interested, so that a handler without an end does not keep a connection in memory.
    private CallLine line;

    PendingCall(CallLine line, Connection caller, Call call, OptionalLong id, CallHandler handler) {
        this.line = line;
        this.home = caller.lane();
        this.user = caller.standing().account();
        this.call = call;
        this.id = id;
        this.handler = handler;
        this.cameAtNanos = home.kernel().nanos();
    }

    Call call() {
        return call;
    }

    /** Under whom it counts while it waits. */
    Account user() {
        return user;
    }

    OptionalLong id() {
        return id;
    }

    /** What it counts for while it waits. */
    int size() {
        return OVERHEAD_BYTES + call.data().size();
    }

    /** Decides over it, for the one who calls first. @return whether that is the caller */
    boolean claim() {
        if (!claimed.compareAndSet(false, true)) {
            return false;
        }
        home.kernel().callWaitsNoLonger(user, size());
        return true;
    }

    boolean hasBegun() {
        return claimed.get();
    }

    /** How long it has been waiting for its handler or, once that runs, how long it has been running. */
    long ageNanos(long nowNanos) {
        return nowNanos - (hasBegun() ? begunAtNanos : cameAtNanos);
    }

    /** Nobody is interested in the outcome any more. */
    void abandon() {
        line = null;
    }

    @Override
    public void run() {
        begunAtNanos = home.kernel().nanos();
        if (claim()) {
            handle();
        }
    }

    // A handler may do anything, throw an Error included; its connection must hear of the end in any case.
    private void handle() {
        CompletionStage<Payload> answer;
        try {
            answer = handler.handle(call).thenApply(this::demandAnswer);
        } catch (Throwable e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete(this::ended);
    }

    private Payload demandAnswer(Payload answer) {
        if (answer == null && call.wantsAnswer()) {
            throw new NullPointerException("the handler completed without an answer");
        }
        return answer;
    }

    private void ended(Payload answer, Throwable failure) {
        Throwable cause = failure == null ? null : Border.cause(failure);
        if (cause != null && !(cause instanceof RefusedException)) {
            // Here, so that a handler that throws all the time writes its stack traces on its own thread.
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the handler of " + call.method() + " failed, called by connection " + call.client(),
                    cause);
        }
        home.execute(() -> {
            if (line != null) {
                line.ended(answer, cause);
            }
        });
    }
}
