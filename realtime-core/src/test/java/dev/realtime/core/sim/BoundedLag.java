package dev.realtime.core.sim;

import dev.realtime.core.hub.Lag;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** P8: a connection that is too far behind and cannot be written to does not fall further behind. */
final class BoundedLag implements Invariant {

    private final SimWorld world;
    private final Supplier<? extends Iterable<SimSocket>> sockets;
    private final long maxLagBytes;
    private Map<SimSocket, Stuck> stuck = new HashMap<>();

    BoundedLag(SimWorld world, Supplier<? extends Iterable<SimSocket>> sockets, long maxLagBytes) {
        this.world = world;
        this.sockets = sockets;
        this.maxLagBytes = maxLagBytes;
    }

    @Override
    public void sample() {
        Map<SimSocket, Stuck> before = stuck;
        stuck = new HashMap<>();
        for (SimSocket socket : sockets.get()) {
            long lagBytes = Lag.bytes(socket.inbound());
            if (!socket.isStuck() || lagBytes <= maxLagBytes) {
                continue;
            }
            Stuck now = new Stuck(socket.writeCount(), lagBytes);
            Stuck then = before.get(socket);
            if (then != null && then.writeCount == now.writeCount && then.lagBytes < now.lagBytes) {
                world.breach(socket + " is " + lagBytes + " bytes behind, allowed are " + maxLagBytes);
            }
            stuck.put(socket, now);
        }
    }

    private record Stuck(long writeCount, long lagBytes) {}
}
