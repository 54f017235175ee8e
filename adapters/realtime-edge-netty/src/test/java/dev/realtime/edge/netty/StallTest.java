package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What becomes of peers that take nothing any more. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class StallTest {

    @Test
    void aWriteThatStandsIsCutAndTheKernelKeepsNothing() {
        try (TestEdge edge = TestEdge.withLimits(limits -> limits.writeStall = Duration.ofSeconds(1));
                RawPeer peer = slow(edge)) {
            TestEdge.Server server = fill(edge);

            assertThat(server.closed()).isEqualTo(1006);

            awaitGone(edge.port(), peer.localPort());
        }
    }

    @Test
    void aWriteThatMovesSlowlyIsLeftAlone() {
        try (TestEdge edge = TestEdge.withLimits(limits -> limits.writeStall = Duration.ofSeconds(1));
                RawPeer peer = slow(edge)) {
            TestEdge.Server server = edge.server();
            server.onLane(link -> {
                Batch batch = Batch.of(EncodedFrame.binary(new byte[8 << 20]));
                link.write(batch);
                batch.release();
                return link;
            });

            // Twice as long as a stall may last.
            AtomicInteger reads = new AtomicInteger();
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(200))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        peer.skip(64 * 1024);
                        return reads.incrementAndGet() == 10;
                    });
            assertThat(server.hasEvent()).isFalse();

            peer.skip((8 << 20) + 10 - 10 * 64 * 1024);
            assertThat(server.event()).isEqualTo("writable");
        }
    }

    @Test
    void aCloseThatCannotLeaveIsCut() {
        try (TestEdge edge = TestEdge.withLimits(limits -> limits.closeTimeout = Duration.ofSeconds(1));
                RawPeer peer = slow(edge)) {
            TestEdge.Server server = fill(edge);

            server.close(4003, "Slow consumer");

            assertThat(server.closed()).isEqualTo(4003);
            awaitGone(edge.port(), peer.localPort());
        }
    }

    @Test
    void anAbortedSocketIsGoneThoughMuchWasOnItsWay() {
        try (TestEdge edge = TestEdge.start();
                RawPeer peer = slow(edge)) {
            TestEdge.Server server = fill(edge);

            server.onLane(link -> {
                link.abort();
                return link;
            });

            assertThat(server.closed()).isEqualTo(1006);
            awaitGone(edge.port(), peer.localPort());
        }
    }

    @Test
    void whatTheKernelDidNotTakeIsOfferedAgainAndArrivesInOrder() {
        try (TestEdge edge = TestEdge.start();
                RawPeer peer = slow(edge)) {
            TestEdge.Server server = edge.server();
            int offered = 200;
            int taken = server.onLane(link -> {
                EncodedFrame[] frames = new EncodedFrame[offered];
                for (int i = 0; i < offered; i++) {
                    frames[i] = EncodedFrame.text((i + ":" + "x".repeat(i * 37)).getBytes(StandardCharsets.UTF_8));
                }
                Batch batch = Batch.of(frames);
                int count = link.write(batch);
                batch.release();
                return count;
            });

            for (int i = 0; i < taken; i++) {
                assertThat(peer.nextFrame().text()).isEqualTo(i + ":" + "x".repeat(i * 37));
            }
            assertThat(taken).isBetween(1, offered);
            assertThat(peer.patience(Duration.ofMillis(200)).next()).isEqualTo(new PeerEvent.Silence());
        }
    }

    private static RawPeer slow(TestEdge edge) {
        return RawPeer.connect(edge.port(), 4 * 1024).opened("/ws");
    }

    private static TestEdge.Server fill(TestEdge edge) {
        TestEdge.Server server = edge.server();
        server.fill();
        return server;
    }

    private static void awaitGone(int edgePort, int peerPort) {
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !kernelKnows(edgePort, peerPort));
    }

    /** Whether the server's end of a connection is still in the kernel's tables, in whatever state. */
    private static boolean kernelKnows(int local, int remote) {
        String pattern = String.format(Locale.ROOT, "(?i).*:%04X [0-9A-F]+:%04X .*", local, remote);
        return List.of("/proc/net/tcp", "/proc/net/tcp6").stream().anyMatch(table -> {
            try {
                return Files.readAllLines(Path.of(table)).stream().anyMatch(line -> line.matches(pattern));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
