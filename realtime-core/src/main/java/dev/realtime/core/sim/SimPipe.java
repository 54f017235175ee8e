package dev.realtime.core.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * One direction of a connection: bytes wait in a finite buffer, leave it at a rate, and arrive in order after a time.
 *
 * <p><b>Threads:</b> confined to the thread that runs the world.
 */
final class SimPipe {

    private static final int MIN_CHUNK = 512;
    private static final long CHUNK_NANOS = 2_000_000;

    private final SimWorld world;
    private final SimChance chance;
    private final SimConditions conditions;
    private final Consumer<Object> arrival;
    private final Runnable roomAgain;
    private final Queue<Parcel> waiting = new ArrayDeque<>();
    private long bytesPerSecond;
    private long putBytes;
    private long sentBytes;
    private long lastArrivalNanos;
    private boolean pumping;
    private boolean stalled;
    private boolean cut;

    /**
     * @param arrival gets each thing that was put, when its last byte has come
     * @param roomAgain runs when the buffer, once overfull, is not any more
     */
    SimPipe(SimWorld world, SimConditions conditions, Consumer<Object> arrival, Runnable roomAgain) {
        this.world = world;
        this.chance = world.chance();
        this.conditions = conditions;
        this.bytesPerSecond = conditions.bytesPerSecond();
        this.arrival = arrival;
        this.roomAgain = roomAgain;
    }

    void put(Object thing, int bytes) {
        putBytes += Math.max(1, bytes);
        waiting.add(new Parcel(thing, putBytes));
        pump();
    }

    /** Bytes that have not left, those beyond the buffer included. */
    long unsentBytes() {
        return putBytes - sentBytes;
    }

    boolean isOverfull() {
        return unsentBytes() > conditions.bufferBytes();
    }

    void stall(boolean on) {
        stalled = on;
        pump();
    }

    void bytesPerSecond(long newRate) {
        bytesPerSecond = newRate;
    }

    /** Everything waiting and on its way is lost, and so is whatever comes later. */
    void cut() {
        cut = true;
        waiting.clear();
    }

    private void pump() {
        if (pumping || stalled || cut || waiting.isEmpty()) {
            return;
        }
        pumping = true;
        long most = Math.max(MIN_CHUNK, bytesPerSecond * CHUNK_NANOS / 1_000_000_000);
        long bytes = Math.min(most, unsentBytes());
        world.after(bytes * 1_000_000_000 / bytesPerSecond, () -> sent(bytes));
    }

    private void sent(long bytes) {
        pumping = false;
        if (cut || stalled) {
            return;
        }
        boolean wasOverfull = isOverfull();
        sentBytes += bytes;
        if (!waiting.isEmpty() && waiting.peek().endBytes <= sentBytes) {
            List<Object> whole = new ArrayList<>();
            do {
                whole.add(waiting.remove().thing);
            } while (!waiting.isEmpty() && waiting.peek().endBytes <= sentBytes);
            long at = world.nowNanos() + chance.nanosBetween(conditions.minLatency(), conditions.maxLatency());
            lastArrivalNanos = Math.max(lastArrivalNanos, at);
            world.after(lastArrivalNanos - world.nowNanos(), () -> arrive(whole));
        }
        pump();
        if (wasOverfull && !isOverfull()) {
            roomAgain.run();
        }
    }

    private void arrive(List<Object> things) {
        for (Object thing : things) {
            if (!cut) {
                arrival.accept(thing);
            }
        }
    }

    private record Parcel(Object thing, long endBytes) {}
}
