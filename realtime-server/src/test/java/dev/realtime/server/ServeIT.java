package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole program with its usual settings, times shortened. */
@Timeout(60)
class ServeIT {

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.serve(
                "--limits.ping-after=700ms",
                "--limits.dead-after=1500ms",
                "--limits.connect-timeout=1s",
                "--log.level=debug");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void greetsEachClientOnTheSystemChannel() {
        try (RawPeer alice = RawPeer.open(server.port(), "/ws?userId=alice&role=member")) {
            assertThat(alice.nextFrame().text())
                    .startsWith("{\"type\":\"message\",\"channel\":\"system\",\"data\":{\"message\":\"Connected")
                    .contains("\"clientId\":\"", "\"timestamp\":\"");
        }
    }

    @Test
    void aMessageReachesEverySubscriberButItsSender() {
        try (RawPeer alice = server.member("alice", "chat");
                RawPeer bob = server.member("bob", "chat");
                RawPeer carol = server.member("carol", "documents")) {
            alice.send(WireFrame.text(
                    "{\"type\":\"message\",\"channel\":\"chat\",\"data\":{\"text\":\"hi\",\"n\":1.10}}"));

            assertThat(text(bob))
                    .startsWith("{\"type\":\"message\",\"channel\":\"chat\",\"data\":{\"text\":\"hi\",\"n\":1.10}");
            assertThat(pong(alice)).contains("pong");
            assertThat(pong(carol)).contains("pong");
        }
    }

    @Test
    void aSendReachesTheSubscribedConnectionsOfOneUser() {
        try (RawPeer here = server.member("dora", "chat");
                RawPeer there = server.member("dora", "chat");
                RawPeer elsewhere = server.member("dora", "documents");
                RawPeer other = server.member("emil", "chat")) {
            HttpAnswer answer = server.call(
                    ServerProcess.KEY,
                    "{\"key\":\"websocket.send\",\"params\":{\"userId\":\"dora\",\"channel\":\"chat\",\"data\":\"psst\"}}");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(text(here)).contains("\"channel\":\"chat\",\"data\":\"psst\"");
            assertThat(text(there)).contains("psst");
            assertThat(pong(elsewhere)).contains("pong");
            assertThat(pong(other)).contains("pong");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"websocket.stats\",\"params\":{}",
                "\"websocket.broadcast\",\"params\":{\"channel\":\"analytics\",\"data\":{\"activeUsers\":3}}",
                "\"websocket.send\",\"params\":{\"userId\":\"fred\",\"channel\":\"analytics\",\"data\":3}"
            })
    void everyCallNeedsTheKey(String call) {
        String body = "{\"key\":" + call + "}";

        assertThat(server.call("wrong-horse-battery", body).status()).isEqualTo(401);
        assertThat(server.call(ServerProcess.KEY, body).status()).isEqualTo(200);
    }

    @Test
    void clientsMayNotPublishToSystem() {
        try (RawPeer alice = server.member("alice", "system")) {
            alice.send(WireFrame.text("{\"type\":\"message\",\"channel\":\"system\",\"data\":1}"));

            assertThat(text(alice)).contains("\"channel\":\"error\"", "PERMISSION_DENIED");
        }
    }

    @Test
    void aChannelThatIsNotConfiguredIsNotThere() {
        try (RawPeer alice = RawPeer.open(server.port(), "/ws?userId=alice")) {
            alice.nextFrame();
            alice.send(WireFrame.text("{\"type\":\"subscribe\",\"channel\":\"secret\"}"));

            assertThat(text(alice)).contains("\"channel\":\"error\"", "PERMISSION_DENIED");
        }
    }

    @Test
    void malformedMessagesAreAnsweredAndSurvived() {
        try (RawPeer alice = server.member("alice", "chat")) {
            for (String bad : new String[] {"{", "[]", "{\"type\":7}", "{\"type\":\"unknown\"}"}) {
                alice.send(WireFrame.text(bad));
                assertThat(text(alice))
                        .contains("\"channel\":\"error\",\"data\":{\"error\":\"Invalid message format\"}");
            }
            assertThat(pong(alice)).contains("\"type\":\"pong\",\"timestamp\":\"");
        }
    }

    @Test
    void aPeerThatShowsNoLifeIsRemoved() {
        try (RawPeer dead = server.member("ghost", "chat")) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(server.get("/stats").body()).doesNotContain("ghost"));
            assertThat(dead.ended()).isTrue();
        }
    }

    @Test
    void aPeerThatAnswersPingsStays() {
        try (RawPeer alive = server.member("alive", "chat")) {
            for (int pings = 0; pings < 4; ) {
                PeerEvent.Frame frame = alive.nextFrame();
                if (frame.opcode() == 9) {
                    alive.send(WireFrame.pong(frame.payload()));
                    pings++;
                }
            }
            assertThat(server.get("/stats").body()).contains("\"alive\":1");
        }
    }

    @Test
    @DisplayName("HS18: a page from elsewhere gets no socket")
    void refusesForeignPages() {
        for (String origin : new String[] {"https://evil.example", "http://localhost.evil.example", "null"}) {
            try (RawPeer page = RawPeer.connect(server.port())) {
                assertThat(page.upgrade("/ws?userId=alice", "Origin: " + origin).status())
                        .isEqualTo(403);
            }
        }
        try (RawPeer page = RawPeer.connect(server.port())) {
            assertThat(page.upgrade("/ws?userId=alice", "Origin: http://localhost:" + server.port())
                            .status())
                    .isEqualTo(101);
        }
    }

    @Test
    void aTokenDecidesWhoSomebodyIs() {
        String token = Tokens.hmac(ServerProcess.SECRET).issue(UserId.of("alice"), Set.of(), Duration.ofMinutes(1));
        try (RawPeer right = RawPeer.connect(server.port());
                RawPeer wrong = RawPeer.connect(server.port());
                RawPeer none = RawPeer.connect(server.port())) {
            assertThat(right.upgrade("/ws?userId=alice&token=" + token).status())
                    .isEqualTo(101);
            assertThat(wrong.upgrade("/ws?userId=bob&token=" + token).status()).isEqualTo(403);
            assertThat(none.upgrade("/ws").status()).isEqualTo(400);
        }
        assertThat(server.output()).noneMatch(line -> line.contains(token));
    }

    @Test
    @DisplayName("HS23: who is let in to present itself and stays silent is closed with 4501")
    void closesWhoNeverPresentsItself() {
        try (RawPeer silent =
                RawPeer.open(server.port(), "/realtime", "Sec-WebSocket-Protocol: " + Doors.NATIVE_SUBPROTOCOL)) {
            PeerEvent end = silent.nextEnd();

            assertThat(end).isInstanceOf(PeerEvent.Closed.class);
            assertThat(((PeerEvent.Closed) end).code()).isEqualTo(4501);
        }
    }

    @Test
    void saysWhyATokenInAMessageWasRefused() {
        try (RawPeer stranger =
                RawPeer.open(server.port(), "/realtime", "Sec-WebSocket-Protocol: " + Doors.NATIVE_SUBPROTOCOL)) {
            stranger.send(WireFrame.text("{\"type\":\"connect\",\"id\":1,\"token\":\"not.a.token\"}"));

            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(server.output())
                    .anyMatch(line -> line.contains("refused: a token in a message ("))
                    .noneMatch(line -> line.contains("not.a.token")));
        }
    }

    @Test
    @DisplayName("HS22: beyond the limits a handshake is refused, those who are in stay")
    void refusesBeyondTheLimits() {
        try (ServerProcess small =
                        ServerProcess.serve("--limits.max-connections=3", "--limits.max-connections-per-user=2");
                RawPeer first = small.member("alice", "chat");
                RawPeer second = small.member("alice", "chat");
                RawPeer third = RawPeer.open(small.port(), "/ws?userId=alice")) {
            PeerEvent end = third.nextEnd();
            assertThat(((PeerEvent.Closed) end).code()).isEqualTo(1008);
            third.reset();

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> small.get("/stats").body().contains("\"total_connections\":2"));
            try (RawPeer bob = small.member("bob", "chat");
                    RawPeer full = RawPeer.connect(small.port())) {
                HttpAnswer answer = full.upgrade("/ws?userId=carol");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("retry-after")).isPresent();
                assertThat(pong(bob)).contains("pong");
            }
            assertThat(pong(first)).contains("pong");
            assertThat(pong(second)).contains("pong");
        }
    }

    @Test
    void comesAndGoesAreLoggedWithoutQueries() {
        try (RawPeer alice = server.member("lena", "chat")) {
            alice.send(WireFrame.close(1000));
            assertThat(((PeerEvent.Closed) alice.nextEnd()).code()).isEqualTo(1000);
        }

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(server.output())
                .anyMatch(line -> line.contains("connected: user lena, channels, peer 127.0.0.1"))
                .anyMatch(line -> line.contains("disconnected: user lena, channels, peer 127.0.0.1, code 1000 after"))
                .noneMatch(line -> line.contains("userId=")));
    }

    @Test
    @DisplayName("CF06: at level debug payloads, tokens and keys stay out of the log too")
    void debugTellsNoSecrets() {
        String token = Tokens.hmac(ServerProcess.SECRET).issue(UserId.of("alice"), Set.of(), Duration.ofMinutes(1));
        try (RawPeer alice = server.member("alice&token=" + token, "chat")) {
            server.broadcast("chat", "\"a-private-matter\"");
            assertThat(text(alice)).contains("a-private-matter");
            alice.send(WireFrame.text("{a-broken-matter"));
            assertThat(text(alice)).contains("Invalid message format");
        }

        assertThat(server.output())
                .isNotEmpty()
                .noneMatch(line -> line.contains("matter") || line.contains(token) || line.contains(ServerProcess.KEY));
    }

    private static String text(RawPeer peer) {
        PeerEvent.Frame frame = peer.nextFrame();
        while (frame.opcode() == 9) {
            peer.send(WireFrame.pong(frame.payload()));
            frame = peer.nextFrame();
        }
        return frame.text();
    }

    /** What comes next after a ping was sent: the pong, if nothing else was on its way. */
    private static String pong(RawPeer peer) {
        peer.send(WireFrame.text("{\"type\":\"ping\"}"));
        return text(peer);
    }
}
