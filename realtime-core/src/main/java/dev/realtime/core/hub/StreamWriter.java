package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.policy.Account;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Telemetry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One stream that this node writes, for an application or a client.
 *
 * <p>Chunks are appended one after the other, each when the log has taken the one before: where one failed nothing
 * follows, so that no reader takes a later piece for the missing one. A chunk that did not get the place its number says
 * shows that somebody else writes here, or that the log began anew; the stream fails.
 *
 * <p>Every stream ends. What fails ends it with an error, and so does silence. The end is told until the broker has taken
 * it or, since it last took anything, {@link #PATIENCE_NANOS} have passed; then readers give the stream up by themselves.
 *
 * <p><b>Threads:</b> confined to its home lane; the stages complete there.
 */
final class StreamWriter {

    /** Chunks of one stream: what its log keeps. */
    static final int MAX_CHUNKS = 10_000;

    static final long PATIENCE_NANOS = 60_000_000_000L;

    // The log of open streams remembers for five minutes.
    private static final long SHOWN_AGAIN_NANOS = 240_000_000_000L;

    /** A chunk on its way. */
    record Chunk(Publish publish, CompletableFuture<StreamPosition> done) {

        int size() {
            return publish.message().data().size();
        }
    }

    private record Ending(Payload data, String error) {}

    private final LaneHub home;
    private final Kernel kernel;
    private final ChannelName parent;
    private final ChannelName log;
    private final Message open;
    private final Optional<Account> user;
    // The id alone would be that of the next stream of the same id, too.
    private final String endKey;
    private final CancelEar ear;
    private final CompletableFuture<StreamPosition> opened = new CompletableFuture<>();
    private final CompletableFuture<StreamPosition> ended = new CompletableFuture<>();
    private final Deque<Chunk> waiting = new ArrayDeque<>(2);
    // The chunk that the broker has not answered yet, if any.
    private Chunk current;
    private boolean isOpen;
    private boolean pumping;
    private String epoch = "";
    private long written;
    private long accepted;
    private long bytes;
    private long movedAtNanos;
    private long shownAtNanos;
    // Not null once nothing more is accepted.
    private Ending ending;
    // Why it does not end as it was asked to, if so.
    private RefusedException failure;
    private boolean tellingEnd;
    // When the broker last took something of what is to be told before the end, or the end was decided on.
    private long progressedAtNanos;

    /**
     * @param open its key is the stream's id, its origin who writes it
     * @param user whose client writes it; empty for the application's
     */
    StreamWriter(LaneHub home, ChannelName parent, Message open, Optional<Account> user) {
        this.home = home;
        this.kernel = home.kernel();
        this.parent = parent;
        this.log = parent.stream(open.key());
        this.open = open;
        this.user = user;
        this.endKey = "end " + kernel.randomId();
        this.ear = new CancelEar(home, parent, open.key());
        this.movedAtNanos = kernel.nanos();
    }

    /** The channel that the stream is in. */
    ChannelName parent() {
        return parent;
    }

    ChannelName log() {
        return log;
    }

    /** Whose client writes it; empty for the application's. */
    Optional<Account> user() {
        return user;
    }

    /** Completes when the channel has the stream's {@code open}. */
    CompletableFuture<StreamPosition> opened() {
        return opened;
    }

    /** Completes when the channel has the stream's {@code end}, or with why it may not have it. */
    CompletableFuture<StreamPosition> ended() {
        return ended;
    }

    /** Completes when a reader asks for the end. */
    CompletableFuture<Void> cancelled() {
        return ear.cancelled();
    }

    boolean isEnding() {
        return ending != null;
    }

    /** How many chunks came in, whatever became of them. */
    long accepted() {
        return accepted;
    }

    boolean isOf(ChannelName channel, String event) {
        return parent.equals(channel) && open.event().equals(event);
    }

    // Opening

    /** @param claim set if somebody else may use the same id: the entry that only one of them can append */
    void start(Optional<Message> claim) {
        kernel.intake()
                .append(parent.openStreams(), claim.orElse(open))
                .whenComplete((position, failure) -> home.run(() -> shown(failure)));
    }

    /** It does not begin, and nobody was told. */
    void refuse(RefusedException refusal) {
        opened.completeExceptionally(refusal);
        ending = new Ending(StreamEntry.NOTHING, "");
        finish(null, refusal);
    }

    private void shown(Throwable failure) {
        if (failure instanceof RefusedException refusal) {
            // The id is another's.
            refuse(refusal);
        } else if (failure != null) {
            openedInDoubt(failure);
        } else {
            shownAtNanos = kernel.nanos();
            // First, or a reader who is quick to cancel would not be heard.
            ear.listen(this::tellOpen);
        }
    }

    private void tellOpen() {
        if (ended.isDone()) {
            // It was given up meanwhile, and only the log of open streams knows of it.
            opened.completeExceptionally(givenUp());
            kernel.intake().append(parent.openStreams(), StreamEntry.remembered(endMessage()));
            return;
        }
        kernel.intake()
                .append(parent, open)
                .whenComplete((position, failure) -> home.run(() -> {
                    if (failure != null || ended.isDone()) {
                        openedInDoubt(failure == null ? givenUp() : failure);
                        return;
                    }
                    isOpen = true;
                    opened.complete(position);
                    pump();
                }));
    }

    // Somebody may have been told of it, so that it has to be ended.
    private void openedInDoubt(Throwable failure) {
        opened.completeExceptionally(failure);
        isOpen = true;
        if (ended.isDone()) {
            // Nobody waits for it any more.
            appendEnd();
        } else {
            fail("NOT_AVAILABLE");
        }
    }

    private static RefusedException givenUp() {
        return new RefusedException(ErrorCode.NOT_AVAILABLE, "the stream was given up");
    }

    // Writing

    /** Not taken in yet. Thread-safe. */
    Chunk chunk(Payload data) {
        return new Chunk(kernel.intake().wish(log, StreamEntry.chunk(open.event(), data)), new CompletableFuture<>());
    }

    /** Takes a chunk in, or refuses it as if it had not come. */
    CompletableFuture<StreamPosition> write(Payload data) {
        Chunk chunk = chunk(data);
        if (kernel.intake().admits(chunk.publish())) {
            add(chunk);
        } else {
            chunk.done().completeExceptionally(Intake.overloaded());
        }
        return chunk.done();
    }

    /** Takes a chunk in, after those before it. */
    void add(Chunk chunk) {
        movedAtNanos = kernel.nanos();
        if (ending != null) {
            refuse(chunk, ErrorCode.CONFLICT, "the stream has ended");
            return;
        }
        bytes += chunk.size();
        if (accepted == MAX_CHUNKS || bytes > kernel.limits().maxStreamBytes()) {
            kernel.telemetry().limitHit(Telemetry.Limit.STREAM_SIZE);
            refuse(chunk, ErrorCode.LIMIT_EXCEEDED, "the stream is too long");
            end(StreamEntry.NOTHING, "LIMIT_EXCEEDED");
            return;
        }
        accepted++;
        waiting.add(chunk);
        pump();
    }

    /** What became, or becomes, of a chunk that was taken in. */
    CompletableFuture<StreamPosition> outcomeOf(long seq) {
        if (seq < written) {
            return CompletableFuture.completedFuture(new StreamPosition(epoch, seq + 1));
        }
        long behind = seq - written;
        if (current != null && behind-- == 0) {
            return current.done();
        }
        return waiting.stream()
                .skip(behind)
                .findFirst()
                .map(Chunk::done)
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new RefusedException(ErrorCode.CONFLICT, "the stream has ended")));
    }

    // A broker may answer at once: the loop sees it, and a stack does not grow with the queue.
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        while (isOpen && current == null && !waiting.isEmpty()) {
            current = waiting.poll();
            kernel.intake()
                    .forward(current.publish())
                    .whenComplete((position, failure) -> home.run(() -> wrote(position, failure)));
        }
        pumping = false;
        if (isOpen && current == null && ending != null) {
            tellEnd();
        }
    }

    private void wrote(StreamPosition position, Throwable failure) {
        Chunk chunk = current;
        current = null;
        if (failure != null) {
            chunk.done().completeExceptionally(failure);
            fail("NOT_AVAILABLE");
            return;
        }
        boolean isItsPlace = StreamCursor.seqAt(position.offset()) == written;
        if (!isItsPlace || written > 0 && !position.epoch().equals(epoch)) {
            refuse(chunk, ErrorCode.CONFLICT, "the stream's log is another's, or began anew");
            fail("CONFLICT");
            return;
        }
        progressedAtNanos = kernel.nanos();
        epoch = position.epoch();
        written++;
        chunk.done().complete(position);
        pump();
    }

    // Ending

    /** Nothing more comes. Its end is told behind what was taken in. @return false if it was ending already */
    boolean end(Payload data, String error) {
        if (ending != null) {
            return false;
        }
        ending = new Ending(data, error);
        progressedAtNanos = kernel.nanos();
        pump();
        return true;
    }

    /** What was not written yet never will be; the stream ends with an error. */
    void fail(String error) {
        dropWaiting();
        if (ending == null || ending.error().isEmpty()) {
            failure = new RefusedException(ErrorCode.CONFLICT, "the stream failed: " + error);
            progressedAtNanos = ending == null ? kernel.nanos() : progressedAtNanos;
            ending = new Ending(StreamEntry.NOTHING, error);
        }
        pump();
    }

    private void tellEnd() {
        if (tellingEnd || ended.isDone()) {
            return;
        }
        tellingEnd = true;
        appendEnd().whenComplete((position, failure) -> home.run(() -> toldEnd(position, failure)));
    }

    private CompletionStage<StreamPosition> appendEnd() {
        Message end = endMessage();
        return kernel.intake()
                .append(parent.openStreams(), StreamEntry.remembered(end))
                .thenCompose(shown -> kernel.intake().append(parent, end));
    }

    private Message endMessage() {
        return StreamEntry.end(open, written, ending.data(), ending.error()).idempotencyKey(endKey);
    }

    private void toldEnd(StreamPosition position, Throwable failure) {
        tellingEnd = false;
        if (failure == null || Border.cause(failure) instanceof RefusedException) {
            finish(position, failure);
        }
        // Otherwise the next round tries again: the broker knows a repeat.
    }

    private void finish(StreamPosition position, Throwable trouble) {
        dropWaiting();
        ear.leave();
        home.streams().remove(this);
        if (trouble == null && failure == null) {
            ended.complete(position);
        } else {
            ended.completeExceptionally(trouble == null ? failure : Border.cause(trouble));
        }
    }

    /** Looks after it, about once a second. */
    void sweep(long nowNanos) {
        if (ending != null && nowNanos - progressedAtNanos > PATIENCE_NANOS) {
            finish(null, new Broker.UnavailableException("the end of a stream could not be told", null));
        } else if (ending != null) {
            pump();
        } else if (nowNanos - movedAtNanos > kernel.limits().streamSilence().toNanos()) {
            fail("TIMEOUT");
        } else if (isOpen) {
            ear.keepListening();
            showAgain(nowNanos);
        }
    }

    private void showAgain(long nowNanos) {
        if (nowNanos - shownAtNanos > SHOWN_AGAIN_NANOS) {
            shownAtNanos = nowNanos;
            kernel.intake().append(parent.openStreams(), open);
        }
    }

    private void dropWaiting() {
        while (!waiting.isEmpty()) {
            refuse(waiting.poll(), ErrorCode.CONFLICT, "the stream has failed");
        }
    }

    private void refuse(Chunk chunk, ErrorCode code, String why) {
        if (!chunk.publish().outcome().isDone()) {
            kernel.intake().takeBack(chunk.publish());
        }
        chunk.done().completeExceptionally(new RefusedException(code, why));
    }
}
