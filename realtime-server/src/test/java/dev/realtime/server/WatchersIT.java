package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Those who watch keys: many at once, and gone when they go, however they do. */
@Timeout(120)
class WatchersIT {

    private static final int WATCHERS = 150;

    @TempDir
    private Path directory;

    @Test
    void allHearAndWhoGoesIsForgotten() {
        String token = Tokens.hmac(ServerProcess.SECRET).issue(new UserId("", "ann"), Set.of(), Duration.ofMinutes(5));
        try (ServerProcess server = ServerProcess.serve(
                "--kv.file=" + directory.resolve("kv"),
                "--kv.key-file=" + directory.resolve("kv.keys"),
                "--limits.ping-after=4s",
                "--limits.dead-after=8s")) {
            List<RawPeer> watchers = new ArrayList<>();
            for (int i = 0; i < WATCHERS; i++) {
                watchers.add(RawPeer.open(server.port(), "/v1/kv/watch", "Authorization: Bearer " + token)
                        .send(WireFrame.text("{\"type\":\"ping\"}")));
            }
            watchers.forEach(watcher -> heard(watcher, "pong"));

            write(server, token);
            watchers.forEach(watcher -> heard(watcher, "\"key\":\"todo.f649\""));
            assertThat(connections(server)).isEqualTo(WATCHERS);

            // a third says goodbye, a third is cut off, a third is there and says nothing, not even to a ping
            for (RawPeer leaving : watchers.subList(0, WATCHERS / 3)) {
                assertThat(leaving.send(WireFrame.close(1000)).nextEnd())
                        .isInstanceOfSatisfying(PeerEvent.Closed.class, end -> assertThat(end.code())
                                .isEqualTo(1000));
            }
            watchers.subList(WATCHERS / 3, WATCHERS * 2 / 3).forEach(RawPeer::reset);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> connections(server) == 0);
            watchers.forEach(RawPeer::close);
        }
    }

    private static void heard(RawPeer watcher, String text) {
        while (!watcher.nextFrame().text().contains(text)) {
            // pings of the server
        }
    }

    private static void write(ServerProcess server, String token) {
        HttpAnswer answer = new RawHttp(server.port())
                .post(
                        "/v1/kv",
                        "{\"mutations\":[{\"key\":\"todo.f649\",\"value\":\"e30=\",\"version\":-1}]}",
                        "Authorization: Bearer " + token,
                        "Content-Type: application/json");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static int connections(ServerProcess server) {
        String stats = server.get("/stats").body();
        return Integer.parseInt(stats.replaceAll("(?s).*\"total_connections\":(\\d+).*", "$1"));
    }
}
