package dev.realtime.examples.tasks;

import dev.realtime.server.RealtimeServer;
import dev.realtime.server.config.ConfigSources;
import dev.realtime.source.kafka.Kafka;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KafkaTaskUpdatesIT {

    private static final String SECRET = "vY3xk8Qm2Lr7Tn5Wz9Bc4Hd6Jf1Gp0Se";
    private static final String KEY = "correct-horse-battery";
    private static final String DAPR = "t0k3n-of-the-sidecar";

    // Kafka still writes to its folder for a moment after it has stopped.
    @TempDir(cleanup = CleanupMode.NEVER)
    private Path folder;

    @Test
    void usersSeeWhatTheyShould() throws Exception {
        try (Kafka kafka = Kafka.in(folder)) {
            kafka.start();
            kafka.create(Topic.NAME, 4);
            kafka.create(Topic.NAME + "-dead", 1);
            Map<String, String> settings = Map.of(
                    "server.port", "0",
                    "auth.jwt.secret", SECRET,
                    "auth.admin-key", KEY,
                    "sources.kafka.servers", kafka.servers(),
                    "sources.dapr.app-token", DAPR);
            ConfigSources config = new ConfigSources(Optional.of(Path.of("realtime.yaml")), Map.of(), settings);
            try (RealtimeServer server = RealtimeServer.builder()
                            .configuration(config.load())
                            .start();
                    TaskService service = TaskService.start(new Settings(
                            new InetSocketAddress("127.0.0.1", 0),
                            kafka.servers(),
                            "ws://127.0.0.1:" + server.port() + "/ws",
                            SECRET))) {
                new Verify(new Verify.Places(server.port(), service.port(), kafka.servers(), SECRET, KEY, DAPR)).all();
            }
        }
    }
}
