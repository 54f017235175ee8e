package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.hub.StreamPublisher;
import java.util.Optional;
import java.util.function.Consumer;

/** A stream that the application writes at one node. */
final class StreamOfServer extends StreamAuthor {

    private final Node node;
    private final Optional<String> id;
    private final Consumer<StreamPosition> whenWhole;
    // Null before the beginning.
    private StreamPublisher publisher;

    /**
     * @param id the name that the application chose; empty for a new one
     * @param whenWhole told the place of the end, if the stream is complete
     */
    StreamOfServer(
            Node node, ChannelName channel, String event, Optional<String> id, Consumer<StreamPosition> whenWhole) {
        super(channel, event);
        this.node = node;
        this.id = id;
        this.whenWhole = whenWhole;
    }

    @Override
    void begin() {
        publisher = id.map(name -> node.hub.openStream(channel, event, name))
                .orElseGet(() -> node.hub.openStream(channel, event));
        publisher.cancelled().thenRun(this::cancelled);
        publisher.opened().whenComplete((position, failure) -> {
            if (failure != null) {
                stop();
            }
        });
    }

    @Override
    boolean isThere() {
        return !node.edge.isDead();
    }

    @Override
    void send(Payload chunk) {
        publisher.send(chunk);
    }

    @Override
    void sendEnd(Payload data) {
        publisher.end(data).thenAccept(whenWhole);
    }

    @Override
    void sendFailure(String error) {
        if (error.isEmpty()) {
            publisher.close();
        } else {
            publisher.fail(error);
        }
    }
}
