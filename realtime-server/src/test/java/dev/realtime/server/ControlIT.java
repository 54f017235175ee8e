package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import dev.realtime.server.NativeClient.Ending;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program itself lets nobody stay whose token has ended or was revoked, and does what administrators decide. */
@Timeout(90)
class ControlIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Tokens TOKENS = Tokens.hmac(ServerProcess.SECRET);

    private static ServerProcess server;

    @BeforeAll
    static void startServer() {
        server = ServerProcess.serve("--limits.token-grace=1s");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Nested
    @DisplayName("AU16, P14: a token that ends on an open connection")
    class Ends {

        @Test
        void stopsDeliveryInTime() {
            String token = token("ann", Duration.ofSeconds(4));
            Instant end = Instant.ofEpochSecond(claims(token).get("exp").asLong());
            Ending ending;
            try (NativeClient ann = NativeClient.inChat(server.port(), token);
                    Feeder feeder = new Feeder()) {
                ending = ann.ending();
                assertThat(Instant.now()).isBefore(end.plusSeconds(25));
                feeder.awaitMore();
            }

            assertThat(ending.end()).isEqualTo(new PeerEvent.Closed(4002, "Token expired"));
            assertThat(ending.types()).contains("message", "error").endsWith("goodbye");
            assertThat(ending.heard().stream()
                            .filter(it -> it.path("type").asText().equals("error")))
                    .singleElement()
                    .satisfies(
                            warning -> assertThat(warning.path("code").asText()).isEqualTo("TOKEN_EXPIRED"));
            assertThat(ending.last().path("reconnect").asBoolean()).isTrue();
        }

        @Test
        void isOutlivedByWhoRefreshesIt() {
            String brief = token("bea", Duration.ofSeconds(4));
            try (NativeClient forgetful = NativeClient.inChat(server.port(), brief);
                    NativeClient careful = NativeClient.inChat(server.port(), brief)) {
                assertThat(careful.await("error").path("code").asText()).isEqualTo("TOKEN_EXPIRED");
                careful.send(
                        "{\"type\":\"refresh\",\"id\":7,\"token\":\"" + token("bea", Duration.ofMinutes(1)) + "\"}");
                assertThat(careful.await("reply").path("expires").asInt()).isBetween(50, 60);

                assertThat(forgetful.ending().end()).isEqualTo(new PeerEvent.Closed(4002, "Token expired"));
                server.broadcast("chat", "\"after\"");

                assertThat(careful.await("message").path("data").asText()).isEqualTo("after");
            }
            try (NativeClient late = new NativeClient(server.port())) {
                late.send("{\"type\":\"connect\",\"id\":1,\"token\":\"" + brief + "\"}");
                assertThat(late.ending().end()).isEqualTo(new PeerEvent.Closed(4002, "Token expired"));
            }
        }
    }

    @Nested
    @DisplayName("AU19, P14: an administrator that revokes")
    class Revokes {

        @Test
        void aUserCutsHimBeforeTheNextMessage() {
            String token = token("cid", Duration.ofMinutes(5));
            try (NativeClient one = NativeClient.inChat(server.port(), token);
                    NativeClient two = NativeClient.inChat(server.port(), token("cid", Duration.ofMinutes(5)));
                    NativeClient dan = NativeClient.inChat(server.port(), token("dan", Duration.ofMinutes(5)))) {
                server.broadcast("chat", "\"before\"");

                HttpAnswer answer = post("/v1/users/cid/revoke", "{}");
                server.broadcast("chat", "\"after\"");

                assertThat(answer.body()).isEqualTo("{\"success\":true,\"connections\":2}");
                for (NativeClient cut : List.of(one, two)) {
                    Ending ending = cut.ending();
                    assertThat(ending.end()).isEqualTo(new PeerEvent.Closed(4501, "Invalid token"));
                    assertThat(ending.data()).doesNotContain("\"after\"");
                }
                assertThat(dan.await("message").path("data").asText()).isEqualTo("before");
                assertThat(dan.await("message").path("data").asText()).isEqualTo("after");
                assertThat(handshake(token)).isEqualTo(401);
                // One from the next second on is good.
                await().atMost(Duration.ofSeconds(5))
                        .until(() -> handshake(token("cid", Duration.ofMinutes(5))) == 101);
            }
        }

        @Test
        void aTokenCutsWhoStandsOnItAndNobodyElse() {
            String lost = token("eve", Duration.ofMinutes(5));
            String id = claims(lost).get("jti").asText();
            try (NativeClient thief = NativeClient.inChat(server.port(), lost);
                    NativeClient eve = NativeClient.inChat(server.port(), token("eve", Duration.ofMinutes(5)))) {
                HttpAnswer answer = post(
                        "/v1/tokens/" + id + "/revoke",
                        "{\"until\":\""
                                + Instant.ofEpochSecond(claims(lost).get("exp").asLong()) + "\"}");
                server.broadcast("chat", "\"after\"");

                assertThat(answer.body()).isEqualTo("{\"success\":true,\"connections\":1}");
                Ending ending = thief.ending();
                assertThat(ending.end()).isEqualTo(new PeerEvent.Closed(4501, "Invalid token"));
                assertThat(ending.data()).isEmpty();
                assertThat(eve.await("message").path("data").asText()).isEqualTo("after");
                eve.send("{\"type\":\"refresh\",\"id\":8,\"token\":\"" + lost + "\"}");
                assertThat(eve.await("error").path("code").asText()).isEqualTo("UNAUTHORIZED");
                assertThat(handshake(lost)).isEqualTo(401);
            }
            try (NativeClient thief = new NativeClient(server.port())) {
                thief.send("{\"type\":\"connect\",\"id\":1,\"token\":\"" + lost + "\"}");
                assertThat(thief.ending().end()).isEqualTo(new PeerEvent.Closed(4501, "Invalid token"));
            }
            assertThat(server.output()).noneMatch(line -> line.contains(id));
        }
    }

    @Nested
    @DisplayName("An administrator that")
    class Decides {

        @Test
        void disconnectsTellsTheClientWhetherToComeBack() {
            try (NativeClient fay = NativeClient.inChat(server.port(), token("fay", Duration.ofMinutes(5)))) {
                assertThat(post("/v1/users/fay/disconnect", "{}").status()).isEqualTo(200);

                Ending ending = fay.ending();
                assertThat(ending.end()).isEqualTo(new PeerEvent.Closed(4505, "Kicked"));
                assertThat(ending.last().path("reconnect").asBoolean(true)).isFalse();
            }
            try (NativeClient fay = NativeClient.inChat(server.port(), token("fay", Duration.ofMinutes(5)))) {
                post("/v1/users/fay/disconnect", "{\"code\":4005}");

                Ending ending = fay.ending();
                assertThat(ending.end()).isEqualTo(new PeerEvent.Closed(4005, "Insufficient state"));
                assertThat(ending.last().path("reconnect").asBoolean()).isTrue();
            }
            await().atMost(Duration.ofSeconds(5)).until(() -> server.output().stream()
                    .anyMatch(line -> line.contains("an administrator disconnected user fay with 4505: 1")));
        }

        @Test
        void subscribesIsRememberedWhenTheClientComesBack() {
            String token = token("gil", Duration.ofMinutes(5));
            String session;
            JsonNode subscribed;
            try (NativeClient gil = new NativeClient(server.port())) {
                session = gil.connect(token, "").path("session").asText();
                gil.send("{\"type\":\"subscribe\",\"id\":2,\"channel\":\"vip\"}");
                assertThat(gil.await("error").path("code").asText()).isEqualTo("PERMISSION_DENIED");

                assertThat(post("/v1/users/gil/subscribe", "{\"channel\":\"vip\"}")
                                .body())
                        .isEqualTo("{\"success\":true,\"connections\":1}");
                subscribed = gil.awaitSubscribed("vip");
                assertThat(subscribed.has("id")).isFalse();
                server.broadcast("vip", "1");
                assertThat(gil.await("message").path("data").asInt()).isEqualTo(1);
                gil.reset();
            }
            server.broadcast("vip", "2");

            try (NativeClient gil = new NativeClient(server.port())) {
                gil.connect(
                        token,
                        "\"session\":\"" + session + "\",\"subs\":{\"vip\":{\"epoch\":"
                                + subscribed.path("epoch") + ",\"offset\":"
                                + (subscribed.path("offset").asLong() + 1)
                                + "}}");
                assertThat(gil.awaitSubscribed("vip").path("recovered").asBoolean())
                        .isTrue();
                assertThat(gil.await("message").path("data").asInt()).isEqualTo(2);

                assertThat(post("/v1/users/gil/unsubscribe", "{\"channel\":\"vip\"}")
                                .body())
                        .isEqualTo("{\"success\":true,\"connections\":1}");
                server.broadcast("vip", "3");
                assertThat(gil.await("unsubscribed").path("code").asText()).isEqualTo("PERMISSION_DENIED");
                assertThat(gil.untilNow())
                        .noneMatch(it -> it.path("type").asText().equals("message"));
            }
        }
    }

    /** Publishes to {@code chat} all the time, on a thread of its own. */
    private static final class Feeder implements AutoCloseable {

        private final Thread thread = new Thread(this::feed, "feeder");
        private volatile boolean stopped;
        private volatile int published;

        Feeder() {
            thread.start();
        }

        /** Waits until there was something to deliver after this. */
        void awaitMore() {
            int now = published;
            await().atMost(Duration.ofSeconds(10)).until(() -> published > now + 1);
        }

        private void feed() {
            while (!stopped) {
                server.broadcast("chat", "\"tick\"");
                published++;
            }
        }

        @Override
        public void close() {
            stopped = true;
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String token(String user, Duration ttl) {
        return TOKENS.issue(UserId.of(user), Set.of(), ttl);
    }

    private static JsonNode claims(String token) {
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int handshake(String token) {
        try (RawPeer peer = RawPeer.connect(server.port())) {
            return peer.upgrade("/realtime", "Authorization: Bearer " + token).status();
        }
    }

    private static HttpAnswer post(String path, String body) {
        try (RawPeer peer = RawPeer.connect(server.port())) {
            return peer.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + ServerProcess.KEY
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + body.getBytes(UTF_8).length
                            + "\r\n\r\n" + body)
                    .answer();
        }
    }
}
