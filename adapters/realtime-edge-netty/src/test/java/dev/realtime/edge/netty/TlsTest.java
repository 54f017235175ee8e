package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.core.endpoint.Endpoint;
import dev.realtime.core.endpoint.Endpoints;
import dev.realtime.core.spi.Admitter;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path files;

    private static SSLContext trusting;
    private static TestEdge edge;

    @BeforeAll
    static void start() throws Exception {
        KeyStore store = selfSigned();
        pem("cert.pem", "CERTIFICATE", store.getCertificate("edge").getEncoded());
        pem("key.pem", "PRIVATE KEY", store.getKey("edge", PASSWORD).getEncoded());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
        Admitter pages = Endpoints.builder()
                .endpoint(Endpoint.at("/pages")
                        .dialect(TestEdge.noDialect())
                        .trustClaimed("user")
                        .build())
                .build();
        edge = TestEdge.start(
                NettyLanes.open(1),
                handshake -> handshake.path().equals("/pages")
                        ? pages.admit(handshake)
                        : TestEdge.accepted(handshake, Optional.empty()),
                options -> options.tls(files.resolve("cert.pem"), files.resolve("key.pem"))
                        .limits(EdgeLimits.DEFAULT.with(limits -> {
                            limits.closeTimeout = Duration.ofSeconds(1);
                            limits.writeStall = Duration.ofSeconds(1);
                            limits.handshakeTimeout = Duration.ofSeconds(2);
                        })));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksHttpAndWebSocket(String version) throws IOException {
        try (RawPeer peer = connect(version)) {
            HttpAnswer plain =
                    peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").answer();
            peer.opened("/ws").send(WireFrame.text("x".repeat(60_000)));

            assertThat(plain.status()).isEqualTo(404);
            assertThat(peer.nextFrame().text()).isEqualTo("x".repeat(60_000));
            peer.send(WireFrame.close(1000));
            assertThat(peer.next()).isEqualTo(new PeerEvent.Closed(1000, ""));
            assertThat(peer.next()).isEqualTo(new PeerEvent.Eof());
        }
        assertThat(edge.server().closed()).isEqualTo(1000);
    }

    @Test
    @DisplayName("HS18: a page that came without TLS is no page of this server, one that came with it is")
    void knowsItsOwnPages() throws IOException {
        assertThat(statusOfAPage("http://localhost")).isEqualTo(403);
        assertThat(statusOfAPage("https://localhost")).isEqualTo(101);
        edge.server();
    }

    @Test
    void refusesOldVersions() {
        assertThatThrownBy(() -> connect("TLSv1.1")).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void endsWhatIsNotTls() {
        try (RawPeer peer = RawPeer.connect(edge.port()).send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            assertThat(peer.ended()).isTrue();
        }
    }

    @Test
    void endsAHandshakeThatDoesNotGoOn() {
        try (RawPeer peer = RawPeer.connect(edge.port()).patience(Duration.ofSeconds(5))) {
            assertThat(peer.ended()).isTrue();
        }
    }

    @Test
    void cutsAPeerThatDoesNotRead() throws IOException {
        try (RawPeer peer = connect("TLSv1.3").opened("/ws")) {
            TestEdge.Server server = edge.server();
            server.fill();

            assertThat(server.closed()).isEqualTo(1006);
            assertThat(peer.ended()).isTrue();
        }
    }

    @Test
    void doesNotStartWithFilesThatAreNone() {
        assertThatThrownBy(() ->
                        TestEdge.start(options -> options.tls(files.resolve("key.pem"), files.resolve("cert.pem"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("PEM");
    }

    private static int statusOfAPage(String origin) throws IOException {
        try (RawPeer peer = connect("TLSv1.3")) {
            String request = peer.upgradeRequest("/pages?user=ann", "Origin: " + origin)
                    .replaceFirst("Host: localhost:\\d+", "Host: localhost");
            return peer.send(request).answer().status();
        }
    }

    private static RawPeer connect(String version) throws IOException {
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", edge.port());
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        return RawPeer.over(socket);
    }

    /** The JDK makes certificates with this tool alone. */
    private static KeyStore selfSigned() throws Exception {
        Path file = files.resolve("edge.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "edge",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static void pem(String name, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder().encodeToString(der);
        Files.writeString(
                files.resolve(name), "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }
}
