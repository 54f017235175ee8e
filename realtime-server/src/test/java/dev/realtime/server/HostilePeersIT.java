package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that want to fill the memory of a server of 256 MB, while a well-behaved one, the canary, asks for pongs and
 * must not notice.
 */
@Tag("stochastic")
@Timeout(60)
class HostilePeersIT {

    private static final Duration CANARY_DELAY = Duration.ofMillis(250);
    private static final Duration ATTACK = Duration.ofSeconds(3);
    private static final int SMALL_BUFFER = 4_096;

    private static ServerProcess server;

    private final List<RawPeer> peers = new ArrayList<>();
    private Canary canary;

    @BeforeAll
    static void startServer() {
        server = ServerProcess.serve(List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"), "--edge.write-stall=5s");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void startCanary() {
        canary = Canary.start(server.member("canary", "documents"));
    }

    @AfterEach
    void end() {
        canary.close();
        peers.forEach(RawPeer::reset);
    }

    @Test
    @DisplayName("P9: a flood of pings from clients that never read")
    void pingFlood() {
        byte[] pings = manyTimes(WireFrame.ping(new byte[100]).bytes(), 1_000);

        attack(i -> sendUntilCut(peer("flood" + i), pings, 100));

        assertCanaryIsAlone();
    }

    @Test
    @DisplayName("P8: a thousand readers that are stuck")
    void stuckReaders() {
        String data = "\"" + "x".repeat(16_000) + "\"";
        for (int i = 0; i < 1_000; i++) {
            peer("stuck" + i);
        }

        for (int i = 0; i < 150; i++) {
            server.broadcast("chat", data);
        }

        assertCanaryIsAlone();
    }

    @Test
    @DisplayName("P18: messages of a million empty fragments")
    void endlessMessages() {
        byte[] empty = manyTimes(WireFrame.continuation().unfinished().bytes(), 10_000);

        attack(i -> {
            RawPeer peer = peer("fragments" + i);
            peer.send(WireFrame.text("\"").unfinished());
            assertThat(sendUntilCut(peer, empty, 100) || endedWith(peer, 1008)).isTrue();
        });

        assertCanaryIsAlone();
    }

    @Test
    @DisplayName("P18: frames that declare 1 GiB")
    void hugeFrames() {
        attack(i -> {
            RawPeer peer = peer("huge" + i);
            peer.send(WireFrame.text("").headerDeclaring(1L << 30)).send(new byte[64]);
            assertThat(endedWith(peer, 1009)).isTrue();
        });

        assertCanaryIsAlone();
    }

    private void attack(IntConsumer attacker) {
        long end = System.nanoTime() + ATTACK.toNanos();
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            attacker.accept(i);
        }
    }

    private RawPeer peer(String user) {
        RawPeer peer = server.member(RawPeer.connect(server.port(), SMALL_BUFFER), user, "chat");
        peers.add(peer);
        return peer;
    }

    /** The others are gone, from the books and from the system; the server lives; the canary noticed nothing. */
    private void assertCanaryIsAlone() {
        Set<Integer> ports = peers.stream().map(RawPeer::localPort).collect(Collectors.toSet());
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(server.get("/stats").body()).contains("\"users\":{\"canary\":1}");
            assertThat(server.heldPeerPorts()).doesNotContainAnyElementsOf(ports);
        });
        assertThat(server.isAlive()).isTrue();
        canary.close();
        assertThat(canary.answers()).isGreaterThan(50);
        assertThat(canary.delay()).isLessThan(CANARY_DELAY);
    }

    /** @return whether the server ended the connection before all was sent */
    private static boolean sendUntilCut(RawPeer peer, byte[] bytes, int times) {
        try {
            for (int i = 0; i < times; i++) {
                peer.send(bytes);
            }
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    private static boolean endedWith(RawPeer peer, int code) {
        PeerEvent end = peer.nextEnd();
        return end instanceof PeerEvent.Closed closed ? closed.code() == code : end instanceof PeerEvent.Reset;
    }

    private static byte[] manyTimes(byte[] bytes, int times) {
        byte[] many = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, many, i * bytes.length, bytes.length);
        }
        return many;
    }
}
