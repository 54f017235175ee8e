package dev.realtime.core.hub;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes one stream: an answer that comes in pieces. {@link Hub#openStream} opens it.
 *
 * <p>What is sent before the channel knows of the stream waits for that. The stream ends with {@link #end}, {@link #fail}
 * or {@link #close}, or by itself: with the error {@code TIMEOUT} if nothing is sent for {@link
 * dev.realtime.core.Limits#streamSilence}, {@code LIMIT_EXCEEDED} beyond {@link
 * dev.realtime.core.Limits#maxStreamBytes} or 10,000 chunks, {@code OVERLOADED} if the node had no room for a chunk,
 * {@code NOT_AVAILABLE} if the broker did not take one. No reader takes a stream from which a chunk is missing for a whole
 * one.
 *
 * <p><b>Threads:</b> thread-safe. Chunks that one thread sends keep their order. Stages complete on a lane, so what hangs
 * on them must not block.
 *
 * <p><b>Errors:</b> stages complete with a {@link RefusedException}, whose code says why, or with {@link
 * dev.realtime.core.spi.Broker.UnavailableException} if nobody knows what happened.
 */
public final class StreamPublisher implements AutoCloseable {

    private final LaneHub home;
    private final StreamWriter writer;

    StreamPublisher(LaneHub home, StreamWriter writer) {
        this.home = home;
        this.writer = writer;
    }

    /** By which its readers know it. */
    public String id() {
        return writer.log().streamId();
    }

    /**
     * Completes with the place in the channel at which the stream begins; fails with {@code NOT_AVAILABLE} if streams are
     * not among the channel's features, {@code LIMIT_EXCEEDED} if the node has too many, {@code CONFLICT} if the channel
     * has a stream of that id, or had one within the last five minutes.
     */
    public CompletionStage<StreamPosition> opened() {
        return writer.opened().minimalCompletionStage();
    }

    /** Completes when a reader asks for the end, which is then up to the application. May never complete. */
    public CompletionStage<Void> cancelled() {
        return writer.cancelled().minimalCompletionStage();
    }

    /**
     * Appends a chunk. Whoever writes more than readers need may wait for one chunk before sending the next; a chunk for
     * which the node has no room ends the stream.
     *
     * @return completed when the stream's log has it
     */
    public CompletionStage<Void> send(Payload data) {
        StreamWriter.Chunk chunk = writer.chunk(data);
        if (home.kernel().intake().admits(chunk.publish())) {
            home.run(() -> writer.add(chunk));
        } else {
            home.run(() -> writer.fail("OVERLOADED"));
            chunk.done().completeExceptionally(Intake.overloaded());
        }
        return chunk.done().thenApply(position -> null);
    }

    /** Ends the stream, which is complete. @return as {@link #end(Payload)} */
    public CompletionStage<StreamPosition> end() {
        return end(StreamEntry.NOTHING);
    }

    /**
     * Ends the stream, which is complete.
     *
     * @param data what sums it up
     * @return the place of the end in the channel; fails if the stream had ended, or could not be completed
     */
    public CompletionStage<StreamPosition> end(Payload data) {
        return endWith(data, "");
    }

    /**
     * Ends the stream, which could not be completed.
     *
     * @param error why, for people; not empty
     * @return as {@link #end(Payload)}
     */
    public CompletionStage<StreamPosition> fail(String error) {
        if (error.isEmpty()) {
            throw new IllegalArgumentException("need a reason for the end of a stream");
        }
        return endWith(StreamEntry.NOTHING, error);
    }

    /** A stream that has not ended ends with the error {@code ABANDONED}. */
    @Override
    public void close() {
        home.run(() -> writer.end(StreamEntry.NOTHING, "ABANDONED"));
    }

    private CompletionStage<StreamPosition> endWith(Payload data, String error) {
        CompletableFuture<StreamPosition> end = new CompletableFuture<>();
        home.run(() -> {
            if (writer.end(data, error)) {
                writer.ended().whenComplete((position, failure) -> {
                    if (failure == null) {
                        end.complete(position);
                    } else {
                        end.completeExceptionally(failure);
                    }
                });
            } else {
                end.completeExceptionally(new RefusedException(ErrorCode.CONFLICT, "the stream has ended"));
            }
        });
        return end;
    }
}
