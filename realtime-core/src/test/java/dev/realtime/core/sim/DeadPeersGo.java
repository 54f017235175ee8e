package dev.realtime.core.sim;

import java.time.Duration;
import java.util.function.Supplier;

/** P11: a peer of which nothing is heard is given up in time. */
final class DeadPeersGo implements Invariant {

    private final SimWorld world;
    private final Supplier<? extends Iterable<SimSocket>> sockets;
    private final Duration maxSilence;

    DeadPeersGo(SimWorld world, Supplier<? extends Iterable<SimSocket>> sockets, Duration maxSilence) {
        this.world = world;
        this.sockets = sockets;
        this.maxSilence = maxSilence;
    }

    @Override
    public void sample() {
        for (SimSocket socket : sockets.get()) {
            if (socket.silence().compareTo(maxSilence) > 0) {
                world.breach(socket + " has been silent for " + socket.silence() + " and still has its socket");
            }
        }
    }
}
