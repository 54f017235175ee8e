package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.testkit.RawPeer;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that does not read. */
@Timeout(60)
class SlowReaderIT {

    private static final int MESSAGES = 100;

    @Test
    @DisplayName("P8, LI01: a peer that does not read is cut, its socket is gone, and its neighbour misses nothing")
    void isCutForGood() {
        String data = "\"" + "x".repeat(40_000) + "\"";
        try (ServerProcess server = ServerProcess.serve();
                RawPeer stuck = server.member(RawPeer.connect(server.port(), 4_096), "stuck", "chat");
                RawPeer healthy = server.member("healthy", "chat")) {
            assertThat(server.heldPeerPorts()).contains(stuck.localPort());

            for (int i = 0; i < MESSAGES; i++) {
                server.broadcast("chat", data);
                assertThat(healthy.nextFrame().text()).contains(data);
            }

            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(server.get("/stats").body()).doesNotContain("stuck").contains("\"healthy\":1");
                assertThat(server.heldPeerPorts()).doesNotContain(stuck.localPort());
            });
        }
    }
}
