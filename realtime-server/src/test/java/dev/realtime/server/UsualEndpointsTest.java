package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import dev.realtime.server.config.ConfigSources;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the endpoints of a server without configuration let in, and what everybody else is told. */
@Timeout(30)
class UsualEndpointsTest {

    private static final String SECRET = "vY3xk8Qm2Lr7Tn5Wz9Bc4Hd6Jf1Gp0Se";
    private static final String PAGE = "Origin: http://localhost:";

    private static RealtimeServer server;

    @BeforeAll
    static void start() {
        server = start(RealtimeServer.builder());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @DisplayName("a handshake that fits no endpoint, or two, is a bad request:")
    @ValueSource(strings = {"/ws", "/ws?user=42", "/ws?userId=42&user_id=42"})
    void aHandshakeHasToFitOneEndpoint(String target) {
        assertThat(knock(target).status()).isEqualTo(400);
    }

    @Test
    void keysAreWatchedWithATokenOnly() {
        for (String header : new String[] {"X-Nothing: 1", "Authorization: Bearer none", "Authorization: Basic YTpi"}) {
            HttpAnswer answer = knock("/v1/kv/watch", header);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("www-authenticate")).contains("Bearer");
            assertThat(answer.body()).startsWith("{\"error\":{\"code\":\"UNAUTHORIZED\",\"message\":");
        }
        assertThat(knock("/v1/kv/watch", "Authorization: Bearer " + token("ann", ""))
                        .status())
                .isEqualTo(101);
    }

    @Test
    void eventsOfAUserNeedAGoodToken() {
        assertThat(knock("/ws?token=").status()).isEqualTo(401);
        assertThat(knock("/ws?token=none").status()).isEqualTo(401);
        assertThat(closed("/ws?token=none")).isEqualTo(new PeerEvent.Closed(1008, "Invalid token"));
        assertThat(closed("/ws?token=")).isEqualTo(new PeerEvent.Closed(1008, "Authentication required"));
    }

    @ParameterizedTest
    @DisplayName("what a proxy hands on is not believed without a token:")
    @ValueSource(
            strings = {
                "X-Forwarded-For: 203.0.113.7",
                "Forwarded: for=203.0.113.7",
                "X-Forwarded-Host: rt.example.com",
                "X-Forwarded-Proto: https",
                "X-Real-IP: 203.0.113.7",
                "Via: 1.1 proxy"
            })
    void aClaimThatAProxyHandsOnIsNotBelieved(String header) {
        assertThat(knock("/ws?user_id=42", header).status()).isEqualTo(401);
        assertThat(knock("/ws?userId=42", header).status()).isEqualTo(401);
        assertThat(knock("/ws?user_id=42&token=" + token("42", ""), header).status())
                .isEqualTo(101);
    }

    @Test
    void updatesOfTasksNeedAUser() {
        assertThat(knock("/ws?user_id=").status()).isEqualTo(400);
        assertThat(knock("/ws?user_id=a/b").status()).isEqualTo(400);
        assertThat(knock("/ws?user_id=42").status()).isEqualTo(101);
    }

    @Test
    void aTokenDecidesWhoseTasksTheyAre() {
        assertThat(knock("/ws?user_id=42&token=" + token("42", "")).status()).isEqualTo(101);
        assertThat(knock("/ws?user_id=42&token=" + token("43", "")).status()).isEqualTo(403);
        assertThat(knock("/ws?user_id=42&token=none").status()).isEqualTo(401);
    }

    @Test
    void aTokenMayBeRequiredForTasks(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("realtime.yaml"),
                """
                endpoints:
                  - path: /ws
                    dialect: task-updates
                    user: user_id
                    token-query: [token]
                """);
        ConfigSources sources =
                new ConfigSources(Optional.of(file), Map.of(), Map.of("server.port", "0", "auth.jwt.secret", SECRET));
        try (RealtimeServer strict =
                RealtimeServer.builder().configuration(sources.load()).start()) {
            String target = "/ws?user_id=42";
            assertThat(knock(strict, target).status()).isEqualTo(401);
            assertThat(knock(strict, target + "&token=" + token("42", "")).status())
                    .isEqualTo(101);
        }
    }

    @Test
    void aTokenOpensItsOwnTenantAlone() {
        String token = token("ann", "acme");

        assertThat(knock("/realtime?tenant=acme&access_token=" + token).status())
                .isEqualTo(101);
        assertThat(knock("/realtime?tenant=globex&access_token=" + token).status())
                .isEqualTo(403);
    }

    /** As a page sees it, which is shown no HTTP status. */
    private static PeerEvent closed(String target) {
        try (RawPeer peer = RawPeer.open(server.port(), target, PAGE + server.port())) {
            return peer.nextEnd();
        }
    }

    private static HttpAnswer knock(String target, String... headers) {
        return knock(server, target, headers);
    }

    private static HttpAnswer knock(RealtimeServer at, String target, String... headers) {
        try (RawPeer peer = RawPeer.connect(at.port())) {
            return peer.upgrade(target, headers);
        }
    }

    private static RealtimeServer start(RealtimeServer.Builder builder) {
        return builder.set("server.port", "0").set("auth.jwt.secret", SECRET).start();
    }

    private static String token(String user, String tenant) {
        return Tokens.hmac(SECRET).issue(new UserId(tenant, user), Set.of(), Duration.ofMinutes(5));
    }
}
