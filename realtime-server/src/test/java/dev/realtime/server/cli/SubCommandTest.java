package dev.realtime.server.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.RealtimeServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** It ends where nothing can come any more. */
@Timeout(30)
class SubCommandTest {

    private static final String SECRET = "vY3xk8Qm2Lr7Tn5Wz9Bc4Hd6Jf1Gp0Se";

    @TempDir
    private Path directory;

    @Test
    void endsWhenItsChannelIsRefused() throws IOException {
        try (RealtimeServer server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("auth.jwt.secret", SECRET)
                .start()) {
            Ran refused = sub(server.port(), "secret");

            assertThat(refused.code()).isEqualTo(ExitCode.FAILURE);
            assertThat(refused.err()).contains("PERMISSION_DENIED").contains("\"channel\":\"secret\"");
        }
    }

    @Test
    void endsWhenWhoTookTheConnectionNeverAnswers() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ran waited = sub(silent.getLocalPort(), "chat", "--timeout", "300ms");

            assertThat(waited.code()).isEqualTo(ExitCode.FAILURE);
            assertThat(waited.err()).isEqualTo("cannot reach 127.0.0.1:" + silent.getLocalPort());
        }
    }

    @Test
    void endsWhenNobodyGreetsIt() throws IOException {
        assertThat(whoHears("").err()).isEqualTo("the server is silent");
    }

    @Test
    void endsWhenTheServerMissesItsOwnPings() throws IOException {
        Ran ran = whoHears("{\"type\":\"connected\",\"id\":1,\"ping\":200,\"pong\":200}");

        assertThat(ran.err()).isEqualTo("the server is silent");
    }

    @Test
    void wantsACountThatCanBeReached() throws IOException {
        assertThat(sub(1, "chat", "--count", "-1").code()).isEqualTo(ExitCode.USAGE);
    }

    /** Runs against a server that opens the WebSocket, says one thing and then nothing. */
    private Ran whoHears(String message) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try {
                    greet(listener.accept(), message);
                } catch (IOException e) {
                    // the test has ended
                }
            });
            server.setDaemon(true);
            server.start();
            Ran ran = sub(listener.getLocalPort(), "chat", "--timeout", "1s");
            assertThat(ran.code()).isEqualTo(ExitCode.FAILURE);
            return ran;
        }
    }

    private static void greet(Socket socket, String message) throws IOException {
        BufferedReader head = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        String key = "";
        for (String line = head.readLine(); line != null && !line.isEmpty(); line = head.readLine()) {
            key = line.startsWith("Sec-WebSocket-Key: ") ? line.substring(19) : key;
        }
        OutputStream out = socket.getOutputStream();
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Protocol: realtime.v1.json\r\nSec-WebSocket-Accept: " + accept(key)
                        + "\r\n\r\n")
                .getBytes(ISO_8859_1));
        if (!message.isEmpty()) {
            byte[] text = message.getBytes(UTF_8);
            out.write(0x81);
            out.write(text.length);
            out.write(text);
        }
        out.flush();
        // A socket that nobody holds is closed with the garbage.
        head.transferTo(Writer.nullWriter());
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Ran sub(int port, String channel, String... more) throws IOException {
        Path file = Files.writeString(
                directory.resolve("realtime.yaml"),
                "server: { port: " + Math.max(1, port) + " }\nauth: { jwt: { secret: " + SECRET + " } }\n");
        String[] all = {"sub", channel, "-u", "ann", "--config", file.toString()};
        return Ran.command(
                Stream.concat(Arrays.stream(all), Arrays.stream(more)).toArray(String[]::new));
    }
}
