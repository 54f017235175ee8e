package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The administrators' routes over a real socket. */
@Timeout(30)
class AdminHttpTest {

    private static final String KEY = "correct-horse-battery";
    private static final String STATS = "{\"key\":\"websocket.stats\",\"params\":{}}";

    private static RealtimeServer server;

    @BeforeAll
    static void start() {
        server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("auth.admin-key", KEY)
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Nested
    class Key {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "x-api-key: ",
                    "x-api-key: correct-horse",
                    "x-api-key: correct-horse-battery-staple",
                    "x-api-key: Correct-Horse-Battery",
                    "x-api-key: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln",
                    "Authorization: Bearer correct-horse-battery",
                    "x-api-key: correct-horse-battery\r\nx-api-key: correct-horse-battery"
                })
        @DisplayName("AD01: whoever does not show exactly the key gets 401 and always the same body")
        void isNeeded(String header) {
            HttpAnswer answer = post("/call", STATS, "Content-Type: application/json", header);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body())
                    .isEqualTo("{\"error\":{\"code\":\"UNAUTHORIZED\","
                            + "\"message\":\"need the admin key in the header x-api-key\"}}");
        }

        @Test
        void isMissedByNameWhereTheServerHasNone() {
            try (RealtimeServer open =
                    RealtimeServer.builder().set("server.port", "0").start()) {
                HttpAnswer answer = new RawHttp(open.port()).request("GET /stats", "x-api-key: " + KEY);

                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.body())
                        .isEqualTo("{\"error\":{\"code\":\"UNAUTHORIZED\","
                                + "\"message\":\"no admin key is set on this server (auth.admin-key)\"}}");
            }
        }

        @Test
        @DisplayName("AD02: a key in the query does not count")
        void doesNotCountInTheQuery() {
            assertThat(post("/call?x-api-key=" + KEY + "&key=" + KEY, STATS, "Content-Type: application/json")
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void opensTheDoor() {
            HttpAnswer answer = call(STATS);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body())
                    .isEqualTo("{\"enabled\":true,\"activeClients\":0,\"channels\":["
                            + "{\"name\":\"analytics\",\"subscribers\":0},{\"name\":\"chat\",\"subscribers\":0},"
                            + "{\"name\":\"documents\",\"subscribers\":0},{\"name\":\"notifications\",\"subscribers\":0},"
                            + "{\"name\":\"system\",\"subscribers\":0}]}");
        }

        @Test
        void withoutAKeyInTheConfigurationNobodyIsAdministrator() {
            try (RealtimeServer open =
                            RealtimeServer.builder().set("server.port", "0").start();
                    RawPeer peer = RawPeer.connect(open.port())) {
                peer.send("POST /call HTTP/1.1\r\nHost: localhost\r\nx-api-key: \r\n"
                        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

                assertThat(peer.answer().status()).isEqualTo(401);
                assertThat(peer.send("GET /stats HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .answer()
                                .status())
                        .isEqualTo(401);
            }
        }
    }

    @Nested
    class Paths {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/call;jsessionid=x",
                    "//call",
                    "/CALL",
                    "/call/",
                    "/%63all",
                    "/call%2f",
                    "/./call",
                    "/x/../call",
                    "/call%00"
                })
        @DisplayName("AD12: another spelling of a path is another path, or meets the same check")
        void anotherSpellingDoesNotOpen(String path) {
            assertThat(post(path, STATS, "Content-Type: application/json").status())
                    .isIn(400, 401, 404);
        }

        @ParameterizedTest
        @ValueSource(strings = {"X-Original-URL: /call", "X-Rewrite-URL: /call", "X-Forwarded-Prefix: /call"})
        @DisplayName("AD11: no header changes the path")
        void noHeaderChangesThePath(String header) {
            assertThat(post("/nothing", STATS, "x-api-key: " + KEY, "Content-Type: application/json", header)
                            .status())
                    .isEqualTo(404);
        }

        @Test
        @DisplayName("AD09: health is public and says no more than a status; stats are not")
        void whatIsPublicTellsNothing() {
            assertThat(request("GET /health").body()).isEqualTo("{\"status\":\"ok\"}");
            assertThat(request("GET /live").body()).isEqualTo("{\"status\":\"ok\"}");
            assertThat(request("GET /ready").body()).isEqualTo("{\"status\":\"ok\"}");
            assertThat(request("GET /stats").status()).isEqualTo(401);
            assertThat(request("GET /metrics").status()).isEqualTo(404);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"/env", "/actuator", "/heapdump", "/threaddump", "/debug", "/.git/config", "/realtime.yaml"})
        @DisplayName("CF07: the inside of the process is nowhere")
        void theInsideIsNowhere(String path) {
            assertThat(request("GET " + path, "x-api-key: " + KEY).status()).isEqualTo(404);
        }

        @Test
        void aForeignNameIsRefusedButNotForProbes() {
            try (RawPeer peer = RawPeer.connect(server.port())) {
                assertThat(peer.send("GET /stats HTTP/1.1\r\nHost: rebound.example\r\nx-api-key: " + KEY + "\r\n\r\n")
                                .answer()
                                .status())
                        .isEqualTo(403);
                assertThat(peer.send("GET /health HTTP/1.1\r\nHost: 10.1.2.3:8080\r\n\r\n")
                                .answer()
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "GET /health", "GET /nothing", "PUT /call", "POST /call", "GET /stats"})
    @DisplayName("AD15: every answer carries the headers that keep browsers careful, and no version")
    void everyAnswerHasTheHeaders(String request) {
        HttpAnswer answer = request(request);

        assertThat(answer.header("x-content-type-options")).contains("nosniff");
        assertThat(answer.header("referrer-policy")).contains("no-referrer");
        assertThat(answer.header("content-security-policy")).hasValueSatisfying(policy -> assertThat(policy)
                .startsWith("default-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe"));
        assertThat(answer.headers()).doesNotContainKeys("server", "x-powered-by");
    }

    @Test
    void thePageIsToldThatThisIsNoDemo() {
        HttpAnswer answer = request("GET /demo.json");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void statsAreForEverybodyWhereTheConfigurationSaysSo() {
        try (RealtimeServer open = RealtimeServer.builder()
                        .set("server.port", "0")
                        .set("server.page", "false")
                        .set("stats", "open")
                        .start();
                RawPeer peer = RawPeer.connect(open.port())) {
            assertThat(peer.send("GET /stats HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .answer()
                            .body())
                    .isEqualTo("{\"total_users\":0,\"total_connections\":0,\"users\":{}}");
            assertThat(peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    @DisplayName("AD15: a refused handshake carries the headers too")
    void aRefusedHandshakeHasTheHeaders() {
        try (RawPeer peer = RawPeer.connect(server.port())) {
            HttpAnswer answer = peer.upgrade("/ws");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("x-content-type-options")).contains("nosniff");
        }
    }

    @Test
    void countsUsersAndTheirConnections() {
        try (RawPeer first = RawPeer.open(server.port(), "/ws?userId=alice");
                RawPeer second = RawPeer.open(server.port(), "/ws?userId=alice")) {
            assertThat(first.nextFrame().text()).contains("system");
            assertThat(second.nextFrame().text()).contains("system");

            assertThat(request("GET /stats", "x-api-key: " + KEY).body())
                    .isEqualTo("{\"total_users\":1,\"total_connections\":2,\"users\":{\"alice\":2}}");
        }
    }

    @Test
    void broadcastAndSendReachWhoTheyAreFor() {
        try (RawPeer alice = RawPeer.open(server.port(), "/ws?userId=alice");
                RawPeer bob = RawPeer.open(server.port(), "/ws?userId=bob")) {
            subscribe(alice);
            subscribe(bob);

            HttpAnswer toAll = call("{\"key\":\"websocket.broadcast\","
                    + "\"params\":{\"channel\":\"chat\",\"data\":{\"n\":1.50,\"text\":\"é\"}}}");
            HttpAnswer toBob = call(
                    "{\"key\":\"websocket.send\",\"params\":{\"userId\":\"bob\",\"channel\":\"chat\",\"data\":\"for bob\"}}");

            assertThat(toAll.status()).isEqualTo(200);
            assertThat(toAll.body()).startsWith("{\"success\":true,");
            assertThat(toBob.status()).isEqualTo(200);
            assertThat(alice.nextFrame().text()).contains("\"data\":{\"n\":1.50,\"text\":\"é\"}");
            assertThat(bob.nextFrame().text()).contains("1.50");
            assertThat(bob.nextFrame().text()).contains("for bob");
            alice.send(WireFrame.text("{\"type\":\"ping\"}"));
            assertThat(alice.nextFrame().text()).contains("pong");
        }
    }

    private static void subscribe(RawPeer peer) {
        assertThat(peer.nextFrame().text()).contains("clientId");
        peer.send(WireFrame.text("{\"type\":\"subscribe\",\"channel\":\"chat\"}"));
        assertThat(((PeerEvent.Frame) peer.next()).text()).contains("Subscribed to chat");
    }

    private static HttpAnswer call(String body) {
        return post("/call", body, "x-api-key: " + KEY, "Content-Type: application/json");
    }

    private static HttpAnswer post(String path, String body, String... headers) {
        return new RawHttp(server.port()).post(path, body, headers);
    }

    private static HttpAnswer request(String methodAndPath, String... headers) {
        return new RawHttp(server.port()).request(methodAndPath, headers);
    }
}
