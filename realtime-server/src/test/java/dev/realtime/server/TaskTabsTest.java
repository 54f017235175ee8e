package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskTabsTest {

    @Test
    @DisplayName("S3.8: tabs that say goodbye, break off or fall silent are forgotten, and those that answer stay")
    void whoGoesIsForgotten() {
        try (RealtimeServer server = RealtimeServer.builder()
                        .set("server.port", "0")
                        .set("stats", "open")
                        .set("limits.ping-after", "500ms")
                        .set("limits.dead-after", "2s")
                        .start();
                // answers pings by itself
                TaskTab living = TaskTab.of(server.port(), "ann");
                RawPeer polite = tab(server, "ann");
                RawPeer broken = tab(server, "ann");
                RawPeer silent = tab(server, "bob")) {
            assertThat(users(server)).isEqualTo("{\"ann\":3,\"bob\":1}");

            assertThat(polite.send(WireFrame.close(1000)).nextEnd()).isEqualTo(new PeerEvent.Closed(1000, ""));
            broken.reset();

            await().atMost(Duration.ofSeconds(10)).until(() -> users(server).equals("{\"ann\":1}"));
            assertThat(silent.nextEnd()).isNotNull();
            living.ping();
        }
    }

    private static RawPeer tab(RealtimeServer server, String user) {
        RawPeer peer = RawPeer.open(server.port(), "/ws?user_id=" + user);
        assertThat(peer.nextFrame().text()).startsWith("{\"type\":\"connected\"");
        return peer;
    }

    private static String users(RealtimeServer server) {
        String stats = new RawHttp(server.port()).request("GET /stats").body();
        return stats.substring(stats.indexOf("\"users\":") + "\"users\":".length(), stats.length() - 1);
    }
}
