package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators do to connections and subscriptions, over real sockets. */
@Timeout(30)
class ControlTest {

    private static final String KEY = "x-api-key: correct-horse-battery";
    private static final String JSON = "Content-Type: application/json";

    private static RealtimeServer server;

    @BeforeAll
    static void start() {
        server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("auth.admin-key", "correct-horse-battery")
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aUserIsDisconnectedInHisTenantAlone() {
        try (RawPeer ann = open("/ws?userId=a@b|c&tenant=acme");
                RawPeer other = open("/ws?userId=a@b|c")) {
            HttpAnswer answer = post("/v1/users/a@b%7Cc/disconnect", "{\"tenant\":\"acme\"}");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"success\":true,\"connections\":1}");
            assertThat(ann.nextEnd()).isEqualTo(new PeerEvent.Closed(1008, "Kicked"));
            assertThat(post("/v1/users/a@b%7Cc/disconnect", "{\"code\":4006}").body())
                    .isEqualTo("{\"success\":true,\"connections\":1}");
            assertThat(other.nextEnd()).isEqualTo(new PeerEvent.Closed(1013, "Overloaded"));
        }
    }

    @Test
    void aSingleClientIsDisconnected() {
        try (RawPeer one = RawPeer.open(server.port(), "/ws?userId=bea");
                RawPeer other = open("/ws?userId=bea")) {
            String greeting = one.nextFrame().text();
            String client = greeting.replaceAll(".*\"clientId\":\"([^\"]+)\".*", "$1");

            assertThat(post("/v1/users/bea/disconnect", "{\"client\":\"" + client + "\"}")
                            .body())
                    .isEqualTo("{\"success\":true,\"connections\":1}");

            assertThat(one.nextEnd()).isEqualTo(new PeerEvent.Closed(1008, "Kicked"));
            assertThat(other.patience(Duration.ofMillis(200)).next()).isEqualTo(new PeerEvent.Silence());
        }
    }

    @Test
    void aUserIsSubscribedAndUnsubscribed() {
        try (RawPeer cid = open("/ws?userId=cid")) {
            assertThat(post("/v1/users/cid/subscribe", "{\"channel\":\"vip\"}").body())
                    .isEqualTo("{\"success\":true,\"connections\":1}");
            assertThat(cid.nextFrame().text()).contains("Subscribed to vip");
            call("websocket.broadcast", "{\"channel\":\"vip\",\"data\":1}");
            assertThat(cid.nextFrame().text()).contains("\"channel\":\"vip\",\"data\":1");

            assertThat(post("/v1/users/cid/unsubscribe", "{\"channel\":\"vip\"}")
                            .body())
                    .isEqualTo("{\"success\":true,\"connections\":1}");
            assertThat(cid.nextFrame().text()).contains("Unsubscribed from vip", "PERMISSION_DENIED");
        }
    }

    @Test
    void theCallsDoTheSame() {
        String dan = "{\"userId\":\"dan\",\"channel\":\"vip\"}";
        try (RawPeer peer = open("/ws?userId=dan")) {
            assertThat(call("websocket.subscribe", dan).body()).contains("\"connections\":1");
            assertThat(call("websocket.unsubscribe", dan).body()).contains("\"connections\":1");
            assertThat(call("websocket.disconnect", "{\"userId\":\"dan\"}").body())
                    .contains("\"connections\":1");
            assertThat(peer.nextEnd()).isEqualTo(new PeerEvent.Closed(1008, "Kicked"));
        }
        try (RawPeer peer = open("/ws?userId=dan")) {
            assertThat(call("websocket.revoke", "{\"userId\":\"dan\"}").body()).contains("\"connections\":1");
            assertThat(peer.nextEnd()).isEqualTo(new PeerEvent.Closed(1008, "Invalid token"));
        }
        assertThat(call("websocket.revoke", "{\"tokenId\":\"a/b\",\"until\":\"2030-01-31T12:00:00Z\"}")
                        .body())
                .isEqualTo("{\"success\":true,\"connections\":0}");
    }

    @Test
    void whereNobodyIsThereNothingIsDone() {
        assertThat(post("/v1/users/nobody/disconnect", "{}").body()).isEqualTo("{\"success\":true,\"connections\":0}");
        assertThat(post("/v1/users/nobody/revoke", "{}").body()).isEqualTo("{\"success\":true,\"connections\":0}");
        assertThat(post("/v1/tokens/t-1/revoke", "{}").body()).isEqualTo("{\"success\":true,\"connections\":0}");
    }

    @Test
    void aChannelThatNeverAdmitsTheUserIsForbidden() {
        assertThat(post("/v1/users/eve/subscribe", "{\"channel\":\"chat#ann,bob\"}")
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "users/ann/disconnect []",
                "users/ann/disconnect {\"userId\":\"bob\"}",
                "users/ann/disconnect {\"tenent\":\"acme\"}",
                "users/ann/disconnect {\"tenant\":\"a/b\"}",
                "users/ann/disconnect {\"tenant\":null}",
                "users/ann/disconnect {\"client\":\"\"}",
                "users/ann/disconnect {\"client\":7}",
                "users/ann/disconnect {\"code\":1000}",
                "users/ann/disconnect {\"code\":4999}",
                "users/ann/disconnect {\"code\":\"4505\"}",
                "users/ann/disconnect {\"code\":4505.0}",
                "users/ann/disconnect {\"channel\":\"chat\"}",
                "users/a%20b/disconnect {}",
                "users/ann/subscribe {}",
                "users/ann/subscribe {\"channel\":\"Chat\"}",
                "users/ann/subscribe {\"channel\":\"user:ann\"}",
                "users/ann/subscribe {\"channel\":\"!p:chat\"}",
                "users/ann/subscribe {\"channel\":[\"chat\"]}",
                "users/ann/unsubscribe {\"channel\":\"user:ann\"}",
                "users/ann/revoke {\"until\":\"2030-01-31T12:00:00Z\"}",
                "users/ann/revoke {\"tokenId\":\"t\"}",
                "tokens/t/revoke {\"until\":\"tomorrow\"}",
                "tokens/t/revoke {\"until\":1893456000}",
                "tokens/t/revoke {\"tenant\":\"acme\"}",
                "tokens/t/revoke {\"userId\":\"ann\"}"
            })
    @DisplayName("AD08: what is not understood is refused, in our words alone")
    void refusesWhatItDoesNotUnderstand(String path, String body) {
        HttpAnswer answer = post("/v1/" + path, body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body())
                .startsWith("{\"error\":{\"code\":\"BAD_REQUEST\",\"message\":\"need ")
                .doesNotContain("tenent", "tomorrow");
    }

    @Test
    void aTokensIdHasALength() {
        assertThat(post("/v1/tokens/" + "t".repeat(256) + "/revoke", "{}").status())
                .isEqualTo(200);
        assertThat(post("/v1/tokens/" + "t".repeat(257) + "/revoke", "{}").status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users/ann/disconnect",
                "users/ann/subscribe",
                "users/ann/unsubscribe",
                "users/ann/revoke",
                "tokens/t/revoke"
            })
    @DisplayName("AD01, AD04, AD06: without the key, the type and the method nothing happens")
    void needsTheKeyTheTypeAndTheMethod(String path) {
        RawHttp http = new RawHttp(server.port());

        assertThat(http.post("/v1/" + path, "{}", JSON).status()).isEqualTo(401);
        assertThat(http.post("/v1/" + path, "{}", KEY, "Content-Type: text/plain")
                        .status())
                .isEqualTo(415);
        HttpAnswer byGet = http.request("GET /v1/" + path, KEY);
        assertThat(byGet.status()).isEqualTo(405);
        assertThat(byGet.header("allow")).contains("POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users//disconnect",
                "users/disconnect",
                "users/ann/disconnect/",
                "users/ann/bob/disconnect",
                "users/ann%2Fbob/disconnect",
                "users/ann/Disconnect",
                "tokens/t/disconnect"
            })
    @DisplayName("other paths are no routes")
    void otherPathsAreNone(String path) {
        assertThat(post("/v1/" + path, "{}").status()).isEqualTo(404);
    }

    private static RawPeer open(String target) {
        RawPeer peer = RawPeer.open(server.port(), target);
        peer.nextFrame();
        return peer;
    }

    private static HttpAnswer post(String path, String body) {
        return new RawHttp(server.port()).post(path, body, KEY, JSON);
    }

    private static HttpAnswer call(String key, String params) {
        return post("/call", "{\"key\":\"" + key + "\",\"params\":" + params + "}");
    }
}
