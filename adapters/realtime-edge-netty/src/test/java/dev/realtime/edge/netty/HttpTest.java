package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpTest {

    private static final String HOST = "Host: localhost\r\n";

    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = TestEdge.start(options -> options.http(HttpTest::handle).limits(EdgeLimits.DEFAULT.with(limits -> {
            limits.maxBodyBytes = 100_000;
            limits.bodyTimeout = Duration.ofSeconds(1);
            limits.replyTimeout = Duration.ofSeconds(2);
            limits.keepAliveTimeout = Duration.ofSeconds(1);
            limits.closeTimeout = Duration.ofSeconds(1);
        })));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @Test
    void answersAndKeepsTheConnection() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            for (int i = 0; i < 3; i++) {
                HttpAnswer answer = peer.send("GET /echo?n=" + i + " HTTP/1.1\r\n" + HOST + "\r\n")
                        .answer();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("GET /echo {n=[" + i + "]} ");
                assertThat(answer.header("connection")).contains("keep-alive");
            }
        }
    }

    @Test
    void answersRequestsSentAheadInTheirOrder() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            peer.send("GET /slow HTTP/1.1\r\n" + HOST + "\r\n" + "POST /echo HTTP/1.1\r\n" + HOST
                    + "Content-Length: 3\r\n\r\nabc" + "\r\nGET /echo HTTP/1.1\r\n" + HOST + "\r\n");

            assertThat(peer.answer().body()).isEqualTo("slow");
            assertThat(peer.answer().body()).endsWith("abc");
            assertThat(peer.answer().body()).startsWith("GET /echo");
        }
    }

    @Test
    void readsChunkedBodies() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            String request = "POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n"
                    + "3;name=value\r\nabc\r\n0a\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
            peer.send(request).sendChopped(request.getBytes(StandardCharsets.ISO_8859_1));

            assertThat(peer.answer().body()).endsWith("abc0123456789");
            assertThat(peer.answer().body()).endsWith("abc0123456789");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3\nabc\r\n0\r\n\r\n",
                "3\r\nabcX\r\n",
                "+3\r\nabc\r\n",
                "\r\n",
                "x\r\n",
                "-1\r\n",
                "123456789\r\n"
            })
    void refusesBrokenChunks(String body) {
        ends(400, "POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n" + body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nContent-Length: 3",
                "Content-Length: 3, 3",
                "Content-Length: +3",
                "Content-Length: -3",
                "Content-Length: 0x3",
                "Content-Length: ",
                "Content-Length: 99999999999999999999",
                "Content-Length: 3\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: identity"
            })
    void refusesAmbiguousLengths(String headers) {
        ends(400, "POST /echo HTTP/1.1\r\n" + HOST + headers + "\r\n\r\nabc");
    }

    @Test
    void boundsBodies() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            peer.send("POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 100000\r\n\r\n" + "x".repeat(100_000));
            assertThat(peer.answer().body()).endsWith("x".repeat(100_000));
        }
        ends(413, "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 100001\r\n\r\n");
        ends(413, "POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n186a1\r\n");
    }

    @Test
    void boundsTheTimeOfABody() {
        ends(408, "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nab");
    }

    @Test
    void tellsAWaitingPeerToGoOn() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            peer.send("POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n");

            assertThat(peer.answer().status()).isEqualTo(100);
            assertThat(peer.send("abc").answer().body()).endsWith("abc");
        }
        ends(417, "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\nExpect: miracles\r\n\r\n");
    }

    @Test
    void leavesTheBodyOutForHead() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            peer.send("HEAD /echo HTTP/1.1\r\n" + HOST + "\r\nGET /empty HTTP/1.1\r\n" + HOST + "\r\n");

            assertThat(peer.answerWithoutBody().header("content-length")).contains("14");
            HttpAnswer empty = peer.answer();
            assertThat(empty.status()).isEqualTo(204);
            assertThat(empty.header("content-length")).isEmpty();
        }
    }

    @Test
    void endsTheConnectionWhenAsked() {
        ends(200, "GET /echo HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");
    }

    @Test
    void answersOldPeersAndEndsTheConnection() {
        ends(200, "GET /echo HTTP/1.0\r\n\r\n");
    }

    @Test
    void endsAnIdleConnection() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            assertThat(peer.send("GET /echo HTTP/1.1\r\n" + HOST + "\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);

            assertThat(peer.next()).isEqualTo(new PeerEvent.Eof());
        }
    }

    @Test
    void aHandlerThatFailsIsAnsweredForWith500() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            for (String path : new String[] {"/failing", "/throwing", "/nothing"}) {
                HttpAnswer answer = peer.send("GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n")
                        .answer();

                assertThat(answer.status()).isEqualTo(500);
                assertThat(answer.body())
                        .isEqualTo("{\"error\":{\"code\":\"INTERNAL_ERROR\",\"message\":\"Internal error\"}}");
            }
        }
    }

    @Test
    void aHandlerThatDoesNotAnswerIsAnsweredForWith503() {
        ends(503, "GET /never HTTP/1.1\r\n" + HOST + "\r\n");
    }

    @Test
    void foreignHostsAreMisdirected() {
        try (TestEdge strict =
                        TestEdge.start(options -> options.http(HttpTest::handle).hosts("own"::equals));
                RawPeer foreign = RawPeer.connect(strict.port());
                RawPeer own = RawPeer.connect(strict.port())) {
            assertThat(foreign.send("GET /echo HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(421);
            assertThat(own.send("GET /echo HTTP/1.1\r\nHost: own\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void cutsAPeerThatDoesNotReadItsAnswer() {
        try (TestEdge one = TestEdge.start(
                        options -> options.http(HttpTest::handle).limits(EdgeLimits.DEFAULT.with(limits -> {
                            limits.replyTimeout = Duration.ofSeconds(1);
                            limits.maxPlainConnections = 1;
                        })));
                RawPeer stuck = RawPeer.connect(one.port(), 4 * 1024)) {
            stuck.send("GET /big HTTP/1.1\r\n" + HOST + "\r\n");

            awaitAPlace(one);
        }
    }

    @Test
    void boundsPlainConnections() {
        try (TestEdge small = TestEdge.withLimits(limits -> limits.maxPlainConnections = 1);
                RawPeer first = RawPeer.connect(small.port())) {
            assertThat(isCut(small.port())).isTrue();

            first.opened("/ws");
            awaitAPlace(small);
        }
    }

    @Test
    void cannotListenTwice() {
        assertThatThrownBy(() -> TestEdge.start(options -> options.port(edge.port())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + edge.port());
    }

    @Test
    void stopsAcceptingAndKeepsWhoIsIn() {
        try (TestEdge stopping = TestEdge.start();
                RawPeer peer = stopping.open()) {
            int port = stopping.port();
            stopping.edge().stopAccepting();

            assertThatThrownBy(() -> RawPeer.connect(port)).hasMessageContaining("refused");
            peer.send(WireFrame.text("still in"));
            assertThat(peer.nextFrame().text()).isEqualTo("still in");

            stopping.edge().close();
            assertThat(peer.ended()).isTrue();
            assertThat(stopping.server().closed()).isEqualTo(1006);
        }
    }

    @Test
    void aReplyCannotSmuggleHeaders() {
        assertThatThrownBy(() -> new HttpReply(200, Map.of("X-A", "a\r\nSet-Cookie: b"), new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HttpReply(200, Map.of("X A", "a"), new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HttpReply.empty(101)).isInstanceOf(IllegalArgumentException.class);
    }

    private static CompletionStage<HttpReply> handle(HttpRequest request) {
        return switch (request.path()) {
            case "/echo" -> CompletableFuture.completedStage(HttpReply.text(
                    200,
                    request.method() + " " + request.path() + " " + request.query() + " "
                            + new String(request.body(), StandardCharsets.UTF_8)));
            case "/slow" -> CompletableFuture.supplyAsync(
                    () -> HttpReply.text(200, "slow"), CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
            case "/empty" -> CompletableFuture.completedStage(HttpReply.empty(204));
            case "/big" -> CompletableFuture.completedStage(new HttpReply(200, Map.of(), new byte[16 << 20]));
            case "/never" -> new CompletableFuture<>();
            case "/failing" -> CompletableFuture.failedStage(new IllegalStateException("test"));
            case "/nothing" -> CompletableFuture.completedStage(null);
            default -> throw new IllegalStateException("test");
        };
    }

    /** Sends, and expects that status and the end of the connection. */
    private static void ends(int status, String request) {
        try (RawPeer peer = RawPeer.connect(edge.port()).send(request)) {
            assertThat(peer.answer().status()).isEqualTo(status);
            assertThat(peer.next()).isEqualTo(new PeerEvent.Eof());
        }
    }

    /** Waits until somebody can come in: as long as the only place is taken, everybody is cut. */
    private static void awaitAPlace(TestEdge edge) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            try (RawPeer next = RawPeer.connect(edge.port())) {
                return next.upgrade("/ws").status() == 101;
            } catch (UncheckedIOException e) {
                return false;
            }
        });
    }

    /** Whether a new connection is cut; it may be so fast that the peer cannot even connect. */
    private static boolean isCut(int port) {
        try (RawPeer peer = RawPeer.connect(port)) {
            return peer.ended();
        } catch (UncheckedIOException e) {
            return true;
        }
    }
}
