package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.RawPeer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other backends do with channels and users, over a real socket. */
@Timeout(30)
class ChannelHttpTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "correct-horse-battery";
    private static final String SECRET = "vY3xk8Qm2Lr7Tn5Wz9Bc4Hd6Jf1Gp0Se";

    private static RealtimeServer server;

    @BeforeAll
    static void start() {
        server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("auth.admin-key", KEY)
                .set("auth.jwt.secret", SECRET)
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Nested
    class Publishing {

        @Test
        void reachesTheSubscribersOfAChannel() {
            try (NativeClient ann = client("ann", "")) {
                ann.send("{\"type\":\"subscribe\",\"id\":2,\"channel\":\"chat\"}");
                ann.awaitSubscribed("chat");

                JsonNode answer = done(publish(
                        "channels/chat", "{\"event\":\"e\",\"data\":1.10,\"key\":\"k\",\"tags\":{\"a\":\"b\"}}"));

                JsonNode message = ann.await("message");
                assertThat(message.path("event").asText()).isEqualTo("e");
                assertThat(message.path("key").asText()).isEqualTo("k");
                assertThat(message.path("tags").path("a").asText()).isEqualTo("b");
                assertThat(message.path("offset")).isEqualTo(answer.path("offset"));
            }
        }

        @Test
        void reachesAllConnectionsOfAUserAndNobodyElse() {
            try (NativeClient phone = client("bob", "");
                    NativeClient laptop = client("bob", "");
                    NativeClient other = client("bobby", "")) {
                List.of(phone, laptop).forEach(it -> it.awaitSubscribed("user:bob"));
                other.awaitSubscribed("user:bobby");

                done(publish("users/bob", "{\"event\":\"task.created\",\"data\":{\"id\":7}}"));

                for (NativeClient bob : List.of(phone, laptop)) {
                    assertThat(bob.await("message").path("data").path("id").asInt())
                            .isEqualTo(7);
                }
                assertThat(other.untilNow()).isEmpty();
            }
        }

        @Test
        void staysInItsTenant() {
            try (NativeClient here = client("cid", "acme");
                    NativeClient there = client("cid", "globex")) {
                List.of(here, there).forEach(it -> it.awaitSubscribed("user:cid"));

                done(publish("users/cid", "{\"tenant\":\"acme\",\"data\":1}"));

                assertThat(here.await("message").path("data").asInt()).isEqualTo(1);
                assertThat(there.untilNow()).isEmpty();
            }
        }

        @Test
        void takesAChannelOfAUserInThePath() {
            assertThat(publish("channels/tasks%23ann", "{\"data\":1}").status()).isEqualTo(200);
        }

        @Test
        @DisplayName("is the same act if it is repeated under the same Idempotency-Key")
        void isDoneOnce() {
            HttpAnswer first = publish("channels/documents", "{\"data\":1}", "Idempotency-Key: a1");
            HttpAnswer again = publish("channels/documents", "{\"data\":1}", "Idempotency-Key: a1");
            HttpAnswer other = publish("channels/documents", "{\"data\":2}", "Idempotency-Key: a1");

            assertThat(done(again)).isEqualTo(done(first));
            assertThat(other.status()).isEqualTo(409);
            assertThat(other.body()).contains("CONFLICT");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "channels/chat | {}",
                    "channels/chat | []",
                    "channels/chat | {\"data\":}",
                    "channels/chat | {\"data\":1,\"channel\":\"chat\"}",
                    "channels/chat | {\"data\":1,\"tennant\":\"acme\"}",
                    "channels/chat | {\"data\":1,\"tenant\":\"a/b\"}",
                    "channels/chat | {\"data\":1,\"event\":7}",
                    "channels/chat | {\"data\":1,\"tags\":{\"a\":1}}",
                    "channels/chat | {\"data\":1,\"tags\":[]}",
                    "channels/CHAT | {\"data\":1}",
                    "channels/chat:* | {\"data\":1}",
                    "channels/user:ann | {\"data\":1}",
                    "channels/!p:chat | {\"data\":1}",
                    "users/a,b | {\"data\":1}",
                    "users/ann | {\"data\":1,\"userId\":\"bob\"}",
                    "users/ann | {\"data\":1,\"channel\":\"user:bob\"}"
                })
        void refusesWhatItCannotMean(String subject, String body) {
            HttpAnswer answer = publish(subject, body);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).startsWith("{\"error\":{\"code\":\"BAD_REQUEST\",\"message\":\"need ");
        }

        @Test
        void refusesWhatIsTooLarge() {
            HttpAnswer answer = publish("channels/chat", "{\"data\":\"" + "x".repeat(70_000) + "\"}");

            assertThat(answer.status()).isEqualTo(413);
        }

        @Test
        void needsTheKey() {
            assertThat(new RawHttp(server.port())
                            .post("/v1/channels/chat/publications", "{\"data\":1}", "Content-Type: application/json")
                            .status())
                    .isEqualTo(401);
        }
    }

    @Nested
    class History {

        @Test
        void isReadInPages() {
            for (int i = 1; i <= 5; i++) {
                done(publish("channels/analytics", "{\"event\":\"tick\",\"data\":" + i + "}"));
            }

            JsonNode first = done(get("channels/analytics/history?limit=2"));
            JsonNode second = done(get("channels/analytics/history?limit=3&epoch="
                    + first.path("epoch").asText() + "&offset="
                    + first.path("next").asLong()));
            JsonNode back = done(get("channels/analytics/history?limit=1&reverse=true"));

            assertThat(data(first)).containsExactly("1", "2");
            assertThat(data(second)).containsExactly("3", "4", "5");
            assertThat(second.has("next")).isFalse();
            assertThat(data(back)).containsExactly("5");
            assertThat(first.path("publications").get(0).path("event").asText()).isEqualTo("tick");
            assertThat(first.path("publications").get(0).path("timestamp").asText())
                    .matches("\\d{4}-.*Z");
        }

        @Test
        void saysSoWhereItDoesNotReach() {
            assertThat(get("channels/analytics/history?epoch=other&offset=3").status())
                    .isEqualTo(410);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "limit=0",
                    "limit=1001",
                    "limit=x",
                    "limit=1&limit=2",
                    "epoch=a",
                    "offset=1",
                    "epoch=a&offset=-1",
                    "reverse=1",
                    "channel=other",
                    "since=1"
                })
        void refusesQuestionsItDoesNotKnow(String query) {
            assertThat(get("channels/chat/history?" + query).status()).isEqualTo(400);
        }
    }

    @Nested
    class Presence {

        @Test
        void isNobodyWhereThereIsNone() {
            assertThat(done(get("channels/chat/presence")).path("total").asInt())
                    .isZero();
        }
    }

    private static List<String> data(JsonNode page) {
        return page.findValues("data").stream().map(JsonNode::toString).toList();
    }

    private static NativeClient client(String user, String tenant) {
        NativeClient client = new NativeClient(server.port());
        client.connect(Tokens.hmac(SECRET).issue(new UserId(tenant, user), Set.of(), Duration.ofMinutes(1)), "");
        return client;
    }

    private static HttpAnswer publish(String subject, String body, String... headers) {
        String[] all = Stream.concat(
                        List.of(headers).stream(),
                        List.of("x-api-key: " + KEY, "Content-Type: application/json").stream())
                .toArray(String[]::new);
        return new RawHttp(server.port()).post("/v1/" + subject + "/publications", body, all);
    }

    private static HttpAnswer get(String path) {
        try (RawPeer peer = RawPeer.connect(server.port())) {
            return peer.send(new RawHttp(server.port()).head("GET /v1/" + path, "x-api-key: " + KEY))
                    .answer();
        }
    }

    private static JsonNode done(HttpAnswer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
