package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Quotas of the program itself, set by flags. */
@Timeout(60)
class QuotasIT {

    private static ServerProcess server;

    @BeforeAll
    static void startServer() {
        server = ServerProcess.serve(
                List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError"),
                "--server.trusted-proxies=127.0.0.1",
                "--server.insecure=true",
                "--quotas.messages-per-connection=100/m",
                "--quotas.flood-window=500ms",
                "--quotas.max-offences=50",
                "--quotas.first-block=2s");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    @DisplayName("MS18: a flood is answered, then closed with 4008, and nobody else notices")
    void aFloodIsAnsweredAndThenClosed() {
        try (RawPeer flooder = RawPeer.open(
                        server.port(),
                        "/ws?userId=flooder",
                        "Sec-WebSocket-Protocol: realtime.v1.json",
                        "X-Forwarded-For: 203.0.113.1");
                RawPeer reader = server.member("reader", "chat")) {
            flooder.send(WireFrame.text("{\"type\":\"connect\"}"));
            int delivered = 0;
            PeerEvent event = flooder.next();
            while (event instanceof PeerEvent.Frame) {
                flooder.send(WireFrame.text("{\"type\":\"publish\",\"id\":1,\"channel\":\"chat\",\"data\":1}"));
                event = flooder.next();
            }

            assertThat(event).isEqualTo(new PeerEvent.Closed(4008, "Rate limited"));
            reader.send(WireFrame.text("{\"type\":\"ping\"}"));
            String frame = reader.nextFrame().text();
            while (!frame.contains("pong")) {
                delivered++;
                frame = reader.nextFrame().text();
            }
            assertThat(delivered).isBetween(95, 110);
        }
    }

    @Test
    @DisplayName("AU25: who guesses tokens is shut out for a while, and only he")
    void whoGuessesTokensIsShutOutForAWhile() {
        String guesser = "X-Forwarded-For: 2001:db8::66";
        int refused = 0;
        for (int i = 0; i < 1_000 && refused == 0; i++) {
            refused = attempt(guesser, "Authorization: Bearer guess" + i) == 429 ? i : 0;
        }

        assertThat(refused).isEqualTo(50);
        assertThat(attempt("X-Forwarded-For: 2001:db8::ffff:1")).isEqualTo(429);
        assertThat(attempt("X-Forwarded-For: 2001:db8:0:1::1")).isEqualTo(101);
        assertThat(server.get("/v1/blocks").body()).contains("\"address\":\"2001:db8::/64\"");
        await().atMost(Duration.ofSeconds(20)).until(() -> attempt(guesser) == 101);
    }

    private static int attempt(String... headers) {
        try (RawPeer peer = RawPeer.connect(server.port())) {
            return peer.upgrade("/ws?userId=ann", headers).status();
        }
    }
}
