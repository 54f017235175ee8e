package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who writes one stream, and what he says in it. */
abstract class StreamAuthor {

    final ChannelName channel;
    /** Unlike that of any other stream of the run. */
    final String event;

    private final List<Payload> chunks = new ArrayList<>();
    private Optional<Payload> summary = Optional.empty();
    private boolean isDone;
    private boolean isCancelled;
    private boolean endsWhenCancelled;

    StreamAuthor(ChannelName channel, String event) {
        this.channel = channel;
        this.event = event;
    }

    /** Whether he may still have something to say, as far as he knows. */
    boolean isWriting() {
        return !isDone && isThere();
    }

    boolean isCancelled() {
        return isCancelled;
    }

    /** How many chunks he has sent. */
    int sent() {
        return chunks.size();
    }

    boolean isChunk(int seq, Payload data) {
        return seq < chunks.size() && chunks.get(seq) == data;
    }

    /** Whether this is all that he had to say, and what sums it up. */
    boolean isWhole(long count, Payload data) {
        return chunks.size() == count && summary.filter(said -> said == data).isPresent();
    }

    void write(Payload chunk) {
        chunks.add(chunk);
        send(chunk);
    }

    /** Ends the stream as complete. */
    void end(Payload data) {
        isDone = true;
        summary = Optional.of(data);
        sendEnd(data);
    }

    void fail(String error) {
        isDone = true;
        sendFailure(error);
    }

    /** It is out of his hands: refused, given up, or over without him. */
    void stop() {
        isDone = true;
    }

    /** He will stop as soon as a reader asks for it. */
    void endWhenCancelled() {
        endsWhenCancelled = true;
    }

    /** A reader asks for the end. */
    void cancelled() {
        isCancelled = true;
        if (endsWhenCancelled && isWriting()) {
            fail("cancelled");
        }
    }

    /** Whether what he does still has an effect. */
    abstract boolean isThere();

    abstract void begin();

    abstract void send(Payload chunk);

    abstract void sendEnd(Payload data);

    abstract void sendFailure(String error);

    @Override
    public String toString() {
        return event + " in " + channel;
    }
}
