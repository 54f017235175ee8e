package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.RawPeer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code POST /call} takes of whoever has the key, over a real socket. */
@Timeout(30)
class AdminRequestTest {

    private static final String KEY = "correct-horse-battery";
    private static final String STATS = "{\"key\":\"websocket.stats\",\"params\":{}}";

    private static RealtimeServer server;

    @BeforeAll
    static void start() {
        server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("auth.admin-key", KEY)
                .set("edge.body-timeout", "1s")
                .call("test.fails", params -> CompletableFuture.failedFuture(new IllegalStateException("inside")))
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx"})
    @DisplayName("AD04: what a foreign page's form can send is not taken")
    void needsTheJsonType(String type) {
        assertThat(post("/call", STATS, "x-api-key: " + KEY, "Content-Type: " + type)
                        .status())
                .isEqualTo(415);
    }

    @Test
    @DisplayName("AD05: no foreign page may read an answer")
    void grantsNoForeignPageAnything() {
        HttpAnswer preflight =
                request("OPTIONS /call", "Origin: https://evil.example", "Access-Control-Request-Method: POST");
        HttpAnswer answer = post(
                "/call", STATS, "x-api-key: " + KEY, "Content-Type: application/json", "Origin: https://evil.example");

        assertThat(preflight.status()).isEqualTo(405);
        assertThat(preflight.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS"})
    @DisplayName("AD06: other methods get 405 and the one that is allowed, whatever a header says")
    void takesOneMethod(String method) {
        HttpAnswer answer = request(method + " /call", "x-api-key: " + KEY, "X-HTTP-Method-Override: POST");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).contains("POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/realtime", "/ws?userId=ann"})
    @DisplayName("whoever asks an endpoint without a WebSocket is told that it needs one, not that nothing is there")
    void asksForAnUpgrade(String endpoint) {
        HttpAnswer answer = request("GET " + endpoint);

        assertThat(answer.status()).isEqualTo(426);
        assertThat(answer.header("upgrade")).contains("websocket");
        assertThat(answer.body()).contains("connect here with a WebSocket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "FOO", "CONNECT"})
    @DisplayName("AD06: odd methods are refused and nothing is echoed")
    void refusesOddMethods(String method) {
        HttpAnswer answer = request(method + " /call", "x-api-key: " + KEY, "X-Echo: mirror");

        assertThat(answer.status()).isIn(400, 405, 501);
        assertThat(answer.body()).doesNotContain("mirror");
    }

    @Test
    @DisplayName("AD07: a body over 1 MiB is refused with 413")
    void refusesALongBody() {
        try (RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(head(
                    "POST /call", "x-api-key: " + KEY, "Content-Type: application/json", "Content-Length: 20971520"));

            assertThat(peer.answer().status()).isEqualTo(413);
        }
    }

    @Test
    @DisplayName("AD07: a body that does not come is refused with 408")
    void refusesABodyThatDoesNotCome() {
        try (RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(head("POST /call", "x-api-key: " + KEY, "Content-Type: application/json", "Content-Length: 100"));
            peer.send("{\"key\"");

            assertThat(peer.answer().status()).isEqualTo(408);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "7",
                "{}",
                "{\"key\":1}",
                "{\"key\":null}",
                "{\"key\":\"__proto__\"}",
                "{\"key\":\"../stats\"}",
                "{\"key\":\"websocket.stats\",\"key\":\"websocket.stats\"}",
                "{\"key\":\"websocket.broadcast\"}",
                "{\"key\":\"websocket.broadcast\",\"params\":[]}",
                "{\"key\":\"websocket.broadcast\",\"params\":{\"channel\":\"chat\"}}",
                "{\"key\":\"websocket.broadcast\",\"params\":{\"channel\":\"No Channel\",\"data\":1}}",
                "{\"key\":\"websocket.broadcast\",\"params\":{\"channel\":7,\"data\":1}}",
                "{\"key\":\"websocket.broadcast\",\"params\":{\"channel\":\"user:alice\",\"data\":1}}",
                "{\"key\":\"websocket.broadcast\",\"params\":{\"channel\":\"chat\",\"tenant\":\"a/b\",\"data\":1}}",
                "{\"key\":\"websocket.broadcast\",\"params\":{\"channel\":\"chat\",\"tennant\":\"acme\",\"data\":1}}",
                "{\"key\":\"websocket.send\",\"params\":{\"channel\":\"chat\",\"data\":1}}",
                "{\"key\":\"websocket.send\",\"params\":{\"userId\":\"*/*\",\"channel\":\"chat\",\"data\":1}}",
                "{\"key\":\"websocket.send\",\"params\":{\"userId\":\"alice\",\"data\":1}}"
            })
    @DisplayName("AD08: a bad body gets 400, in our words alone")
    void refusesABadBody(String body) {
        assertBadRequest(call(body));
    }

    @Test
    @DisplayName("AD08: bodies that hurt parsers get 400")
    void refusesBodiesThatHurtParsers() {
        assertBadRequest(call("{\"key\":\"websocket.stats\",\"params\":" + "[".repeat(5000) + "]".repeat(5000) + "}"));
        assertBadRequest(call("{\"key\":\"websocket.stats\",\"params\":" + "9".repeat(50_000) + "}"));
        assertBadRequest(call(new String(STATS.getBytes(UTF_16LE), java.nio.charset.StandardCharsets.ISO_8859_1)));
        assertBadRequest(call("{\"key\":\"websocket.stats\",\"params\":\"\u00c3\u0028\"}"));
    }

    @Test
    void anUnknownKeyGets404() {
        assertThat(call("{\"key\":\"websocket.nothing\",\"params\":{}}").status())
                .isEqualTo(404);
    }

    @Test
    @DisplayName("AD15: a call that fails tells the caller nothing of the inside")
    void aFailureTellsNothing() {
        HttpAnswer answer = call("{\"key\":\"test.fails\"}");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"code\":\"INTERNAL_ERROR\",\"message\":\"the call failed\"}}");
    }

    @Test
    @DisplayName("AD14: data longer than a client's message gets 413")
    void refusesLongData() {
        String data = "\"" + "x".repeat(70_000) + "\"";

        HttpAnswer answer =
                call("{\"key\":\"websocket.broadcast\",\"params\":{\"channel\":\"chat\",\"data\":" + data + "}}");

        assertThat(answer.status()).isEqualTo(413);
    }

    private static void assertBadRequest(HttpAnswer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .startsWith("{\"error\":{\"code\":\"BAD_REQUEST\",\"message\":\"need ")
                .doesNotContainIgnoringCase("exception")
                .doesNotContain("line", "column", "jackson");
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

    private static String head(String methodAndPath, String... headers) {
        return new RawHttp(server.port()).head(methodAndPath, headers);
    }
}
