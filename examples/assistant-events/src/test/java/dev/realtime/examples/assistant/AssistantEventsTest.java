package dev.realtime.examples.assistant;

import dev.realtime.server.config.ConfigSources;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AssistantEventsTest {

    private static final String KEY = "correct-horse-battery";
    private static final String SECRET = "vY3xk8Qm2Lr7Tn5Wz9Bc4Hd6Jf1Gp0Se";

    @Test
    void usersSeeWhatTheyShould() throws Exception {
        Map<String, String> settings = Map.of("server.port", "0", "auth.admin-key", KEY, "auth.jwt.secret", SECRET);
        try (AssistantEvents assistant =
                AssistantEvents.start(new ConfigSources(Optional.of(Path.of("realtime.yaml")), Map.of(), settings))) {
            new Verify(assistant.port(), SECRET, KEY).all();
        }
    }
}
