package dev.realtime.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.RealtimeServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PubCommandTest {

    private static final String KEY = "correct-horse-battery";

    @TempDir
    private Path directory;

    private final InputStream console = System.in;
    private RealtimeServer server;

    @BeforeEach
    void start() {
        server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("auth.admin-key", KEY)
                .start();
    }

    @AfterEach
    void stop() {
        System.setIn(console);
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hello", "1,\"key\":\"x\"", "1} {", "1}", "", "1 2", "{\"a\":1,\"a\":2}", "1,\"data\":2", "[1"})
    void takesOneJsonValueAndNothingThatOnlyFitsIntoARequest(String data) throws IOException {
        Ran refused = pub("chat", data);

        assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("need one JSON value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.10", "null", "\"hello\"", " {\"a\":[1,{}]} ", "true"})
    void publishesAnyJsonValue(String data) throws IOException {
        assertThat(pub("chat", data).code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aLineOfInputAddsNoFields() throws IOException {
        System.setIn(new ByteArrayInputStream("1\n\n1,\"key\":\"x\"\n2\n".getBytes(StandardCharsets.UTF_8)));

        Ran stopped = pub("chat", "-");

        assertThat(stopped.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(stopped.err()).isEqualTo("line 3: need one JSON value");
        assertThat(stopped.out()).contains("\"offset\":1").doesNotContain("\"offset\":2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many"})
    void publishesAtLeastOnce(String count) throws IOException {
        assertThat(pub("chat", "1", "--count", count).code()).isEqualTo(ExitCode.USAGE);
    }

    private Ran pub(String channel, String data, String... more) throws IOException {
        Path file = Files.writeString(
                directory.resolve("realtime.yaml"),
                "server: { port: " + server.port() + " }\nauth: { admin-key: " + KEY + " }\n");
        String[] all = {"pub", "--config", file.toString(), channel, data, "--event", "note"};
        return Ran.command(
                Stream.concat(Arrays.stream(all), Arrays.stream(more)).toArray(String[]::new));
    }
}
