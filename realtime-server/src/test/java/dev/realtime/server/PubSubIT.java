package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the command line publishes, the command line prints. */
@Timeout(90)
class PubSubIT {

    private static final Map<String, String> SECRETS =
            Map.of("REALTIME_AUTH_ADMIN_KEY", ServerProcess.KEY, "REALTIME_AUTH_JWT_SECRET", ServerProcess.SECRET);

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.serve();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void printsWhatIsPublished() {
        try (ServerProcess reader = run("sub", "chat", "-u", "alice", "--count", "3", "--raw")) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> reader.output().stream()
                                    .filter(line -> line.contains("\"type\":\"subscribed\""))
                                    .count()
                            == 2);

            assertThat(exitOf("pub", "chat", "{\"text\":\"hello\"}")).isZero();
            assertThat(exitOf("pub", "--user", "alice", "--event", "task.created", "--count", "2", "7"))
                    .isZero();

            assertThat(reader.exit()).isZero();
            assertThat(reader.output())
                    .anyMatch(line -> line.contains("\"channel\":\"chat\"") && line.contains("{\"text\":\"hello\"}"))
                    .anyMatch(line -> line.contains("\"event\":\"task.created\"") && line.contains("\"data\":7"));
        }
    }

    @Test
    void saysWhatIsWrong() {
        try (ServerProcess wrong = run("pub", "CHAT", "1")) {
            assertThat(wrong.exit()).isEqualTo(1);
            assertThat(wrong.output()).singleElement().asString().contains("BAD_REQUEST");
        }
        assertThat(exitOf("pub", "chat")).isEqualTo(2);
        try (ServerProcess nobody = ServerProcess.run(SECRETS, "pub", "chat", "1", "--server", "http://127.0.0.1:1")) {
            assertThat(nobody.exit()).isEqualTo(1);
            assertThat(nobody.output()).isEqualTo(List.of("cannot reach 127.0.0.1:1"));
        }
    }

    private static int exitOf(String... arguments) {
        try (ServerProcess program = run(arguments)) {
            return program.exit();
        }
    }

    private static ServerProcess run(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--server.port=" + server.port();
        return ServerProcess.run(SECRETS, all);
    }
}
