package dev.realtime.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.postgres.PostgresDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class OutboxOutageIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final TakenHub hub = new TakenHub();
    private final Counts counts = new Counts();
    private EmbeddedPostgres server;
    private OutboxSource source;

    @AfterEach
    void close() throws IOException {
        source.close();
        server.close();
    }

    @Test
    @DisplayName("a database that is not there yet, that is restarted, and that crashes costs time, nothing else")
    void waitsForTheDatabase() throws IOException {
        int port = freePort();
        PostgresDatabase at = new PostgresDatabase("jdbc:postgresql://localhost:" + port + "/postgres", "postgres", "");
        source = OutboxSource.start(hub, OutboxSourceOptions.at(at).telemetry(counts));
        await().atMost(SOON).until(() -> counts.failed.get() > 0);
        assertThat(source.isReading()).isFalse();

        server = start(port);
        await().atMost(SOON).until(source::isReading);
        write("1");
        await().atMost(SOON).until(() -> hub.told().equals(List.of("orders:7 1")));

        server.close();
        await().atMost(SOON).until(() -> !source.isReading());
        server = start(port);
        // Before the source has found its way back.
        write("2");
        await().atMost(SOON).until(() -> hub.told().equals(List.of("orders:7 1", "orders:7 2")));
        await().atMost(SOON).until(source::isReading);

        crash();
        await().pollDelay(Duration.ZERO).atMost(SOON).ignoreExceptions().until(() -> {
            write("3");
            return true;
        });
        await().atMost(SOON).until(() -> hub.told().equals(List.of("orders:7 1", "orders:7 2", "orders:7 3")));
        assertThat(counts.back).hasValue(3);
        assertThat(counts.rejected).isEmpty();
    }

    private void write(String event) {
        Pg.run(
                server.getPostgresDatabase(),
                "insert into realtime_outbox (channel, event, data) values ('orders:7', '" + event + "', '{}')");
    }

    // One process of the server that dies by force makes all of them start over, as after a crash.
    private void crash() {
        int failed = counts.failed.get();
        ProcessHandle.of(sourcePid()).ifPresent(ProcessHandle::destroyForcibly);
        await().atMost(SOON).until(() -> counts.failed.get() > failed);
    }

    private long sourcePid() {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(
                        "select pid from pg_stat_activity where application_name = 'realtime-outbox-source'")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    // What was committed is to be there after a crash, which is not this library's default.
    private EmbeddedPostgres start(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "on")
                .setPort(port)
                .start();
    }
}
