package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
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

/** What clients of {@code tenant-events} are told when something is not as it should be, and with which close. */
@Timeout(30)
@DisplayName("A client of tenant-events")
class TenantErrorsTest {

    private static final String SECRET = "vY3xk8Qm2Lr7Tn5Wz9Bc4Hd6Jf1Gp0Se";
    private static final String TENANT = "/realtime?tenant=acme";

    private static RealtimeServer server;

    @BeforeAll
    static void start() {
        server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("auth.jwt.secret", SECRET)
                .set("auth.jwt.clock-skew", "1ms")
                .set("limits.ping-after", "200ms")
                .set("limits.dead-after", "1s")
                .set("limits.connect-timeout", "500ms")
                .set("limits.token-grace", "1s")
                .set("quotas.messages-per-connection", "5/s burst 20")
                .set("quotas.flood-window", "200ms")
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void livesByItsPongs() {
        try (RawPeer peer = RawPeer.open(server.port(), TENANT + "&access_token=" + token(Duration.ofMinutes(1)))) {
            assertThat(peer.nextFrame().text()).startsWith("{\"type\":\"auth.success\"");
            // Longer than a silent one would live.
            for (int i = 0; i < 8; i++) {
                next(peer, "{\"type\":\"ping\"}");
                peer.send(WireFrame.text("{\"type\":\"pong\"}"));
            }

            assertThat(peer.nextEnd()).isEqualTo(new PeerEvent.Closed(1013, "No pong"));
        }
    }

    @Test
    void isToldThatItsTokenDidNotComeInTime() {
        try (RawPeer peer = RawPeer.open(server.port(), TENANT)) {
            assertThat(peer.nextFrame().text())
                    .startsWith("{\"type\":\"error\",\"timestamp\":")
                    .endsWith("\"data\":{\"code\":\"UNAUTHORIZED\",\"message\":\"Credentials did not come in time\"}}");
            assertThat(peer.nextEnd()).isEqualTo(new PeerEvent.Closed(1008, "Credentials did not come in time"));
        }
    }

    @Test
    void isToldThatItsTokenIsNone() {
        try (RawPeer peer = RawPeer.open(server.port(), TENANT)) {
            peer.send(WireFrame.text("{\"action\":\"auth\",\"token\":\"none\"}"));

            assertThat(peer.nextFrame().text())
                    .startsWith("{\"type\":\"auth.error\",\"timestamp\":")
                    .endsWith("\"data\":{\"code\":\"UNAUTHORIZED\",\"message\":\"Invalid token\"}}");
            assertThat(peer.nextEnd()).isEqualTo(new PeerEvent.Closed(1008, "Invalid token"));
        }
    }

    @Test
    void isToldToFetchAFreshTokenAndThenClosed() {
        try (RawPeer peer = RawPeer.open(server.port(), TENANT + "&access_token=" + token(Duration.ofSeconds(2)))) {
            assertThat(next(peer, "\"type\":\"error\""))
                    .endsWith("\"data\":{\"code\":\"UNAUTHORIZED\",\"message\":\"refresh\"}}");
            assertThat(endOf(peer)).isEqualTo(new PeerEvent.Closed(1008, "Token expired"));
        }
    }

    @Test
    void isToldToBackOffAndClosedIfItDoesNot() {
        try (RawPeer peer = RawPeer.open(server.port(), TENANT + "&access_token=" + token(Duration.ofMinutes(1)))) {
            for (int i = 0; i < 60; i++) {
                peer.send(WireFrame.text("{\"action\":\"ping\"}"));
            }

            assertThat(next(peer, "\"type\":\"error\""))
                    .contains(
                            "\"data\":{\"code\":\"RATE_LIMIT_EXCEEDED\",\"message\":\"too many messages\",\"retryAfterMs\":");
            assertThat(endOf(peer)).isEqualTo(new PeerEvent.Closed(1008, "Rate limited"));
        }
    }

    /** Goes on saying more than it may, and answering pings. */
    private static PeerEvent endOf(RawPeer peer) {
        PeerEvent event = peer.next();
        while (event instanceof PeerEvent.Frame) {
            peer.send(WireFrame.text("{\"type\":\"pong\"}"));
            event = peer.next();
        }
        return event;
    }

    /** The next frame in which that occurs, pings answered. */
    private static String next(RawPeer peer, String text) {
        String frame = peer.nextFrame().text();
        while (!frame.contains(text)) {
            peer.send(WireFrame.text("{\"type\":\"pong\"}"));
            frame = peer.nextFrame().text();
        }
        return frame;
    }

    private static String token(Duration life) {
        return Tokens.hmac(SECRET).issue(new UserId("acme", "ann"), Set.of(), life);
    }
}
