package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.testkit.HttpAnswer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operators see how the source of changed keys is, as they do of other sources. */
@Timeout(90)
class KeySourceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Test
    @DisplayName("changes of keys are counted, and a database that is away is told")
    void isAmongTheSources() throws IOException, SQLException {
        EmbeddedPostgres database = EmbeddedPostgres.builder().start();
        try (RealtimeServer server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("stats", "open")
                .set("kv.url", database.getJdbcUrl("postgres", "postgres"))
                .set("kv.keys", "k1:" + "5a".repeat(32))
                .start()) {
            assertThat(get(server, "/ready")).isEqualTo("{\"status\":\"ok\"}");
            try (Connection connection = database.getPostgresDatabase().getConnection();
                    Statement insert = connection.createStatement()) {
                insert.execute("insert into kv_record (owner, name, content) values ('ann', 'todo.a', 'YQ==')");
            }
            await().atMost(PATIENCE).until(() -> get(server, "/stats")
                    .contains("\"kv\":{\"state\":\"reading\",\"lag\":0,\"accepted\":1,"));

            database.close();

            await().atMost(PATIENCE).until(() -> get(server, "/ready").equals("{\"status\":\"degraded\"}"));
        } finally {
            database.close();
        }
    }

    private static String get(RealtimeServer server, String path) {
        HttpAnswer answer = new RawHttp(server.port()).request("GET " + path);
        return answer.body();
    }
}
