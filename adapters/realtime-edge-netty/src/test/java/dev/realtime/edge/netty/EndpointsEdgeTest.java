package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.endpoint.Endpoint;
import dev.realtime.core.endpoint.Endpoints;
import dev.realtime.core.endpoint.HostPolicy;
import dev.realtime.core.endpoint.OriginPolicy;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handshake attacks that the endpoints of the core answer, over a real socket. */
@Timeout(60)
class EndpointsEdgeTest {

    private static TestEdge edge;

    @BeforeAll
    static void start() {
        OriginPolicy app = OriginPolicy.of(List.of("https://app.example.com"));
        HostPolicy hosts = HostPolicy.loopback();
        Endpoints endpoints = Endpoints.builder()
                .hosts(hosts)
                .endpoint(Endpoint.at("/ws")
                        .dialect(TestEdge.noDialect())
                        .trustClaimed("user")
                        .origins(app)
                        .build())
                .endpoint(Endpoint.at("/cookie")
                        .dialect(TestEdge.noDialect())
                        .trustClaimed("user")
                        .tokenInCookie("token")
                        .origins(app)
                        .build())
                .endpoint(Endpoint.at("/token")
                        .dialect(TestEdge.noDialect())
                        .subprotocol("realtime.v1.json", TestEdge.noDialect())
                        .tokenInQuery("token")
                        .origins(app)
                        .build())
                .build();
        edge = TestEdge.start(NettyLanes.open(1), endpoints::admit, options -> options.hosts(hosts::allows));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.com.evil.example",
                "https://evilapp.example.com",
                "http://app.example.com",
                "https://app.example.com:444",
                "https://user@app.example.com",
                "https://app.example.com@evil.example",
                "null",
                "https://app.example.com.",
                "https://app.example.com%00.evil.example",
                "HTTPS://APP.EXAMPLE.COM",
                "https://app.\u0435xample.com",
                "https://app.example.com/",
                "https://app.example.com, https://evil.example",
                ""
            })
    @DisplayName("HS18: an origin that only looks like an allowed one is answered with 403, before 101")
    void refusesLookAlikes(String origin) {
        assertThat(status("/ws?user=ann", "Origin: " + origin)).isEqualTo(403);
        assertThat(edge.hasServer()).isFalse();
    }

    @Test
    @DisplayName("HS18: the allowed origin opens")
    void acceptsTheOrigin() {
        assertThat(status("/ws?user=ann", "Origin: https://app.example.com")).isEqualTo(101);
        edge.server();
    }

    @Test
    @DisplayName("HS19: no origin is allowed, but not where cookies identify")
    void judgesMissingOrigins() {
        assertThat(status("/ws?user=ann")).isEqualTo(101);
        assertThat(status("/cookie?user=ann")).isEqualTo(403);
        edge.server();
    }

    @Test
    void tellsAPageInItsSubprotocolThatItsTokenIsBad() {
        try (RawPeer page = RawPeer.connect(edge.port())) {
            HttpAnswer answer = page.upgrade(
                    "/token?token=bad",
                    "Origin: https://app.example.com",
                    "Sec-WebSocket-Protocol: realtime.v2.json, realtime.v1.json");

            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("sec-websocket-protocol")).contains("realtime.v1.json");
            assertThat(page.next()).isEqualTo(new PeerEvent.Closed(4501, "Invalid token"));
            assertThat(edge.hasServer()).isFalse();
        }
    }

    @Test
    @DisplayName("HS12: an unknown path is answered with 404")
    void knowsItsPaths() {
        assertThat(status("/etc/passwd")).isEqualTo(404);
    }

    private static int status(String target, String... headers) {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            return peer.upgrade(target, headers).status();
        }
    }
}
