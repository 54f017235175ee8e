package dev.realtime.transport.jakarta;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.realtime.codec.jackson.ChannelsDialect;
import dev.realtime.codec.jackson.RealtimeV1Dialect;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Handshake;
import dev.realtime.core.spi.Inbound;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import jakarta.websocket.HandshakeResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@DisplayName("A hub in a stock Tyrus container")
class JakartaTransportTest {

    private final JakartaLanes lanes = JakartaLanes.start(2, SystemTicker.INSTANCE);
    private final Hub hub =
            Hub.builder().lanes(lanes.all()).authorizer(Authorizer.everything()).build();
    private JakartaTransport transport;
    private TyrusServer server;

    @AfterEach
    void stop() {
        hub.close();
        server.close();
        transport.close();
        lanes.close();
    }

    @Test
    void carriesMessagesBetweenPeersOfTwoDialects() {
        start(options -> options);
        try (RawPeer ann = RawPeer.open(server.port(), "/ws?user=ann");
                RawPeer bob = RawPeer.open(server.port(), "/ws?user=bob", "Sec-WebSocket-Protocol: realtime.v1.json")) {
            assertThat(ann.nextFrame().text()).contains("\"channel\":\"system\"", "clientId");
            ann.send(WireFrame.text("{\"type\":\"subscribe\",\"channel\":\"chat\"}"));
            assertThat(ann.nextFrame().text()).contains("Subscribed to chat");

            bob.send(WireFrame.text("{\"type\":\"connect\",\"id\":1}"));
            assertThat(bob.nextFrame().text()).contains("\"type\":\"connected\"", "\"user\":\"bob\"");
            bob.send(WireFrame.text("{\"type\":\"publish\",\"id\":2,\"channel\":\"chat\",\"data\":1.10}"));

            assertThat(next(bob, "ack")).contains("\"id\":2");
            assertThat(ann.nextFrame().text())
                    .startsWith("{\"type\":\"message\",\"channel\":\"chat\",\"data\":1.10,\"timestamp\":");
        }
        await().untilAsserted(() -> assertThat(transport.stats().open()).isZero());
    }

    @Test
    void countsWhatIsOpen() {
        start(options -> options);
        try (RawPeer peer = RawPeer.open(server.port(), "/ws?user=ann")) {
            peer.nextFrame();

            assertThat(transport.stats()).isEqualTo(new JakartaStats(1, 0, 0, 0, 0));
        }
    }

    @Test
    @DisplayName("FR12, FR13: a message beyond the limit closes with 1009, whole or in parts")
    void refusesLongMessages() {
        start(options -> options.maxMessageBytes(1_000));
        for (boolean whole : new boolean[] {true, false}) {
            try (RawPeer peer = RawPeer.open(server.port(), "/ws?user=ann")) {
                if (whole) {
                    peer.send(WireFrame.text("x".repeat(1_001)));
                } else {
                    peer.send(WireFrame.text("x".repeat(600)).unfinished());
                    peer.send(WireFrame.continuation("x".repeat(600).getBytes(US_ASCII)));
                }
                assertThat(peer.nextEnd())
                        .isInstanceOfSatisfying(PeerEvent.Closed.class, closed -> assertThat(closed.code())
                                .isEqualTo(1009));
            }
        }
    }

    @Test
    void closesAPeerThatTheEngineCannotKeepUpWith() {
        transport = JakartaTransport.create(
                lanes, JakartaOptions.DEFAULT.with(o -> o.maxMessageBytes(1_000).maxBacklogBytes(4_000)));
        server = TyrusServer.start(container -> transport.deploy(
                container,
                (lane, link, admission) -> {
                    link.reading(false);
                    return Inbound.nobody();
                },
                JakartaTransportTest::admit,
                "/ws"));

        try (RawPeer peer = RawPeer.open(server.port(), "/ws?user=ann")) {
            for (int i = 0; i < 20; i++) {
                peer.send(WireFrame.text("x".repeat(900)));
            }

            assertThat(peer.nextEnd()).isEqualTo(new PeerEvent.Closed(1013, "Overloaded"));
        }
        assertThat(transport.stats().overloaded()).isOne();
    }

    @Test
    void refusesWithAStatusWhereTheContainerCan() {
        start(options -> options.refusal(JakartaTransportTest::status));

        assertThat(RawPeer.connect(server.port()).upgrade("/ws").status()).isEqualTo(401);
    }

    @Test
    void refusesForeignOriginsBeforeAnythingElse() {
        start(options -> options.origins("https://app.example"::equals));

        assertThat(RawPeer.connect(server.port())
                        .upgrade("/ws?user=ann", "Origin: https://app.example.evil")
                        .status())
                .isEqualTo(403);
        assertThat(RawPeer.connect(server.port())
                        .upgrade("/ws?user=ann", "Origin: https://app.example")
                        .status())
                .isEqualTo(101);
    }

    @Test
    @DisplayName("HS17: compression is never negotiated")
    void declinesExtensions() {
        start(options -> options);

        assertThat(RawPeer.connect(server.port())
                        .upgrade("/ws?user=ann", "Sec-WebSocket-Extensions: permessage-deflate")
                        .header("Sec-WebSocket-Extensions"))
                .isEmpty();
    }

    @Test
    void refusesPathsThatAreNone() {
        start(options -> options);

        for (String path : new String[] {"ws", "/ws/{id}", ""}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> server.deploy(
                            container -> transport.deploy(container, hub, JakartaTransportTest::admit, path)));
        }
    }

    private void start(UnaryOperator<JakartaOptions.Builder> changes) {
        transport = JakartaTransport.create(lanes, JakartaOptions.DEFAULT.with(changes));
        server = TyrusServer.start(container -> transport.deploy(container, hub, JakartaTransportTest::admit, "/ws"));
    }

    /** The next message of that type; others, which have no fixed place, are passed over. */
    private static String next(RawPeer peer, String type) {
        String text = peer.nextFrame().text();
        while (!text.startsWith("{\"type\":\"" + type + "\"")) {
            text = peer.nextFrame().text();
        }
        return text;
    }

    /** {@code channels} for everybody who asks for nothing else. */
    private static CompletionStage<Admission> admit(Handshake handshake) {
        Optional<String> subprotocol =
                handshake.header("sec-websocket-protocol").filter(RealtimeV1Dialect.SUBPROTOCOL::equals);
        Dialect dialect = subprotocol.isPresent() ? new RealtimeV1Dialect() : new ChannelsDialect();
        Authenticator none = token ->
                CompletableFuture.completedStage(new Authenticator.Outcome.Rejected(ErrorCode.UNAUTHORIZED, "none"));
        Admission admission = handshake
                .parameter("user")
                .map(user -> Identity.claimed(UserId.of(user)))
                .<Admission>map(identity ->
                        new Admission.Accepted(dialect, subprotocol, Optional.of(identity), none, "127.0.0.1"))
                .orElse(new Admission.Refused(401, ErrorCode.UNAUTHORIZED, "Who are you?", Map.of()));
        return CompletableFuture.completedStage(admission);
    }

    private static void status(HandshakeResponse response, Admission.Refused refused) {
        ((UpgradeResponse) response).setStatus(refused.status());
    }
}
