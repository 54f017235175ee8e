package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program itself keeps keys and values of its users in a file, and tells those who watch. */
@Timeout(90)
class KeysIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET_TEXT = "buy milk before anybody notices";

    @TempDir
    private Path directory;

    private String[] arguments;

    @BeforeEach
    void placeFiles() {
        arguments =
                new String[] {"--kv.file=" + directory.resolve("kv"), "--kv.key-file=" + directory.resolve("kv.keys")};
    }

    @Test
    void aWriteIsToldToWhoWatchesAndToNobodyElse() {
        try (ServerProcess server = ServerProcess.serve(arguments);
                RawPeer ann = watch(server, "ann");
                RawPeer bob = watch(server, "bob")) {
            long version = write(server, "ann", "todo.f649", -1);

            assertThat(ann.nextFrame().text())
                    .isEqualTo("{\"type\":\"kv-batch-update\",\"keys\":[{\"key\":\"todo.f649\",\"version\":" + version
                            + "}]}");
            assertThat(said(bob)).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    @Test
    @DisplayName("with kv.scope=all everybody in the tenant hears of every key, and of no value")
    void everybodyMayBeTold() {
        try (ServerProcess server = ServerProcess.serve(arguments[0], arguments[1], "--kv.scope=all");
                RawPeer bob = watch(server, "bob");
                RawPeer other = watch(server, token("eve", "acme"))) {
            write(server, "ann", "todo.f649", -1);

            assertThat(bob.nextFrame().text()).contains("todo.f649").doesNotContain(encoded());
            assertThat(said(other)).isEqualTo("{\"type\":\"pong\"}");
        }
    }

    @Test
    void whatWasWrittenIsThereAfterARestartAndShowsNoValueInItsFile() throws IOException {
        try (ServerProcess server = ServerProcess.serve(arguments)) {
            write(server, "ann", "todo.f649", -1);
            server.terminate();
            server.exit();
        }
        try (ServerProcess server = ServerProcess.serve(arguments)) {
            assertThat(get(server, token("ann", ""), "/v1/kv/todo.f649")
                            .path("value")
                            .asText())
                    .isEqualTo(encoded());
            assertThat(request(server, token("bob", ""), "/v1/kv/todo.f649").status())
                    .isEqualTo(404);
            server.terminate();
            server.exit();
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(bytes).as(file.toString()).doesNotContain(encoded()).doesNotContain(SECRET_TEXT);
            }
        }
    }

    @Test
    void aServerThatNobodyAsksForKeysMakesNoFile() throws IOException {
        try (ServerProcess server = ServerProcess.serve(arguments);
                RawPeer ann = watch(server, "ann")) {
            assertThat(said(ann)).isEqualTo("{\"type\":\"pong\"}");
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Authorization: Bearer none", "Authorization: Basic YTpi", "x-api-key: " + ServerProcess.KEY
            })
    @DisplayName("without a good token there is nothing to see:")
    void needsAToken(String header) {
        try (ServerProcess server = ServerProcess.serve(arguments)) {
            HttpAnswer answer = new RawHttp(server.port()).request("GET /v1/kv", header);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("www-authenticate")).contains("Bearer");
            assertThat(answer.body()).startsWith("{\"error\":{\"code\":\"UNAUTHORIZED\"");
        }
    }

    private static RawPeer watch(ServerProcess server, String userOrToken) {
        String token = userOrToken.contains(".") ? userOrToken : token(userOrToken, "");
        RawPeer peer = RawPeer.open(server.port(), "/v1/kv/watch", "Authorization: Bearer " + token);
        // an answer means that it is subscribed
        assertThat(said(peer)).isEqualTo("{\"type\":\"pong\"}");
        return peer;
    }

    private static String said(RawPeer peer) {
        PeerEvent.Frame frame = peer.send(WireFrame.text("{\"type\":\"ping\"}")).nextFrame();
        return frame.text();
    }

    /** @return the new version */
    private static long write(ServerProcess server, String user, String key, long version) {
        HttpAnswer answer = new RawHttp(server.port())
                .post(
                        "/v1/kv",
                        "{\"mutations\":[{\"key\":\"" + key + "\",\"value\":\"" + encoded() + "\",\"version\":"
                                + version + "}]}",
                        "Authorization: Bearer " + token(user, ""),
                        "Content-Type: application/json");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return json(answer).path("results").get(0).path("version").asLong();
    }

    private static JsonNode get(ServerProcess server, String token, String path) {
        HttpAnswer answer = request(server, token, path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static HttpAnswer request(ServerProcess server, String token, String path) {
        return new RawHttp(server.port()).request("GET " + path, "Authorization: Bearer " + token);
    }

    private static JsonNode json(HttpAnswer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String encoded() {
        return Base64.getEncoder().encodeToString(SECRET_TEXT.getBytes(StandardCharsets.UTF_8));
    }

    private static String token(String user, String tenant) {
        return Tokens.hmac(ServerProcess.SECRET).issue(new UserId(tenant, user), Set.of(), Duration.ofMinutes(5));
    }
}
