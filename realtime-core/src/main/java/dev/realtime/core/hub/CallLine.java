package dev.realtime.core.hub;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Call;
import dev.realtime.core.spi.CallHandler;
import dev.realtime.core.spi.Telemetry;
import dev.realtime.core.spi.Telemetry.CallOutcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;

/**
 * The calls of one connection: one handler at a time, in the order in which the calls came.
 *
 * <p>A call waits, here and then with the executor; then its handler runs. Either may last {@code callTimeout}. One that
 * waited too long is given up and never runs, so {@code OVERLOADED} says that nothing happened. One that runs too long
 * goes on, nobody can stop it: {@code TIMEOUT} says that nobody knows. Until it ends, calls are refused, so that one
 * connection takes one thread and its peer hears why nothing moves.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class CallLine {

    private static final System.Logger LOG = System.getLogger(CallLine.class.getName());
    private static final int MAX_REASON_LENGTH = 500;

    private final Connection connection;
    private final Kernel kernel;
    // Null while none waits.
    private Deque<PendingCall> waiting;
    // With the executor or with its handler; null if neither.
    private PendingCall current;
    private boolean overdue;
    // An answer for which the control queue has no room yet; the next handler waits for it.
    private EncodedFrame held;
    private boolean watched;

    CallLine(Connection connection) {
        this.connection = connection;
        this.kernel = connection.kernel();
    }

    /** Takes a call in. */
    void submit(ClientFrame.Call asked, CallHandler handler) {
        Call call = new Call(
                connection.identity(),
                connection.client(),
                asked.method(),
                asked.data(),
                asked.id().isPresent());
        PendingCall pending = new PendingCall(this, connection, call, asked.id(), handler);
        if (overdue) {
            refuse(pending, "an earlier call has not ended");
        } else if (!kernel.callWaits(pending.user(), pending.size())) {
            refuse(pending, "too many calls are waiting");
        } else {
            connection.order().begin();
            waiting = waiting == null ? new ArrayDeque<>(4) : waiting;
            waiting.add(pending);
            goOn();
            watch();
        }
    }

    /** The handler of the current call has ended. @param failure null if it has an answer */
    void ended(Payload answer, Throwable failure) {
        PendingCall call = current;
        boolean late = overdue;
        current = null;
        overdue = false;
        if (!late && !connection.isOver()) {
            kernel.telemetry().called(outcome(failure), call.ageNanos(kernel.nanos()));
            tell(call, answer, failure);
            if (held == null) {
                connection.order().finish();
            }
        }
        goOn();
    }

    /** Looks at deadlines. @return whether to look again */
    boolean check(long nowNanos) {
        long timeoutNanos = kernel.limits().callTimeout().toNanos();
        if (current != null && current.ageNanos(nowNanos) >= timeoutNanos) {
            currentIsLate();
        }
        while (waiting != null && waiting.peek().ageNanos(nowNanos) >= timeoutNanos) {
            giveUp(takeFirst(), "the call waited too long");
        }
        goOn();
        watched = !overdue && (current != null || waiting != null);
        return watched;
    }

    /** Whether an answer waits for room in the control queue. */
    boolean isHolding() {
        return held != null;
    }

    /** The control queue had room again; by now it may be gone. */
    void release() {
        if (held == null || !Telling.offer(connection, held)) {
            return;
        }
        held = null;
        connection.order().finish();
        goOn();
    }

    /** The connection is over: drops what no handler has got. */
    void forget() {
        held = null;
        while (waiting != null) {
            takeFirst().claim();
        }
        if (overdue) {
            current.abandon();
        }
    }

    // A call that is refused makes room for the next.
    private void goOn() {
        while (current == null && held == null && waiting != null) {
            PendingCall call = takeFirst();
            current = call;
            String refusal = send(call);
            if (!refusal.isEmpty() && call.claim()) {
                current = null;
                refuseCounted(call, refusal);
            }
        }
    }

    /** @return why the executor did not take it; empty if it did */
    private String send(PendingCall call) {
        try {
            kernel.handlerExecutor().execute(call);
            return "";
        } catch (RejectedExecutionException e) {
            return "too many calls are being handled";
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "the executor of handlers failed", e);
            return "the call could not be handled";
        }
    }

    private void currentIsLate() {
        PendingCall call = current;
        if (call.claim()) {
            current = null;
            refuseCounted(call, "no handler was free in time");
            return;
        }
        overdue = true;
        kernel.telemetry().called(CallOutcome.TIMED_OUT, call.ageNanos(kernel.nanos()));
        LOG.log(
                System.Logger.Level.WARNING,
                "the handler of {0} has been running for more than {1}, called by connection {2}",
                call.call().method(),
                kernel.limits().callTimeout(),
                call.call().client());
        if (connection.isOver()) {
            call.abandon();
            return;
        }
        if (call.call().wantsAnswer()) {
            connection.fail(
                    call.id(), Optional.empty(), ErrorCode.TIMEOUT, "no answer in time, the outcome is unknown");
        }
        connection.order().finish();
        while (waiting != null) {
            giveUp(takeFirst(), "an earlier call has not ended");
        }
    }

    private PendingCall takeFirst() {
        PendingCall first = waiting.poll();
        if (waiting.isEmpty()) {
            waiting = null;
        }
        return first;
    }

    private void giveUp(PendingCall call, String reason) {
        if (call.claim()) {
            refuseCounted(call, reason);
        }
    }

    private void refuseCounted(PendingCall call, String reason) {
        refuse(call, reason);
        connection.order().finish();
    }

    private void refuse(PendingCall call, String reason) {
        kernel.telemetry().called(CallOutcome.NEVER_BEGUN, 0);
        connection.fail(call.id(), Optional.empty(), ErrorCode.OVERLOADED, reason);
    }

    private void tell(PendingCall call, Payload answer, Throwable failure) {
        if (failure instanceof RefusedException refusal) {
            connection.fail(call.id(), Optional.empty(), refusal.code(), reasonOf(refusal));
        } else if (!call.call().wantsAnswer()) {
            return;
        } else if (failure != null) {
            connection.fail(call.id(), Optional.empty(), ErrorCode.INTERNAL_ERROR, "the call failed");
        } else {
            reply(call, answer);
        }
    }

    private void reply(PendingCall call, Payload answer) {
        OptionalLong id = call.id();
        EncodedFrame frame = Telling.encode(connection, new ServerFrame.Reply(id, answer));
        if (frame == EncodedFrame.NONE) {
            connection.fail(id, Optional.empty(), ErrorCode.INTERNAL_ERROR, "the answer has no form here");
        } else if (frame.size() > kernel.limits().maxReplyBytes()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the handler of {0} answered {1} bytes, more than a reply may have",
                    call.call().method(),
                    frame.size());
            kernel.telemetry().limitHit(Telemetry.Limit.REPLY_SIZE);
            connection.fail(id, Optional.empty(), ErrorCode.MESSAGE_TOO_LARGE, "the answer is too large");
        } else if (!Telling.offer(connection, frame)) {
            held = frame;
        }
    }

    private void watch() {
        if (!watched && (current != null || waiting != null)) {
            watched = true;
            connection.lane().connections().watch(this);
        }
    }

    private static CallOutcome outcome(Throwable failure) {
        if (failure == null) {
            return CallOutcome.ANSWERED;
        }
        return failure instanceof RefusedException ? CallOutcome.REFUSED : CallOutcome.FAILED;
    }

    private static String reasonOf(RefusedException refusal) {
        String reason = refusal.getMessage();
        if (reason == null) {
            return "refused";
        }
        return reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH);
    }
}
