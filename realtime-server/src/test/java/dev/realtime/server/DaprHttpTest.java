package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.realtime.server.config.ConfigException;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
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
    @DisplayName(
            "KF08: a wrong token is turned away and counted, and so is a request without one that somebody else sent")
    void whoeverIsNotTheSidecarIsTurnedAway() {
        try (RealtimeServer guarded = RealtimeServer.builder()
                .set("server.port", "0")
                .set("stats", "open")
                .set("sources.dapr.pubsub", "kafka-pubsub")
                .set("sources.dapr.app-token", "t0k3n-of-the-sidecar")
                .start()) {
            RawHttp http = new RawHttp(guarded.port());
            String path = "/dapr/events/task-updates";
            String type = "Content-Type: application/cloudevents+json";

            assertThat(http.post(path, EVENT.formatted("f1"), type, "X-Forwarded-For: 203.0.113.7")
                            .status())
                    .isEqualTo(401);
            assertThat(http.post(path, EVENT.formatted("f2"), type, "dapr-api-token: guessed")
                            .status())
                    .isEqualTo(401);
            assertThat(http.post(path, EVENT.formatted("f3"), type, "dapr-api-token: t0k3n-of-the-sidecar")
                            .body())
                    .isEqualTo("{\"status\":\"SUCCESS\"}");
            assertThat(http.post(path, "{\"user_id\":", type, "dapr-api-token: t0k3n-of-the-sidecar")
                            .body())
                    .isEqualTo("{\"status\":\"DROP\"}");

            assertThat(http.request("GET /dapr/subscribe").body()).doesNotContain("t0k3n");
            assertThat(http.request("GET /stats").body())
                    .endsWith("\"sources\":{\"dapr\":{\"unauthorized\":2,\"accepted\":1,\"refused\":0,"
                            + "\"rejected\":{\"malformed\":1},\"lost\":0}}}");
            assertThat(http.request("GET /ready").body())
                    .as("nobody knows when the sidecar comes")
                    .isEqualTo("{\"status\":\"ok\"}");
        }
    }

    @Test
    void aSidecarIsHeardByItsLoopbackNameWhateverNamesTheServerHas() {
        try (RealtimeServer named = RealtimeServer.builder()
                .set("server.port", "0")
                .set("hosts", "rt.example.com")
                .set("sources.dapr.pubsub", "kafka-pubsub")
                .start()) {
            String loopback = "127.0.0.1:" + named.port();

            assertThat(asked(named, "/dapr/subscribe", loopback).status()).isEqualTo(200);
            assertThat(brought(named, loopback, "")).isEqualTo("200 {\"status\":\"SUCCESS\"}");
            assertThat(brought(named, "localhost", "")).isEqualTo("200 {\"status\":\"SUCCESS\"}");
            assertThat(brought(named, "rt.example.com", "")).isEqualTo("200 {\"status\":\"SUCCESS\"}");
            assertThat(brought(named, "rebound.example", "")).startsWith("403");
            assertThat(asked(named, "/dapr/subscribe", "rebound.example").status())
                    .isEqualTo(403);
            assertThat(asked(named, "/stats", loopback).status())
                    .as("others' routes")
                    .isEqualTo(403);
        }
    }

    @Test
    @DisplayName(
            "KF06: an event that is longer than the server reads is dropped, so that Dapr does not bring it for ever")
    void anEventThatIsTooLongIsDropped() {
        try (RealtimeServer small = RealtimeServer.builder()
                .set("server.port", "0")
                .set("stats", "open")
                .set("sources.dapr.pubsub", "kafka-pubsub")
                .set("edge.max-body-bytes", "200KiB")
                .start()) {
            RawHttp http = new RawHttp(small.port());
            String path = "/dapr/events/task-updates";
            String type = "Content-Type: application/cloudevents+json";
            String tooLong = "x".repeat(1_500_000);

            HttpAnswer answer = http.post(path, tooLong, type);
            assertThat(answer.status() + " " + answer.body()).isEqualTo("200 {\"status\":\"DROP\"}");
            try (RawPeer peer = RawPeer.connect(small.port())) {
                assertThat(peer.send(http.head("POST " + path, type, "Transfer-Encoding: chunked") + "fffff\r\n")
                                .answer()
                                .body())
                        .isEqualTo("{\"status\":\"DROP\"}");
                peer.send("x".repeat(100_000));
            }
            assertThat(http.post(path, tooLong, type, "X-Forwarded-For: 203.0.113.7")
                            .status())
                    .isEqualTo(401);
            assertThat(http.post("/call", tooLong).status()).isEqualTo(413);
            assertThat(http.request("GET /stats").body()).contains("\"rejected\":{\"too_large\":2}");
        }
    }

    @Test
    @DisplayName("KF08: where there is a token a sidecar on this machine shows it, too, and a wrong one is an offence")
    void whoGuessesTheTokenIsShutOutAndTheSidecarIsNot() {
        try (RealtimeServer guarded = RealtimeServer.builder()
                .set("server.port", "0")
                .set("sources.dapr.pubsub", "kafka-pubsub")
                .set("sources.dapr.app-token", "t0k3n-of-the-sidecar")
                .set("server.trusted-proxies", "127.0.0.0/8")
                .set("quotas.max-offences", "5")
                .start()) {
            assertThat(brought(guarded, "localhost", "")).startsWith("401");

            String guesser = "X-Forwarded-For: 203.0.113.66\r\ndapr-api-token: ";
            for (int guess = 0; guess < 5; guess++) {
                assertThat(brought(guarded, "localhost", guesser + guess + "\r\n"))
                        .startsWith("401");
            }

            assertThat(brought(guarded, "localhost", guesser + "another\r\n")).startsWith("429");
            assertThat(brought(guarded, "localhost", guesser + "t0k3n-of-the-sidecar\r\n"))
                    .isEqualTo("200 {\"status\":\"SUCCESS\"}");
        }
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

    private static HttpAnswer asked(RealtimeServer of, String path, String host) {
        try (RawPeer peer = RawPeer.connect(of.port())) {
            return peer.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                    .answer();
        }
    }

    /** Status and body of the answer to an event. @param header a whole line, or none */
    private static String brought(RealtimeServer to, String host, String header) {
        String event = EVENT.formatted("h");
        try (RawPeer peer = RawPeer.connect(to.port())) {
            HttpAnswer answer = peer.send("POST /dapr/events/task-updates HTTP/1.1\r\nHost: " + host
                            + "\r\nContent-Type: application/cloudevents+json\r\nContent-Length: " + event.length()
                            + "\r\n" + header + "\r\n" + event)
                    .answer();
            return answer.status() + " " + answer.body();
        }
    }

    private static HttpAnswer delivered(String id) {
        return post(EVENT.formatted(id));
    }

    private static HttpAnswer post(String body) {
        return new RawHttp(server.port())
                .post("/dapr/events/task-updates", body, "Content-Type: application/cloudevents+json");
    }
}
