package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.memory.MemoryCursorStore;
import dev.realtime.core.spi.CursorStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A store of cursors outside of the nodes that share it: it takes its time, fails, and may be away. Every node has its own
 * {@link #node} of it.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
public final class SimCursors {

    private final MemoryCursorStore cursors = new MemoryCursorStore();
    private final SimDistance distance;
    private long requests;

    public SimCursors(SimWorld world) {
        this.distance = new SimDistance(world);
    }

    /** The store as one node sees it. */
    public CursorStore node() {
        return new Node(distance.new Way());
    }

    /** Each request and each answer takes up to so long, more than zero. */
    public void maxDelayNanos(long nanos) {
        distance.maxDelayNanos(nanos);
    }

    /** One in {@code n} requests fails, half of them after they took effect; 0 for none. */
    public void failsOneIn(int n) {
        distance.failsOneIn(n);
    }

    /** While it is away, every request fails and has no effect. */
    public void available(boolean on) {
        distance.available(on);
    }

    /** How often the nodes have asked for something. */
    public long requests() {
        return requests;
    }

    private final class Node implements CursorStore {

        private final SimDistance.Way way;

        Node(SimDistance.Way way) {
            this.way = way;
        }

        @Override
        public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
            requests++;
            return way.ask(() -> cursors.advance(reader, channel, position));
        }

        @Override
        public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
            requests++;
            return way.ask(() -> cursors.position(reader, channel));
        }

        @Override
        public void close() {
            way.close();
        }
    }
}
