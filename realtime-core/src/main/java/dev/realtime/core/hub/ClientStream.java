package dev.realtime.core.hub;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import java.util.concurrent.CompletableFuture;

/**
 * One stream that a client writes, and which of its chunks are owed: what was refused has to come again before the stream
 * can be complete. A client may send all of it without waiting for an answer.
 *
 * <p><b>Threads:</b> confined to the lane of its {@link ClientStreams}.
 */
final class ClientStream {

    private final StreamWriter writer;
    // The last chunk that the client has sent, whatever became of it.
    private long lastSeq = -1;

    ClientStream(StreamWriter writer) {
        this.writer = writer;
    }

    StreamWriter writer() {
        return writer;
    }

    /** A repeat is answered as the first one; a hole is refused, since whatever follows would stand in its place. */
    CompletableFuture<StreamPosition> chunk(long seq, Payload data) {
        sent(seq);
        long accepted = writer.accepted();
        if (seq < 0 || seq > accepted) {
            return chunksAreMissing();
        }
        return seq < accepted ? writer.outcomeOf(seq) : writer.write(data);
    }

    /** The client has sent that chunk, also if it was refused before anybody could look at it. */
    void sent(long seq) {
        lastSeq = Math.max(lastSeq, seq);
    }

    /** Refused while chunks are owed, unless it says itself that the stream is not complete. */
    CompletableFuture<StreamPosition> end(Payload data, String error) {
        if (writer.isEnding()) {
            return ClientStreams.notOpen();
        }
        if (error.isEmpty() && lastSeq >= writer.accepted()) {
            return chunksAreMissing();
        }
        writer.end(data, error);
        return writer.ended();
    }

    private static CompletableFuture<StreamPosition> chunksAreMissing() {
        return CompletableFuture.failedFuture(new RefusedException(ErrorCode.BAD_REQUEST, "chunks are missing"));
    }
}
