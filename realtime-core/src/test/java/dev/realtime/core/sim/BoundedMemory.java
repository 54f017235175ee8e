package dev.realtime.core.sim;

import java.util.function.Supplier;

/** P8: what one connection holds on the server is a function of the limits, however slow its peer is. */
final class BoundedMemory implements Invariant {

    private final SimWorld world;
    private final Supplier<? extends Iterable<SimSocket>> sockets;
    private final long maxUnsentBytes;

    /** @param maxUnsentBytes the largest write above the socket's own buffer */
    BoundedMemory(SimWorld world, Supplier<? extends Iterable<SimSocket>> sockets, long maxUnsentBytes) {
        this.world = world;
        this.sockets = sockets;
        this.maxUnsentBytes = maxUnsentBytes;
    }

    @Override
    public void sample() {
        for (SimSocket socket : sockets.get()) {
            long beyond = socket.unsentBytes() - socket.bufferBytes();
            if (beyond > maxUnsentBytes) {
                world.breach("a socket holds " + beyond + " bytes above its buffer, allowed are " + maxUnsentBytes);
            }
        }
    }
}
