package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.ConfigSources;
import dev.realtime.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a source is told before anything is open, and by a look at the configuration. */
@Timeout(30)
class FeedsTest {

    private static final String MISTAKES =
            """
            kafka: { servers: 'localhost:9092', dead-letters: task-updates }
            kafka: { servers: 'localhost:9092', properties: /nowhere/client.properties }
            kafka: { servers: 'localhost:9092', group: ' ' }
            dapr: { pubsub: pubsub, topics: { 'my topic': {} } }
            outbox: { url: 'jdbc:postgresql://localhost:99999/none' }
            """;

    @TempDir
    private Path directory;

    @Test
    void aLookFindsWhatIsWrongWithASource() throws IOException {
        for (String mistake : MISTAKES.lines().toList()) {
            ServerConfig config = config("sources:\n  " + mistake + "\n");

            assertThatExceptionOfType(ConfigException.class)
                    .as(mistake)
                    .isThrownBy(
                            () -> RealtimeServer.builder().configuration(config).check())
                    .withMessageStartingWith("sources." + mistake.split(":")[0] + ": ");
        }
    }

    @Test
    void aLookFindsWhatKafkaWouldNotTake() throws IOException {
        Path properties = Files.writeString(directory.resolve("client.properties"), "max.poll.interval.ms=soon\n");
        ServerConfig config =
                config("sources:\n  kafka: { servers: 'localhost:9092', properties: '" + properties + "' }\n");

        assertThatThrownBy(() -> RealtimeServer.builder().configuration(config).check())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("sources.kafka: ");
    }

    @Test
    void nothingIsOpenWhenASourceIsRefused() throws IOException {
        // Whoever opened the port first would say that it is in use.
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServerConfig config = config("server: { port: " + taken.getLocalPort()
                    + " }\nsources:\n  kafka: { servers: 'localhost:9092', dead-letters: task-updates }\n");

            assertThatThrownBy(
                            () -> RealtimeServer.builder().configuration(config).start())
                    .isInstanceOf(ConfigException.class);
        }
    }

    @Test
    void sourcesThatAreRightPass() throws IOException {
        ServerConfig config = config(
                """
                sources:
                  kafka: { servers: 'localhost:9092', group: one, topics: { orders: { channel: 'user:{user_id}' } } }
                  outbox: { url: 'jdbc:postgresql://localhost/none' }
                  dapr: { pubsub: pubsub }
                """);

        assertThat(RealtimeServer.builder().configuration(config).check()).noneMatch(line -> line.contains("sources"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka: { topics: { t: { channel: news, events: [created] } } } | need event",
                "kafka: { topics: { t: { channel: news, max-record: 17MiB } } } | need a max-record of at most 16MiB",
                "kafka: { topics: { t: { channel: news, max-record: 16MiB } } } | need less than limits.max-pending",
                "dapr: { topics: { t: { channel: news, max-record: 16MiB } } } | need less than limits.max-pending",
                "dapr: { topics: { t: { channel: news, max-record: 800KiB } } } | need at most three quarters of edge",
            })
    void aRouteThatNoRecordOrTooMuchTakesIsRefused(String yaml, String problem) {
        assertThatThrownBy(() -> RealtimeServer.builder()
                        .configuration(config("sources:\n  " + yaml + "\n"))
                        .check())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("topics.t")
                .hasMessageContaining(problem);
    }

    @Test
    void aDefaultGroupOfKafkaIsWarnedOf() throws IOException {
        ServerConfig config = config("sources: { kafka: { servers: 'localhost:9092' } }\n");

        assertThat(RealtimeServer.builder().configuration(config).check())
                .anyMatch(line -> line.startsWith("sources.kafka.group is realtime"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kv: { url: 'jdbc:postgresql://localhost/none', user: u, password: p } | kv.url",
                "sources: { kafka: { servers: 'localhost:9092' } } | sources.kafka",
                "sources: { outbox: { url: 'jdbc:postgresql://localhost/none' } } | sources.outbox",
            })
    void whatNeedsAModuleThatIsNotThereIsRefused(String yaml, String setting) throws IOException {
        ServerConfig config = config(yaml + "\n");
        ClassLoader bare = ClassLoader.getPlatformClassLoader();

        assertThatThrownBy(() -> Assembly.checkParts(config, bare))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(setting + ": needs the module ");
    }

    private ServerConfig config(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("realtime.yaml"), yaml);
        return new ConfigSources(Optional.of(file), Map.of(), Map.of()).load();
    }
}
