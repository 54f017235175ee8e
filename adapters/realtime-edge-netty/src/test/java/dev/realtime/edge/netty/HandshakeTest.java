package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.policy.AddressRange;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Handshake;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attacks of group "handshake" against a started edge. HS18 and HS19 are the endpoints' ({@code EndpointsEdgeTest}); the
 * limit of one user (HS22) and the silent peer (HS23) are the engine's and tried with the server.
 */
@Timeout(60)
class HandshakeTest {

    private static final String RFC_ANSWER = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = TestEdge.start(
                NettyLanes.open(1), HandshakeTest::admit, options -> options.limits(EdgeLimits.DEFAULT.with(limits -> {
                            limits.handshakeTimeout = Duration.ofSeconds(2);
                            limits.closeTimeout = Duration.ofSeconds(2);
                        }))
                        .hosts(host -> host.startsWith("localhost")));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @Test
    void opensWithTheAnswerOfTheRfc() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            HttpAnswer answer = peer.upgrade("/ws");

            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("sec-websocket-accept")).contains(RFC_ANSWER);
            assertThat(answer.header("sec-websocket-extensions")).isEmpty();
        }
        edge.server();
    }

    @Test
    void keepsFramesThatCameRightBehindTheRequest() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            byte[] frame = WireFrame.text("early").bytes();
            peer.send(concat(peer.upgradeRequest("/ws").getBytes(StandardCharsets.ISO_8859_1), frame));

            assertThat(peer.answer().status()).isEqualTo(101);
            assertThat(peer.nextFrame().text()).isEqualTo("early");
        }
        edge.server();
    }

    @Test
    void opensByteByByte() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            peer.sendChopped(peer.upgradeRequest("/ws").getBytes(StandardCharsets.ISO_8859_1));

            assertThat(peer.answer().status()).isEqualTo(101);
        }
        edge.server();
    }

    @Test
    @DisplayName("HS01: no key is answered with 400 and JSON")
    void needsAKey() {
        HttpAnswer answer = refused(400, without("Sec-WebSocket-Key"));

        assertThat(answer.body()).contains("\"code\":\"BAD_REQUEST\"");
        assertThat(answer.header("content-type")).contains("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AAAA",
                "!!!!!!!!!!!!!!!!!!!!!!!!",
                "dGhlIHNhbXBsZSBub25jZQ=A",
                "dGhlIHNhbXBsZSBub25jZSBs",
                RawPeer.KEY + "\r\nSec-WebSocket-Key: " + RawPeer.KEY
            })
    @DisplayName("HS02: a key that is not 16 bytes, or two of them, is answered with 400")
    void needsAProperKey(String key) {
        refused(400, with("Sec-WebSocket-Key", key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "14", "", "13, 12", "13\r\nSec-WebSocket-Version: 13"})
    @DisplayName("HS03: another version is answered with 426 and the right one")
    void needsVersion13(String version) {
        assertThat(refused(426, with("Sec-WebSocket-Version", version)).header("sec-websocket-version"))
                .contains("13");
    }

    @Test
    @DisplayName("HS03: no version is answered with 426 and the right one")
    void needsAVersion() {
        assertThat(refused(426, without("Sec-WebSocket-Version")).header("sec-websocket-version"))
                .contains("13");
    }

    @Test
    @DisplayName("HS04: POST is answered with 405 and Allow")
    void needsGet() {
        assertThat(refused(405, request().replace("GET ", "POST ")).header("allow"))
                .contains("GET");
    }

    @Test
    @DisplayName("HS05: HTTP/1.0 and HTTP/2.0 are answered with 505")
    void needsHttp11() {
        refused(505, request().replace("HTTP/1.1", "HTTP/1.0"));
        refused(505, request().replace("HTTP/1.1", "HTTP/2.0"));
    }

    @Test
    @DisplayName("HS06: two hosts, or none, are answered with 400 and the end of the connection")
    void needsOneHost() {
        refused(400, with("Host", "localhost\r\nHost: localhost"));
        refused(400, without("Host"));
    }

    @Test
    @DisplayName("HS07: both lengths of a body are answered with 400, and nothing behind is read")
    void refusesTwoLengths() {
        refused(
                400,
                with("Content-Length", "6\r\nTransfer-Encoding: chunked") + "0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n");
    }

    @Test
    @DisplayName("HS08: an upgrade with a body is answered with 400")
    void refusesABody() {
        refused(400, with("Content-Length", "5") + "hello");
        refused(400, with("Transfer-Encoding", "chunked") + "0\r\n\r\n");
    }

    @Test
    @DisplayName("HS09: a blank before the colon, a folded line, NUL, a bare CR and a bare LF are answered with 400")
    void refusesWhatProxiesReadDifferently() {
        refused(400, request().replace("Upgrade: websocket", "Upgrade : websocket"));
        refused(400, request().replace("Upgrade: websocket", "Upgrade:\r\n websocket"));
        refused(400, with("X-Test", "a\0b"));
        refused(400, with("X-Test", "a\rb"));
        refused(400, with("X-Test", "a\nX-Other: b"));
        refused(400, request().replace("\r\n", "\n"));
        refused(400, with("X-Test", "a\u007fb"));
        refused(400, request().replace("Upgrade: websocket", ": websocket"));
        refused(400, request().replace("Upgrade: websocket", "Upgrade websocket"));
        refused(400, request().replace("GET /ws", "GET  /ws"));
        refused(400, request().replace("GET /ws", "GET /w\u00e4"));
    }

    @Test
    @DisplayName("HS10: 70 kB of headers, 2,000 headers and a URL of 70 kB are answered with 431, 431 and 414")
    void boundsTheHead() {
        refused(431, with("X-Long", "x".repeat(70_000)));
        refused(431, with("X-1", "1\r\n" + "a: b\r\n".repeat(2_000) + "X-2: 2"));
        refused(414, request().replace("/ws", "/ws?" + "x".repeat(70_000)));
    }

    @Test
    @DisplayName("HS11: handshakes that drip are cut in time, and a normal one is not kept waiting")
    void cutsSlowHandshakes() {
        List<RawPeer> slow = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            slow.add(RawPeer.connect(edge.port()).send(i % 2 == 0 ? "" : "GET /ws HT"));
        }

        try (RawPeer peer = edge.open()) {
            peer.send(WireFrame.text("me first"));
            assertThat(peer.nextFrame().text()).isEqualTo("me first");
        }
        edge.server();
        for (int i = 0; i < slow.size(); i++) {
            RawPeer peer = slow.get(i).patience(Duration.ofSeconds(5));
            if (i % 2 == 0) {
                assertThat(peer.next()).isEqualTo(new PeerEvent.Eof());
            } else {
                assertThat(peer.answer().status()).isEqualTo(408);
            }
            peer.close();
        }
    }

    @Test
    @DisplayName("HS11: an admitter that does not answer in time is answered for with 503")
    void boundsTheAdmission() {
        refused(503, request().replace("/ws", "/never"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ws/../../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/ws/%2e%2e%2fetc",
                "/ws/./x",
                "/ws/..%5cetc",
                "/ws%00",
                "/ws%0d%0a",
                "/ws%c0%af",
                "/ws%",
                "/ws%4",
                "/ws%zz",
                "ws",
                "*",
                "/ws#x"
            })
    @DisplayName("HS12: dot segments and broken escapes are answered with 400, however they are written")
    void refusesOddPaths(String path) {
        refused(400, request().replace("/ws", path));
    }

    @Test
    @DisplayName("HS13: an absolute URL with another authority is answered with 400, a foreign host with 421")
    void refusesForeignAuthorities() {
        refused(400, request().replace("/ws", "http://evil.example/ws"));
        refused(421, request().replace("localhost", "evil.example"));
        refused(421, request().replace("localhost", "evil.example").replace("/ws", "http://evil.example/ws"));
    }

    @Test
    @DisplayName("HS13: an absolute URL of the own host opens")
    void acceptsTheOwnAuthority() {
        opened(request().replace("/ws", "http://LOCALHOST/ws"));
    }

    @Test
    @DisplayName("HS14: line breaks in the query reach no header")
    void keepsLineBreaksOut() {
        HttpAnswer answer = refused(400, request().replace("/ws", "/ws?x=%0d%0aSet-Cookie:%20a=b"));

        assertThat(answer.headers()).doesNotContainKey("set-cookie");
    }

    @Test
    @DisplayName("HS15: an unknown subprotocol is not echoed")
    void echoesNoSubprotocol() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            HttpAnswer answer = peer.upgrade("/ws", "Sec-WebSocket-Protocol: evil.v9");

            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("sec-websocket-protocol")).isEmpty();
        }
        edge.server();
    }

    @Test
    @DisplayName("HS16: long lists of subprotocols are read in linear time, or not at all")
    void readsListsInLinearTime() {
        refused(431, with("Sec-WebSocket-Protocol", "a,".repeat(100_000)));
        opened(with("Sec-WebSocket-Protocol", "a,".repeat(7_000) + "a"));
        opened(with("Sec-WebSocket-Protocol", "a" + " ".repeat(14_000) + "a"));
        opened(with("Connection", "x,".repeat(7_000) + "Upgrade"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_max_window_bits=99",
                "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
                "x-unknown; a=\"b, c\"",
                ";;;,,,=\"",
            })
    @DisplayName("HS17: extensions are declined, good or bad")
    void declinesExtensions(String extensions) {
        assertThat(opened(with("Sec-WebSocket-Extensions", extensions)).header("sec-websocket-extensions"))
                .isEmpty();
    }

    @Test
    @DisplayName("HS17: 50 kB of extensions are answered with 431")
    void boundsExtensions() {
        refused(431, with("Sec-WebSocket-Extensions", "a;".repeat(25_000)));
    }

    @Test
    @DisplayName("HS20: a TLS hello, or random bytes, on the plain port are answered with 400 or closed")
    void refusesOtherProtocols() {
        byte[] hello = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
        byte[] random = new byte[512];
        new Random(20).nextBytes(random);
        for (byte[] bytes : List.of(hello, random)) {
            try (RawPeer peer = RawPeer.connect(edge.port()).send(bytes)) {
                assertThat(peer.answer().status()).isEqualTo(400);
                assertThat(peer.ended()).isTrue();
            }
        }
    }

    @Test
    @DisplayName("HS21: no Connection: Upgrade, or an upgrade to h2c, is answered with 400 or 426")
    void upgradesToNothingElse() {
        refused(400, request().replace("Connection: Upgrade", "Connection: keep-alive"));
        refused(426, request().replace("Upgrade: websocket", "Upgrade: h2c"));
        try (RawPeer peer = RawPeer.connect(edge.port()).send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")) {
            assertThat(peer.answer().status()).isEqualTo(505);
        }
    }

    @Test
    @DisplayName("HS21: a client that offers h2c with a plain request, as the JDK's does, has a plain answer")
    void anOfferOfHttp2IsNotForUs() throws Exception {
        Consumer<NettyEdge.Builder> mirror = options ->
                options.http(request -> CompletableFuture.completedStage(new HttpReply(200, Map.of(), request.body())));
        try (TestEdge plain = TestEdge.start(
                NettyLanes.open(1), handshake -> TestEdge.accepted(handshake, Optional.empty()), mirror)) {
            for (HttpClient.Version offered : HttpClient.Version.values()) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + plain.port() + "/"))
                        .version(offered)
                        .POST(HttpRequest.BodyPublishers.ofString("hello"))
                        .build();
                HttpResponse<String> answer =
                        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

                assertThat(answer.statusCode()).as(offered.toString()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("hello");
            }
        }
    }

    @Test
    @DisplayName("HS22: one connection too many is answered with 503 and Retry-After, and a place that is left is free")
    void boundsConnections() {
        try (TestEdge small = TestEdge.withLimits(limits -> limits.maxConnections = 2)) {
            RawPeer first = small.open();
            RawPeer second = small.open();
            try (RawPeer third = RawPeer.connect(small.port())) {
                HttpAnswer answer = third.upgrade("/ws");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("retry-after"))
                        .hasValueSatisfying(it -> assertThat(it).matches("[1-5]"));
            }
            first.close();
            small.server().closed();
            RawPeer fourth = small.open();

            fourth.close();
            second.close();
            small.awaitNoConnections();
        }
    }

    @Test
    void boundsConnectionsOfOneAddress() {
        try (TestEdge small =
                TestEdge.start(options -> options.trustedProxies(List.of(AddressRange.parse("127.0.0.0/8")))
                        .limits(EdgeLimits.DEFAULT.with(limits -> limits.maxConnectionsPerAddress = 1)))) {
            String one = "X-Forwarded-For: 2001:db8::1";
            try (RawPeer first = RawPeer.connect(small.port());
                    RawPeer neighbour = RawPeer.connect(small.port());
                    RawPeer stranger = RawPeer.connect(small.port())) {
                first.opened("/ws", one);
                assertThat(neighbour
                                .upgrade("/ws", "X-Forwarded-For: 2001:db8::2")
                                .status())
                        .isEqualTo(429);
                assertThat(stranger.upgrade("/ws", "X-Forwarded-For: 2001:db8:0:1::1")
                                .status())
                        .isEqualTo(101);
            }
            small.awaitNoConnections();
            RawPeer.open(small.port(), "/ws", one).close();
        }
    }

    @Test
    void aFailingAdmitterIsAnsweredForWith503() {
        assertThat(refused(503, request().replace("/ws", "/failing")).header("retry-after"))
                .contains("1");
        refused(503, request().replace("/ws", "/throwing"));
    }

    @Test
    void showsTheAdmitterADecodedRequest() {
        opened(with("X-Test", "  a  \r\nx-TEST: b").replace("/ws", "/w%73?b=%C3%A4+1&a=&b=2&c"));
        assertThat(lastHandshake.path()).isEqualTo("/ws");
        assertThat(lastHandshake.query())
                .containsEntry("b", List.of("ä 1", "2"))
                .containsEntry("a", List.of(""))
                .containsEntry("c", List.of(""));
        assertThat(lastHandshake.headers()).containsEntry("x-test", List.of("a", "b"));
        assertThat(lastHandshake.remoteAddress()).isEqualTo("127.0.0.1");
        assertThat(lastHandshake.secure()).isFalse();
    }

    @Test
    @DisplayName("LI07: a forwarding header of somebody we do not trust is ignored")
    void believesNobodysForwarding() {
        opened(with("X-Forwarded-For", "10.1.2.3\r\nX-Forwarded-Proto: https"));

        assertThat(lastHandshake.remoteAddress()).isEqualTo("127.0.0.1");
        assertThat(lastHandshake.secure()).isFalse();
    }

    private static volatile Handshake lastHandshake;

    private static CompletionStage<Admission> admit(Handshake handshake) {
        lastHandshake = handshake;
        return switch (handshake.path()) {
            case "/ws" -> TestEdge.accepted(handshake, Optional.empty());
            case "/never" -> new CompletableFuture<>();
            case "/failing" -> CompletableFuture.failedStage(new IllegalStateException("test"));
            case "/throwing" -> throw new IllegalStateException("test");
            default -> CompletableFuture.completedStage(
                    new Admission.Refused(404, ErrorCode.NOT_FOUND, "No such endpoint", Map.of()));
        };
    }

    private static String request() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            return peer.upgradeRequest("/ws").replace("localhost:" + edge.port(), "localhost");
        }
    }

    private static String without(String header) {
        return request().replaceFirst("(?m)^" + header + ": .*\r\n", "");
    }

    private static String with(String header, String value) {
        String rest = without(header);
        return rest.substring(0, rest.length() - 2) + header + ": " + value + "\r\n\r\n";
    }

    private static HttpAnswer opened(String request) {
        try (RawPeer peer = RawPeer.connect(edge.port()).send(request)) {
            HttpAnswer answer = peer.answer();
            assertThat(answer.status()).isEqualTo(101);
            edge.server();
            return answer;
        }
    }

    /** Sends, expects that status and the end of the connection, and that the engine never hears of it. */
    private static HttpAnswer refused(int status, String request) {
        try (RawPeer peer = RawPeer.connect(edge.port()).send(request)) {
            HttpAnswer answer = peer.answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("connection"))
                    .hasValueSatisfying(it -> assertThat(it).contains("close"));
            // AD15
            assertThat(answer.header("x-content-type-options")).contains("nosniff");
            assertThat(answer.header("cache-control")).contains("no-store");
            assertThat(peer.next()).isEqualTo(new PeerEvent.Eof());
            assertThat(edge.hasServer()).isFalse();
            return answer;
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
