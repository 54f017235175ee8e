package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code demo}: what it prints works as printed. */
@Timeout(60)
class DemoIT {

    private static ServerProcess demo;

    @BeforeAll
    static void start() {
        demo = ServerProcess.run(Map.of(), "demo", "--server.port=0", "--log.format=plain");
        demo.port();
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    @Test
    void tellsThePageItsPeople() throws IOException {
        JsonNode page = new ObjectMapper().readTree(demo.get("/demo.json").body());

        assertThat(page.at("/endpoints/realtime").asText()).isEqualTo("/realtime");
        assertThat(page.get("tenants").findValuesAsText("id"))
                .containsExactly("acme", "alice", "bob", "globex", "alice", "bob");
        for (JsonNode token : page.get("tenants").findValues("token")) {
            try (RawPeer peer = RawPeer.open(demo.port(), "/realtime", "Sec-WebSocket-Protocol: realtime.v1.json")) {
                peer.send(WireFrame.text("{\"type\":\"connect\",\"id\":1,\"token\":\"" + token.asText() + "\"}"));
                assertThat(peer.nextFrame().text()).contains("\"type\":\"connected\"");
            }
        }
    }

    @Test
    void printsCallsThatWorkWhenPasted() throws Exception {
        try (RawPeer alice = demo.member("alice&tenant=acme", "chat");
                RawPeer nativeAlice =
                        RawPeer.open(demo.port(), "/realtime", "Sec-WebSocket-Protocol: realtime.v1.json")) {
            printed("    > {\"type\":\"connect\"").forEach(line -> nativeAlice.send(WireFrame.text(line)));
            assertThat(nativeAlice.nextFrame().text()).contains("\"type\":\"connected\"");
            printed("    > {\"type\":\"subscribe\",\"id\"").forEach(line -> nativeAlice.send(WireFrame.text(line)));
            // her own channel comes by itself, and first
            assertThat(nativeAlice.nextFrame().text()).contains("\"type\":\"subscribed\"");
            assertThat(nativeAlice.nextFrame().text()).contains("\"type\":\"subscribed\",\"id\":2");
            List<String> calls = demo.output().stream()
                    .map(String::strip)
                    .filter(line -> line.startsWith("curl"))
                    .toList();
            assertThat(calls).hasSize(3);
            for (String call : calls) {
                assertThat(shell(call + " -f")).isZero();
            }

            assertThat(alice.nextFrame().text()).contains("to all");
            assertThat(alice.nextFrame().text()).contains("to alice");
            assertThat(nativeAlice.nextFrame().text()).contains("to all");
            assertThat(nativeAlice.nextFrame().text()).contains("to alice");
        }
    }

    /** What stands behind the prompt of wscat. */
    private static List<String> printed(String start) {
        List<String> lines = demo.output().stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(line.indexOf('{')))
                .toList();
        assertThat(lines).hasSize(1);
        return lines;
    }

    @Test
    void itsSecretsAreNewEachTimeAndGoToNobodyElse() {
        try (RawPeer rebound = RawPeer.connect(demo.port())) {
            HttpAnswer answer = rebound.send("GET /demo.json HTTP/1.1\r\nHost: rebound.example\r\n\r\n")
                    .answer();

            assertThat(answer.status()).isEqualTo(403);
        }
        assertThat(demo.get("/demo.json").header("cache-control")).contains("no-store");
        assertThat(demo.get("/demo.json").headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @Test
    void servesThePageAndAsksOnlyOnceForAFile() {
        HttpAnswer first = demo.get("/");
        String tag = first.header("etag").orElseThrow();

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("content-type")).contains("text/html; charset=utf-8");
        assertThat(first.body()).doesNotContain("<script>", "style=\"", "onclick");
        try (RawPeer peer = RawPeer.connect(demo.port())) {
            HttpAnswer again = peer.send("GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: " + tag + "\r\n\r\n")
                    .answerWithoutBody();
            assertThat(again.status()).isEqualTo(304);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../RealtimeServer.class",
                "/..%2fRealtimeServer.class",
                "/%2e%2e/RealtimeServer.class",
                "/page/",
                "/.",
                "/index.html/",
                "/index.html%00.js",
                "/..;/index.html",
                "//index.html",
                "/META-INF/MANIFEST.MF"
            })
    void servesNothingOutsideOfItsFolder(String path) {
        assertThat(demo.get(path).status()).isIn(400, 404);
    }

    private static int shell(String line) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor();
    }
}
