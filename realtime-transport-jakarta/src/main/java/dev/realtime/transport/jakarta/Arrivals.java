package dev.realtime.transport.jakarta;

import dev.realtime.core.spi.Inbound;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What a peer sent and the engine has not taken yet.
 *
 * <p>The API cannot stop a container from reading, and to block its thread would let one connection hold up others. So
 * messages wait here, up to a limit; what comes beyond is dropped together with its connection.
 *
 * <p><b>Threads:</b> {@link #announce} is called from the container's threads, the rest on the lane.
 */
final class Arrivals {

    /** Bytes that a message costs besides its own. */
    private static final int OVERHEAD = 64;

    private final int maxBytes;
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private final AtomicBoolean overflowed = new AtomicBoolean();
    private final Queue<Arrival> held = new ArrayDeque<>();
    private boolean reading = true;

    Arrivals(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Counts a message that is about to be handed to the lane. */
    Room announce(int bytes) {
        int cost = bytes + OVERHEAD;
        // What is there before it decides, so that a message of the largest size always gets into an empty place.
        if (!overflowed.get() && waitingBytes.getAndAdd(cost) <= maxBytes) {
            return Room.ENOUGH;
        }
        return overflowed.compareAndSet(false, true) ? Room.NO_LONGER : Room.NONE;
    }

    /** Takes an announced message, for {@code engine} if it reads just now. */
    void arrived(int bytes, Consumer<Inbound> call, Inbound engine) {
        held.add(new Arrival(bytes + OVERHEAD, call));
        bring(engine);
    }

    /** @return whether the engine began to read and something waits for it */
    boolean reading(boolean on) {
        boolean begins = on && !reading;
        reading = on;
        return begins && !held.isEmpty();
    }

    /** Brings what waits, for as long as the engine reads. */
    void bring(Inbound engine) {
        while (reading && !held.isEmpty()) {
            Arrival first = held.remove();
            waitingBytes.addAndGet(-first.cost());
            first.call().accept(engine);
        }
    }

    /** Nobody will take what waits. */
    void drop() {
        held.clear();
        reading = false;
    }

    enum Room {
        ENOUGH,
        /** This message is the first that is dropped. */
        NO_LONGER,
        NONE
    }

    private record Arrival(int cost, Consumer<Inbound> call) {}
}
