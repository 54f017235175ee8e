package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.spi.Admission;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the engine does not want yet waits, wherever it is. */
@Timeout(30)
class PauseTest {

    @Test
    void aPauseInsideAMessageHoldsBackWhatWasReadWithIt() {
        try (TestEdge edge = TestEdge.start();
                RawPeer peer = edge.open()) {
            TestEdge.Server server = edge.server();
            server.whenTold(lane -> server.link().reading(false));

            peer.send(messages(100));
            assertThat(server.event()).isEqualTo("text 0");
            for (int i = 1; i < 100; i++) {
                boolean told = server.onLane(link -> server.hasEvent());
                assertThat(told).isFalse();
                server.onLane(link -> {
                    link.reading(true);
                    return link;
                });
                assertThat(server.event()).isEqualTo("text " + i);
            }
        }
    }

    @Test
    void aPeerThatEndsWhileItIsNotReadIsStillNoticed() {
        try (TestEdge edge = TestEdge.start();
                RawPeer peer = edge.open()) {
            TestEdge.Server server = edge.server();
            server.whenTold(lane -> server.link().reading(false));
            peer.send(messages(100));
            assertThat(server.event()).isEqualTo("text 0");

            peer.reset();

            assertThat(server.event()).isEqualTo("closed 1006");
            edge.awaitNoConnections();
        }
    }

    @Test
    void whatIsSentBeforeTheDecisionWaitsInTheSocket() {
        CompletableFuture<Admission> decision = new CompletableFuture<>();
        try (TestEdge edge = TestEdge.admittedBy(handshake -> decision);
                RawPeer peer = RawPeer.connect(edge.port())) {
            peer.send(peer.upgradeRequest("/ws"));
            byte[] much = messages(4_000_000);
            CompletableFuture<RawPeer> sending = CompletableFuture.supplyAsync(() -> peer.send(much));

            Awaitility.await().during(Duration.ofMillis(500)).until(() -> !sending.isDone());

            assertThat(edge.hasServer()).isFalse();
            edge.edge().close();
            boolean failed = sending.handle((done, failure) -> failure != null).join();
            assertThat(failed).isTrue();
        }
    }

    @Test
    void anEngineThatFailsToTakeASocketCostsOnlyThatSocket() {
        try (TestEdge edge = TestEdge.start(options -> options.acceptor((lane, link, admission) -> {
                    throw new IllegalStateException("test");
                }));
                RawPeer peer = edge.open()) {
            assertThat(peer.next()).isEqualTo(new PeerEvent.Closed(1011, "Internal error"));
        }
    }

    @Test
    void anEngineThatFailsOverAMessageCostsOnlyThatSocket() {
        try (TestEdge edge = TestEdge.start();
                RawPeer peer = edge.open()) {
            TestEdge.Server server = edge.server();
            server.whenTold(lane -> {
                throw new IllegalStateException("test");
            });

            peer.send(WireFrame.text("x"));

            assertThat(peer.next()).isEqualTo(new PeerEvent.Closed(1011, "Internal error"));
            assertThat(server.closed()).isEqualTo(1011);
        }
    }

    private static byte[] messages(int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(WireFrame.text(Integer.toString(i)).bytes());
        }
        return all.toByteArray();
    }
}
