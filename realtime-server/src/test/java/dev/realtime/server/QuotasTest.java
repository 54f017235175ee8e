package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one peer may use up of a server, over real sockets. */
@Timeout(30)
class QuotasTest {

    private static final String NATIVE = "Sec-WebSocket-Protocol: realtime.v1.json";

    private final List<RawPeer> peers = new ArrayList<>();
    private RealtimeServer server;

    @AfterEach
    void stop() {
        peers.forEach(RawPeer::close);
        server.close();
    }

    @Test
    @DisplayName(
            "MS18: of a thousand messages where 100 a minute may come the first 100 arrive, the others are answered")
    void answersEachMessageTooMany() {
        start("quotas.messages-per-connection", "100/m");
        RawPeer bob = subscribed("bob");
        RawPeer ann = subscribed("ann");

        // Two were its own connect and subscribe.
        for (int i = 1; i <= 1_000; i++) {
            ann.send(publish(i));
        }

        for (int i = 1; i <= 98; i++) {
            assertThat(next(bob, "\"type\":\"message\"")).contains("\"data\":" + i + ",");
        }
        List<String> answers = new ArrayList<>();
        while (answers.size() < 1_000) {
            answers.add(next(ann, "\"id\":"));
        }
        for (int i = 1; i <= 98; i++) {
            assertThat(answers).anyMatch(startsWith("{\"type\":\"ack\",\"id\":" + i + ","));
        }
        List<String> refused = answers.stream()
                .filter(answer -> answer.contains("\"type\":\"error\""))
                .toList();
        // While they come, another one becomes free every 600 ms.
        assertThat(refused).hasSizeBetween(850, 902).allSatisfy(answer -> assertThat(answer)
                .contains("\"code\":\"RATE_LIMIT_EXCEEDED\"")
                .contains("\"status\":429")
                .contains("\"channel\":\"chat\"")
                .containsPattern("\"retryAfterMs\":[0-9]{1,3}[,}]"));
        assertThat(server.hub().connections()).isEqualTo(2);
    }

    @Test
    @DisplayName("MS18: who goes on through three windows is closed with 4008")
    void closesWhoDoesNotStop() {
        start("quotas.messages-per-connection", "3/m", "quotas.flood-window", "300ms");
        RawPeer ann = subscribed("ann");

        String frame = "";
        while (!frame.contains("goodbye")) {
            ann.send(WireFrame.text("{\"type\":\"ping\"}"));
            frame = ann.nextFrame().text();
        }

        assertThat(frame).contains("4008").contains("\"reconnect\":true");
        assertThat(ann.nextEnd()).isEqualTo(new PeerEvent.Closed(4008, "Rate limited"));
    }

    @Test
    @DisplayName("LI06: of a user's connections beyond the limit the newest are refused with 4504")
    void boundsConnectionsOfAUser() {
        start("limits.max-connections-per-user", "5");

        // One after the other: they are on different lanes, of which either may be first.
        for (int i = 0; i < 5; i++) {
            assertThat(connecting().nextFrame().text()).contains("\"type\":\"connected\"");
        }
        for (int i = 5; i < 20; i++) {
            RawPeer peer = connecting();
            assertThat(peer.nextFrame().text()).contains("LIMIT_EXCEEDED");
            assertThat(peer.nextFrame().text()).contains("4504").contains("\"reconnect\":false");
        }
        assertThat(server.hub().stats().toCompletableFuture().join().users())
                .hasSize(1)
                .containsValue(5);
    }

    private RawPeer connecting() {
        return peer().opened("/ws?userId=ann", NATIVE).send(WireFrame.text("{\"type\":\"connect\"}"));
    }

    @Test
    @DisplayName("LI07: whom nobody trusts may write X-Forwarded-For as he likes, he stays where he is")
    void ignoresForwardedForOfStrangers() {
        start("quotas.max-connections-per-address", "1");
        joined("X-Forwarded-For: 203.0.113.1");

        assertThat(peer().upgrade("/ws?userId=ann", "X-Forwarded-For: 203.0.113.2")
                        .status())
                .isEqualTo(429);
    }

    @Test
    @DisplayName("LI07, LI08: behind a trusted proxy the rightmost stranger counts, of IPv6 by the /64")
    void countsWhoIsBehindTheProxy() {
        start("quotas.max-connections-per-address", "1", "server.trusted-proxies", "127.0.0.0/8,10.0.0.0/8");
        joined("X-Forwarded-For: 6.6.6.6, 203.0.113.1, 10.1.2.3");
        joined("X-Forwarded-For: 203.0.113.1, 203.0.113.2");
        joined("X-Forwarded-For: 2001:db8::1");

        assertThat(peer().upgrade("/ws?userId=ann", "X-Forwarded-For: 7.7.7.7, 203.0.113.1")
                        .status())
                .isEqualTo(429);
        assertThat(peer().upgrade("/ws?userId=ann", "X-Forwarded-For: 2001:DB8:0::ffff:1")
                        .status())
                .isEqualTo(429);
        assertThat(peer().upgrade("/ws?userId=ann", "X-Forwarded-For: 2001:db8:0:1::1")
                        .status())
                .isEqualTo(101);
    }

    @Test
    @DisplayName("LI09: three hundred hops, junk and script tags in X-Forwarded-For are somebody's invention")
    void boundsForwardedFor() {
        start("quotas.max-connections-per-address", "1", "server.trusted-proxies", "127.0.0.1");
        joined("X-Forwarded-For: " + "127.0.0.1, ".repeat(299) + "127.0.0.1");

        assertThat(peer().upgrade("/ws?userId=ann", "X-Forwarded-For: <script>alert(1)</script>")
                        .status())
                .isEqualTo(429);
        assertThat(peer().upgrade("/ws?userId=ann", "X-Forwarded-For: 999.1.1.1, 0x7f000001, ,")
                        .status())
                .isEqualTo(429);
    }

    @Test
    @DisplayName(
            "LI04: of newcomers all at once those beyond the rate are sent away until later, each to another moment")
    void pacesHandshakes() {
        start("quotas.connects", "1/m burst 50");
        int opened = 0;
        Set<String> moments = new TreeSet<>();
        for (int i = 0; i < 150; i++) {
            try (RawPeer peer = RawPeer.connect(server.port())) {
                HttpAnswer answer = peer.upgrade("/ws?userId=u" + i);
                if (answer.status() == 101) {
                    opened++;
                } else {
                    assertThat(answer.status()).isEqualTo(503);
                    moments.add(answer.header("retry-after").orElseThrow());
                }
            }
        }

        assertThat(opened).isEqualTo(50);
        assertThat(moments).hasSizeGreaterThan(10);
    }

    @Test
    @DisplayName("F39: a user that reconnects in a tight loop is refused with 429, and others are not")
    void pacesAUser() {
        start("quotas.connects-per-user", "3/m");
        for (int i = 0; i < 3; i++) {
            RawPeer.open(server.port(), "/ws?userId=ann").close();
        }

        HttpAnswer answer = peer().upgrade("/ws?userId=ann");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.body()).contains("RATE_LIMIT_EXCEEDED");
        assertThat(Integer.parseInt(answer.header("retry-after").orElseThrow())).isBetween(15, 40);
        peer().opened("/ws?userId=bob");
    }

    @Test
    @DisplayName("F39: a page that reconnects in a tight loop is told so with 4008")
    void tellsAPageByAClose() {
        start("quotas.connects-per-user", "1/m");
        String origin = "Origin: http://localhost:" + server.port();
        peer().opened("/ws?userId=ann", NATIVE, origin);

        assertThat(peer().opened("/ws?userId=ann", NATIVE, origin).nextEnd())
                .isEqualTo(new PeerEvent.Closed(4008, "Rate limited"));
    }

    @Test
    @DisplayName("AU25: a thousand bad tokens from one address, then it is shut out for a while, and only then")
    void shutsOutWhoGuesses() {
        start(
                "auth.jwt.secret", "vY3xk8Qm2Lr7Tn5Wz9Bc4Hd6Jf1Gp0Se",
                "quotas.max-offences", "20",
                "quotas.first-block", "1s",
                "server.trusted-proxies", "127.0.0.1");
        String guesser = "X-Forwarded-For: 203.0.113.66";
        int unauthorized = 0;
        int shutOut = 0;
        try (RawPeer ann = RawPeer.open(server.port(), "/ws?userId=ann", guesser)) {
            for (int i = 0; i < 1_000; i++) {
                int status = attempt(guesser, "Authorization: Bearer guess" + i);
                unauthorized += status == 401 ? 1 : 0;
                shutOut += status == 429 ? 1 : 0;
            }

            assertThat(unauthorized + shutOut).isEqualTo(1_000);
            assertThat(shutOut).isPositive();
            assertThat(unauthorized).isGreaterThanOrEqualTo(20).isLessThan(200);
            assertThat(attempt("X-Forwarded-For: 203.0.113.67")).isEqualTo(101);
            ann.nextFrame();
            ann.send(WireFrame.text("{\"type\":\"ping\"}"));
            assertThat(ann.nextFrame().text()).contains("pong");
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> attempt(guesser) == 101);
    }

    private int attempt(String... headers) {
        try (RawPeer peer = RawPeer.connect(server.port())) {
            return peer.upgrade("/ws?userId=ann", headers).status();
        }
    }

    private void start(String... settings) {
        RealtimeServer.Builder builder =
                RealtimeServer.builder().set("server.port", "0").set("server.insecure", "true");
        for (int i = 0; i < settings.length; i += 2) {
            builder.set(settings[i], settings[i + 1]);
        }
        server = builder.start();
    }

    /** A connection that has been greeted, and so is counted. */
    private void joined(String... headers) {
        peer().opened("/ws?userId=ann", headers).nextFrame();
    }

    private RawPeer subscribed(String user) {
        RawPeer peer = peer().opened("/ws?userId=" + user, NATIVE);
        peer.send(WireFrame.text("{\"type\":\"connect\",\"id\":1}"));
        next(peer, "connected");
        peer.send(WireFrame.text("{\"type\":\"subscribe\",\"id\":2,\"channel\":\"chat\"}"));
        next(peer, "\"channel\":\"chat\"");
        return peer;
    }

    /** The next frame in which that occurs. */
    private static String next(RawPeer peer, String text) {
        String frame = peer.nextFrame().text();
        while (!frame.contains(text)) {
            frame = peer.nextFrame().text();
        }
        return frame;
    }

    private static Predicate<String> startsWith(String prefix) {
        return text -> text.startsWith(prefix);
    }

    private static WireFrame publish(int number) {
        return WireFrame.text(
                "{\"type\":\"publish\",\"id\":" + number + ",\"channel\":\"chat\",\"data\":" + number + "}");
    }

    private RawPeer peer() {
        RawPeer peer = RawPeer.connect(server.port());
        peers.add(peer);
        return peer;
    }
}
