package dev.realtime.transport.jakarta;

import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Ticker;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The lanes of an engine in a foreign container, which has none of its own: each is one named thread. Give {@link #all}
 * to the hub's builder, and close the lanes after the hub.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class JakartaLanes implements AutoCloseable {

    private final List<JakartaLane> lanes;

    private JakartaLanes(List<JakartaLane> lanes) {
        this.lanes = lanes;
    }

    /** @param count at least 1; as many as there are processors is a good number */
    public static JakartaLanes start(int count, Ticker ticker) {
        if (count < 1) {
            throw new IllegalArgumentException("need at least 1 lane but got " + count);
        }
        return new JakartaLanes(IntStream.range(0, count)
                .mapToObj(i -> new JakartaLane("realtime-lane-" + i, ticker))
                .toList());
    }

    public List<Lane> all() {
        return List.copyOf(lanes);
    }

    /** Ends the threads after what they are at; what is handed over later is dropped. */
    @Override
    public void close() {
        lanes.forEach(JakartaLane::close);
    }

    List<JakartaLane> own() {
        return lanes;
    }
}
