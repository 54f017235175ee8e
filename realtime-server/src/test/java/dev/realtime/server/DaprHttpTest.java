package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.realtime.server.config.ConfigException;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a Dapr sidecar delivers reaches the user it is about, over a real socket. */
@Timeout(30)
class DaprHttpTest {

    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"todo\",\"type\":\"t\",\"datacontenttype\":\"application/json\","
                    + "\"data\":{\"event_type\":\"created\",\"user_id\":\"42\",\"task_id\":7,\"title\":\"call back\"}}";

    private static RealtimeServer server;

    @BeforeAll
    static void start() {
        server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("sources.dapr.pubsub", "kafka-pubsub")
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void saysWhatItWants() {
        assertThat(new RawHttp(server.port()).request("GET /dapr/subscribe").body())
                .isEqualTo("[{\"pubsubname\":\"kafka-pubsub\",\"topic\":\"task-updates\","
                        + "\"route\":\"/dapr/events/task-updates\"}]");
    }

    @Test
    void anEventReachesAllConnectionsOfItsUserOnceAndNobodyElse() {
        try (RawPeer tab = RawPeer.open(server.port(), "/ws?user_id=42");
                RawPeer otherTab = RawPeer.open(server.port(), "/ws?user_id=42");
                RawPeer somebody = RawPeer.open(server.port(), "/ws?user_id=43")) {
            for (RawPeer peer : new RawPeer[] {tab, otherTab, somebody}) {
                assertThat(peer.nextFrame().text()).contains("\"connected\"");
            }

            assertThat(delivered("e1").body()).isEqualTo("{\"status\":\"SUCCESS\"}");
            assertThat(delivered("e1").body()).isEqualTo("{\"status\":\"SUCCESS\"}");
            assertThat(delivered("e2").body()).isEqualTo("{\"status\":\"SUCCESS\"}");

            for (RawPeer peer : new RawPeer[] {tab, otherTab}) {
                for (int event = 0; event < 2; event++) {
                    assertThat(peer.nextFrame().text())
                            .startsWith("{\"type\":\"task_update\",\"event\":{\"event_type\":\"created\"");
                }
                assertThat(said(peer)).isEqualTo("{\"type\":\"pong\"}");
            }
            assertThat(said(somebody)).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    @Test
    void whatIsNoEventIsDropped() {
        assertThat(post("{\"user_id\":").body()).isEqualTo("{\"status\":\"DROP\"}");
    }

    @Test
    void isNotThereUnlessItIsAskedFor() {
        try (RealtimeServer without =
                RealtimeServer.builder().set("server.port", "0").start()) {
            assertThat(new RawHttp(without.port())
                            .request("GET /dapr/subscribe")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void aWrongSettingOfASourceStopsTheStart() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RealtimeServer.builder()
                        .set("server.port", "0")
                        .set("sources.kafka.servers", " ")
                        .start())
                .withMessageContaining("sources.kafka");
    }

    private static String said(RawPeer peer) {
        return peer.send(WireFrame.text("{\"type\":\"ping\"}")).nextFrame().text();
    }

    private static HttpAnswer delivered(String id) {
        return post(EVENT.formatted(id));
    }

    private static HttpAnswer post(String body) {
        return new RawHttp(server.port())
                .post("/dapr/events/task-updates", body, "Content-Type: application/cloudevents+json");
    }
}
