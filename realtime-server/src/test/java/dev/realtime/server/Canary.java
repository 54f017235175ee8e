package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * A well-behaved client that asks for a pong fifty times a second and notes how long each takes.
 *
 * <p><b>Threads:</b> has one of its own, until it is closed.
 */
final class Canary implements AutoCloseable {

    private static final int WARM_UP = 50;
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final RawPeer peer;
    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    private final Duration atRest;
    private final CompletableFuture<Void> song;
    private volatile boolean stopped;

    private Canary(RawPeer peer) {
        this.peer = peer;
        for (int i = 0; i < WARM_UP; i++) {
            ask();
        }
        List<Long> quiet = new ArrayList<>();
        for (int i = 0; i < WARM_UP; i++) {
            note(quiet);
        }
        atRest = p99(quiet);
        song = CompletableFuture.runAsync(this::sing);
    }

    /** Begins when the server is warm. @param peer subscribed to a silent channel */
    static Canary start(RawPeer peer) {
        return new Canary(peer);
    }

    int answers() {
        return nanos.size();
    }

    /** How much longer the slowest but one in a hundred took than before anything happened. */
    Duration delay() {
        return p99(nanos).minus(atRest);
    }

    /** Fails if the canary was cut. */
    @Override
    public void close() {
        stopped = true;
        song.join();
        peer.close();
    }

    private void sing() {
        while (!stopped) {
            note(nanos);
        }
    }

    private void note(List<Long> times) {
        long start = System.nanoTime();
        ask();
        times.add(System.nanoTime() - start);
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    private static Duration p99(List<Long> times) {
        List<Long> sorted = times.stream().sorted().toList();
        return Duration.ofNanos(sorted.get((int) (sorted.size() * 0.99)));
    }

    private void ask() {
        peer.send(WireFrame.text("{\"type\":\"ping\"}"));
        PeerEvent.Frame frame = peer.nextFrame();
        assertThat(frame.text()).contains("pong");
    }
}
