package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Administrators keep users and addresses out, over real sockets. */
@Timeout(30)
class BlocksTest {

    private static final String KEY = "x-api-key: correct-horse-battery";
    private static final String JSON = "Content-Type: application/json";

    private RealtimeServer server;

    @BeforeEach
    void start() {
        server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("auth.admin-key", "correct-horse-battery")
                .set("quotas.max-offences", "5")
                .set("server.trusted-proxies", "127.0.0.1")
                .set("server.insecure", "true")
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBlockedUserIsClosedWithinASecondAndRefusedFromThenOn() {
        try (RawPeer ann = RawPeer.open(server.port(), "/ws?userId=ann");
                RawPeer bob = RawPeer.open(server.port(), "/ws?userId=bob")) {
            ann.nextFrame();
            bob.nextFrame();

            HttpAnswer answer = block("{\"userId\":\"ann\",\"reason\":\"spam\"}");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"success\":true}");
            assertThat(ann.patience(Duration.ofSeconds(1)).nextEnd()).isEqualTo(new PeerEvent.Closed(1008, "Kicked"));
            assertThat(attempt("ann")).isEqualTo(403);
            assertThat(attempt("bob")).isEqualTo(101);
            assertThat(request("DELETE /v1/blocks?userId=ann", KEY).body())
                    .isEqualTo("{\"success\":true,\"wasBlocked\":true}");
            assertThat(attempt("ann")).isEqualTo(101);
        }
    }

    @Test
    void aBlockedRangeIsClosedAndRefused() {
        String from = "X-Forwarded-For: 10.1.2.3";
        try (RawPeer ann = RawPeer.open(server.port(), "/ws?userId=ann", from)) {
            ann.nextFrame();

            assertThat(block("{\"address\":\"10.0.0.0/8\",\"ttl\":\"1h\"}").status())
                    .isEqualTo(200);

            assertThat(ann.patience(Duration.ofSeconds(1)).nextEnd()).isEqualTo(new PeerEvent.Closed(1008, "Kicked"));
        }
        assertThat(attempt("ann", from)).isEqualTo(403);
        assertThat(attempt("bob", "X-Forwarded-For: ::ffff:10.9.9.9")).isEqualTo(403);
        assertThat(attempt("ann", "X-Forwarded-For: 11.0.0.1")).isEqualTo(101);
        assertThat(request("DELETE /v1/blocks?address=10.0.0.0/8", KEY).body()).contains("\"wasBlocked\":true");
        assertThat(attempt("ann", from)).isEqualTo(101);
    }

    @Test
    void whoBlocksHisOwnAddressCanStillTakeItBack() {
        block("{\"address\":\"127.0.0.1\"}");

        assertThat(attempt("ann")).isEqualTo(403);
        assertThat(request("DELETE /v1/blocks?address=127.0.0.1", KEY).status()).isEqualTo(200);
        assertThat(attempt("ann")).isEqualTo(101);
    }

    @Test
    void aMisspeltTenantUnblocksNobodyOfTheDefaultTenant() {
        block("{\"userId\":\"42\"}");

        for (String request : new String[] {
            "DELETE /v1/blocks?userId=42&tennant=acme",
            "DELETE /v1/blocks?userId=42&userId=43",
            "DELETE /v1/blocks?userId=42&tenant=acme&tenant=",
            "GET /v1/blocks?userId=42"
        }) {
            assertThat(request(request, KEY).status()).as(request).isEqualTo(400);
        }
        assertThat(request("GET /v1/blocks", KEY).body()).startsWith("{\"total\":1,");
    }

    @Test
    void aTenantInTheQueryOfAPostIsNotPassedOver() {
        HttpAnswer answer = new RawHttp(server.port()).post("/v1/blocks?tenant=acme", "{\"userId\":\"42\"}", KEY, JSON);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(request("GET /v1/blocks", KEY).body()).startsWith("{\"total\":0,");
    }

    @Test
    void theCallsDoTheSame() {
        assertThat(call("websocket.block", "{\"userId\":\"ann\",\"tenant\":\"acme\",\"ttl\":\"7d\"}")
                        .status())
                .isEqualTo(200);

        assertThat(call("websocket.blocks", "{}").body())
                .startsWith("{\"total\":1,\"blocks\":[{\"userId\":\"ann\",\"tenant\":\"acme\",\"since\":\"")
                .contains("\"until\":\"")
                .endsWith("\"reason\":\"\"}]}");
        assertThat(call("websocket.unblock", "{\"userId\":\"ann\",\"tenant\":\"acme\"}")
                        .body())
                .isEqualTo("{\"success\":true,\"wasBlocked\":true}");
        assertThat(call("websocket.unblock", "{\"userId\":\"ann\"}").body())
                .isEqualTo("{\"success\":true,\"wasBlocked\":false}");
        assertThat(request("GET /v1/blocks", KEY).body()).isEqualTo("{\"total\":0,\"blocks\":[]}");
    }

    @Test
    @DisplayName("LI09: what an administrator wrote is shown as text, whatever it is")
    void reasonsAreEscaped() {
        block("{\"address\":\"2001:db8::/32\",\"reason\":\"<script>\\\"\\u0000\"}");

        assertThat(request("GET /v1/blocks", KEY).body())
                .contains("\"address\":\"2001:db8::/32\"")
                .contains("\"reason\":\"<script>\\\"\\u0000\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"userId\":\"ann\",\"address\":\"10.0.0.1\"}",
                "{\"userId\":7}",
                "{\"userId\":\"a b\"}",
                "{\"userId\":\"ann\",\"tenant\":\"a/b\"}",
                "{\"userId\":\"ann\",\"tennant\":\"acme\"}",
                "{\"address\":\"10.0.0.1\",\"tll\":\"1h\"}",
                "{\"address\":\"localhost\"}",
                "{\"address\":\"10.1.2.3/8\"}",
                "{\"userId\":\"ann\",\"ttl\":\"0s\"}",
                "{\"userId\":\"ann\",\"ttl\":60}",
                "{\"userId\":\"ann\",\"ttl\":\"-1h\"}",
                "{\"userId\":\"ann\",\"reason\":{}}"
            })
    void whatIsNoBlockIsRefused(String body) {
        assertThat(block(body).status()).isEqualTo(400);
        assertThat(call("websocket.block", body.isEmpty() ? "null" : body).status())
                .isEqualTo(400);
        assertThat(request("GET /v1/blocks", KEY).body()).contains("\"total\":0");
    }

    @Test
    void aReasonHasALength() {
        assertThat(block("{\"userId\":\"ann\",\"reason\":\"" + "x".repeat(200) + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(block("{\"userId\":\"ann\",\"reason\":\"" + "x".repeat(201) + "\"}")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /v1/blocks", "POST /v1/blocks", "DELETE /v1/blocks?userId=ann"})
    @DisplayName("AD01: without the key nobody sees or changes who is kept out")
    void needsTheKey(String request) {
        assertThat(request(request, JSON).status()).isEqualTo(401);
    }

    @Test
    void otherMethodsAreTold() {
        HttpAnswer answer = request("PUT /v1/blocks", KEY);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).contains("DELETE, GET, HEAD, POST");
    }

    @Test
    @DisplayName("AU25: who guesses the admin key is shut out, and the administrator is not")
    void guessingTheKeyIsAnOffence() {
        String guesser = "X-Forwarded-For: 203.0.113.66";
        for (int i = 0; i < 5; i++) {
            assertThat(request("GET /stats", guesser, "x-api-key: guess" + i).status())
                    .isEqualTo(401);
        }

        HttpAnswer answer = request("GET /stats", guesser, "x-api-key: guess6");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("retry-after")).contains("30");
        assertThat(attempt("ann", guesser)).isEqualTo(429);
        assertThat(request("GET /stats", guesser, KEY).status()).isEqualTo(200);
        assertThat(request("GET /v1/blocks", KEY).body())
                .contains("\"address\":\"203.0.113.66\"")
                .contains("\"reason\":\"repeated offences\"");
    }

    private HttpAnswer block(String body) {
        return new RawHttp(server.port()).post("/v1/blocks", body, KEY, JSON);
    }

    private HttpAnswer call(String key, String params) {
        return new RawHttp(server.port())
                .post("/call", "{\"key\":\"" + key + "\",\"params\":" + params + "}", KEY, JSON);
    }

    private HttpAnswer request(String methodAndPath, String... headers) {
        return new RawHttp(server.port()).request(methodAndPath, headers);
    }

    private int attempt(String user, String... headers) {
        try (RawPeer peer = RawPeer.connect(server.port())) {
            return peer.upgrade("/ws?userId=" + user, headers).status();
        }
    }
}
