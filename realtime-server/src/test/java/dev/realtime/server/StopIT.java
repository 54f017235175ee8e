package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the program says that it is there, and how it ends. */
@Timeout(90)
class StopIT {

    @Test
    @DisplayName("the last line of a start says where each dialect is spoken")
    void aStartSaysWhereEachDialectIsSpoken() {
        try (ServerProcess server = ServerProcess.serve()) {
            String at = "127.0.0.1:" + server.port();

            assertThat(server.output())
                    .filteredOn(line -> line.contains("ready in"))
                    .singleElement()
                    .asString()
                    .contains("ws://" + at + "/ws (channels, user-events, task-updates) · ")
                    .contains("ws://" + at + "/realtime (tenant-events, realtime.v1) · ")
                    .contains("ws://" + at + "/v1/kv/watch (kv-watch) · http://" + at + "/");
        }
    }

    @Test
    @DisplayName("F2: SIGTERM closes every connection in its dialect's words and exits with 0")
    void sigtermDrains() {
        try (ServerProcess server = ServerProcess.serve("--server.drain=2s");
                RawPeer channels = server.member("alice", "chat");
                RawPeer nativeOne = nativePeer(server)) {
            server.terminate();

            assertThat(channels.nextEnd()).isEqualTo(new PeerEvent.Closed(1001, "Server shutting down"));
            channels.send(WireFrame.close(1001));
            PeerEvent.Frame goodbye = nativeOne.nextFrame();
            assertThat(goodbye.text()).contains("\"type\":\"goodbye\",\"code\":4001", "\"reconnect\":true");
            assertThat(((PeerEvent.Closed) nativeOne.next()).code()).isEqualTo(4001);
            nativeOne.send(WireFrame.close(4001));
            assertThat(server.exit()).isZero();
        }
    }

    @Test
    @DisplayName("a server inside another program says goodbye before that one ends")
    void anEmbeddedServerSaysGoodbye() {
        try (ServerProcess backend = ServerProcess.embedding(EmbeddingBackend.class, Path.of("target/test-classes"));
                RawPeer alice = backend.member("alice", "chat")) {
            backend.terminate();

            assertThat(alice.nextEnd()).isEqualTo(new PeerEvent.Closed(1001, "Server shutting down"));
            alice.send(WireFrame.close(1001));
            // 128 + SIGTERM, as of every JVM that is told to end
            assertThat(backend.exit()).isEqualTo(143);
        }
    }

    @Test
    @DisplayName("P12: while it drains it is not ready and lets nobody in")
    void isNotReadyWhileItDrains() {
        List<RawPeer> peers = new ArrayList<>();
        try (ServerProcess server = ServerProcess.serve("--server.drain=10s")) {
            for (int i = 0; i < 100; i++) {
                peers.add(server.member("u" + i, "chat"));
            }
            assertThat(server.get("/ready").status()).isEqualTo(200);

            server.terminate();

            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(
                            () -> assertThat(server.get("/ready").status()).isEqualTo(503));
            assertThat(server.get("/live").status()).isEqualTo(200);
            try (RawPeer late = RawPeer.connect(server.port())) {
                assertThat(late.upgrade("/ws?userId=late").status()).isEqualTo(503);
            }
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    @Test
    @DisplayName("F3: a second SIGTERM speeds it up")
    void aSecondSignalHurries() {
        List<RawPeer> peers = new ArrayList<>();
        try (ServerProcess server = ServerProcess.serve("--server.drain=20s")) {
            for (int i = 0; i < 60; i++) {
                peers.add(server.member("u" + i, "chat"));
            }
            long start = System.nanoTime();
            server.terminate();
            await().untilAsserted(() -> assertThat(server.output()).anyMatch(line -> line.contains("stopping: ")));
            server.terminate();

            for (RawPeer peer : peers) {
                assertThat(((PeerEvent.Closed) peer.nextEnd()).code()).isEqualTo(1001);
                peer.send(WireFrame.close(1001));
            }
            assertThat(server.exit()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        } finally {
            peers.forEach(RawPeer::close);
        }
    }

    private static RawPeer nativePeer(ServerProcess server) {
        String token = Tokens.hmac(ServerProcess.SECRET).issue(UserId.of("bob"), Set.of(), Duration.ofMinutes(1));
        RawPeer peer = RawPeer.open(server.port(), "/realtime", "Sec-WebSocket-Protocol: " + Doors.NATIVE_SUBPROTOCOL);
        peer.send(WireFrame.text("{\"type\":\"connect\",\"id\":1,\"token\":\"" + token + "\"}"));
        assertThat(peer.nextFrame().text()).contains("\"type\":\"connected\"");
        assertThat(peer.nextFrame().text()).contains("\"type\":\"subscribed\",\"channel\":\"user:bob\"");
        return peer;
    }
}
