package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.source.outbox.RealtimeOutbox;
import dev.realtime.testkit.RawPeer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What transactions publish reaches the clients of the server's program, over a real socket. */
@Timeout(90)
class OutboxIT {

    private EmbeddedPostgres database;

    @BeforeEach
    void start() throws IOException {
        database = EmbeddedPostgres.builder().start();
    }

    @AfterEach
    void stop() throws IOException {
        database.close();
    }

    @Test
    @DisplayName("plain SQL reaches a subscriber when it is committed, and only then")
    void deliversWhatIsCommitted() throws SQLException {
        try (ServerProcess server =
                        ServerProcess.serve("--sources.outbox.url=" + database.getJdbcUrl("postgres", "postgres"));
                RawPeer ann = server.member("ann", "notifications")) {
            awaitTables();
            run("create table orders (id int primary key, state text)");
            run("begin; insert into orders values (8, 'shipped'); insert into realtime_outbox (channel, data) values"
                    + " ('notifications', '{\"order\":8}'); rollback");
            run("begin; insert into orders values (7, 'shipped'); insert into realtime_outbox (channel, data) values"
                    + " ('notifications', '{\"order\":7}'); commit");
            try (Connection connection = database.getPostgresDatabase().getConnection()) {
                connection.setAutoCommit(false);
                RealtimeOutbox.publish(
                        connection, ChannelName.of("notifications"), Message.of(Payload.json("{\"order\":9}")));
                connection.commit();
            }

            assertThat(ann.nextFrame().text()).contains("\"data\":{\"order\":7}");
            assertThat(ann.nextFrame().text()).contains("\"data\":{\"order\":9}");
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> server.get("/stats")
                    .body()
                    .contains("\"outbox\":{\"state\":\"reading\",\"lag\":0,\"oldestSeconds\":0,\"accepted\":2,"));
            server.terminate();
            assertThat(server.exit()).isZero();
        }
    }

    private void awaitTables() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        ask("select to_regclass('realtime_outbox') is not null").equals("t"));
    }

    private void run(String statement) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement any = connection.createStatement()) {
            any.execute(statement);
        }
    }

    private String ask(String query) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
