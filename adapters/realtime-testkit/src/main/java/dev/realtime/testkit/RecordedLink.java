package dev.realtime.testkit;

import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Inbound;
import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An accepted socket in the hands of a test: writes on its lane what it is told to, and records every call of the edge
 * together with the rules that the edge breaks.
 *
 * <p><b>Threads:</b> the edge calls on the lane; the test calls from its own thread.
 */
final class RecordedLink implements Inbound {

    private static final byte[] NOTHING = {};
    private static final long PATIENCE_SECONDS = 10;
    private static final int MAX_BATCH_BYTES = 64 * 1024;

    private final Lane lane;
    private final Link link;
    private final Admission.Accepted admission;
    private final BlockingQueue<InboundCall> calls = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    /** What to do inside the edge's call. */
    private volatile Consumer<InboundCall> reaction = call -> {};

    // Confined to the lane.
    private final List<EncodedFrame> waiting = new ArrayList<>();
    private int sent;
    private boolean writing;
    private boolean owedWritable;
    private boolean closed;

    RecordedLink(Lane lane, Link link, Admission.Accepted admission) {
        this.lane = lane;
        this.link = link;
        this.admission = admission;
    }

    Admission.Accepted admission() {
        return admission;
    }

    /** Names what happens inside the edge's calls from now on. */
    void react(Consumer<InboundCall> newReaction) {
        reaction = newReaction;
    }

    /** Runs on the lane and waits for the outcome. */
    <T> T ask(Function<Link, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        lane.execute(() -> {
            try {
                answer.complete(question.apply(link));
            } catch (RuntimeException | AssertionError e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    void tell(Consumer<Link> command) {
        ask(to -> {
            command.accept(to);
            return true;
        });
    }

    /** Writes frames as an engine would: while the link is not busy, and the rest when it is writable. */
    void send(List<EncodedFrame> frames) {
        lane.execute(() -> {
            waiting.addAll(frames);
            pump();
        });
    }

    void send(EncodedFrame... frames) {
        send(List.of(frames));
    }

    /** As {@link #send}, for use on the lane. */
    void sendHere(EncodedFrame... frames) {
        waiting.addAll(List.of(frames));
        pump();
    }

    /** Runs on the lane, from inside a call of the edge. */
    void end(Consumer<Link> command) {
        command.accept(link);
    }

    /** How many of the frames given to {@link #send} the link took. */
    int taken() {
        return ask(to -> sent);
    }

    /** The next call of this kind; calls of other kinds before it are passed over, except the end. */
    InboundCall next(InboundCall.Kind kind) {
        InboundCall call = next(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        while (call.kind() != kind) {
            if (call.kind() == InboundCall.Kind.CLOSED) {
                throw new AssertionError("need " + kind + " but the connection ended with " + call.code());
            }
            call = next(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        }
        return call;
    }

    /** The next message. */
    InboundCall nextMessage() {
        InboundCall call = next(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        while (call.kind() == InboundCall.Kind.HEARD || call.kind() == InboundCall.Kind.WRITABLE) {
            call = next(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        }
        return call;
    }

    /** Everything that came before a time of silence. */
    List<InboundCall> untilSilence(long silenceMillis) {
        List<InboundCall> heard = new ArrayList<>();
        try {
            InboundCall call = calls.poll(silenceMillis, TimeUnit.MILLISECONDS);
            while (call != null) {
                heard.add(call);
                call = calls.poll(silenceMillis, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return heard;
    }

    /** Rules that the edge broke so far. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void text(byte[] utf8) {
        record(InboundCall.of(InboundCall.Kind.TEXT, utf8));
    }

    @Override
    public void binary(byte[] bytes) {
        record(InboundCall.of(InboundCall.Kind.BINARY, bytes));
    }

    @Override
    public void pinged(byte[] payload) {
        record(InboundCall.of(InboundCall.Kind.PINGED, payload));
    }

    @Override
    public void heard() {
        record(InboundCall.of(InboundCall.Kind.HEARD, NOTHING));
    }

    @Override
    public void writable() {
        require(!writing, "writable() came inside write()");
        require(owedWritable, "writable() came though no write was under way");
        require(!link.isBusy(), "the link was busy inside writable()");
        owedWritable = false;
        record(InboundCall.of(InboundCall.Kind.WRITABLE, NOTHING));
        pump();
    }

    @Override
    public void closed(int code) {
        record(new InboundCall(InboundCall.Kind.CLOSED, NOTHING, code));
        closed = true;
    }

    private InboundCall next(long millis) {
        try {
            InboundCall call = calls.poll(millis, TimeUnit.MILLISECONDS);
            if (call == null) {
                throw new AssertionError("the edge was silent for " + millis + " ms");
            }
            return call;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private void record(InboundCall call) {
        require(lane.isCurrent(), call + " came outside the lane");
        require(!closed, call + " came after closed()");
        calls.add(call);
        reaction.accept(call);
    }

    private void pump() {
        while (!waiting.isEmpty() && !link.isBusy() && !closed) {
            Batch batch = nextBatch();
            writing = true;
            int count = link.write(batch);
            writing = false;
            batch.release();
            require(count >= 0 && count <= batch.count(), "write() took " + count + " of " + batch.count());
            waiting.subList(0, count).clear();
            sent += count;
            owedWritable = link.isBusy();
            if (count == 0 && !link.isBusy()) {
                return;
            }
        }
    }

    /** As long as the engine makes them. */
    private Batch nextBatch() {
        int count = 0;
        for (int bytes = 0; count < waiting.size() && bytes < MAX_BATCH_BYTES; count++) {
            bytes += waiting.get(count).size();
        }
        return new Batch(waiting.subList(0, count).toArray(EncodedFrame[]::new), count);
    }

    private void require(boolean holds, String fault) {
        if (!holds) {
            faults.add(fault);
        }
    }
}
