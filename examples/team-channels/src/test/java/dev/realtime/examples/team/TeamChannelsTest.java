package dev.realtime.examples.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.server.config.ConfigSources;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TeamChannelsTest {

    private static final String KEY = "correct-horse-battery";

    private static TeamChannels team;

    @BeforeAll
    static void start() {
        Map<String, String> settings = Map.of("server.port", "0", "auth.admin-key", KEY);
        team = TeamChannels.start(
                new ConfigSources(Optional.of(Path.of("realtime.yaml")), Map.of(), settings), Duration.ofMillis(200));
    }

    @AfterAll
    static void stop() {
        team.close();
    }

    @Test
    void aTeamSeesWhatItShould() throws Exception {
        new Verify(team.port(), KEY).all();
    }

    @Test
    void servesItsOwnPage() throws IOException, InterruptedException {
        for (String file : new String[] {"/", "/team.js", "/team.css"}) {
            assertThat(get(file).statusCode()).as(file).isEqualTo(200);
        }
        assertThat(get("/").body()).contains("<title>Team channels</title>");
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + team.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
