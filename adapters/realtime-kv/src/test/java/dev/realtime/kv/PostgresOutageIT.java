package dev.realtime.kv;

import static dev.realtime.kv.KvStoreContract.A;
import static dev.realtime.kv.KvStoreContract.ANN;
import static dev.realtime.kv.KvStoreContract.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime.kv.KvStore.UnavailableException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresOutageIT {

    @TempDir
    static Path folder;

    private static EmbeddedPostgres server;

    private final Watcher watcher = new Watcher();
    private KvDatabase database;
    private KvSource source;

    @BeforeAll
    static void start() throws IOException {
        server = start(0);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void open() {
        database = KvDatabase.postgres(
                new KvPostgres(server.getJdbcUrl("postgres", "postgres"), "", ""), Keys.options(Keys.K1));
        source = database.announceTo(watcher, KvSourceOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    @DisplayName("P16: a database that is stopped and started again costs time, nothing else")
    void survivesARestart() throws IOException {
        watcher.sees(ANN, A, write(A, Mutation.NEW).orElseThrow());
        int port = server.getPort();
        server.close();

        assertThatThrownBy(() -> KvStoreContract.await(database.store().get(ANN, A)))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(UnavailableException.class);
        await().atMost(Duration.ofSeconds(5)).until(() -> !source.isReading());

        server = start(port);
        // Before the source has found its way back.
        Sql.run(
                server.getPostgresDatabase(),
                "insert into kv_record (owner, name, content) values ('ann', 'todo.b', 'YQ==')");
        watcher.sees(ANN, B, 0);
        await().atMost(Duration.ofSeconds(5)).until(source::isReading);
        watcher.sees(ANN, A, write(A, watcher.versionOf(ANN, A)).orElseThrow());
    }

    @Test
    @DisplayName("P16: a database that crashes again and again while keys are written loses no announcement")
    void survivesCrashes() {
        Map<KvKey, Long> last = new HashMap<>();
        for (int crash = 0; crash < 3; crash++) {
            crash();
            for (int i = 0; i < 40; i++) {
                KvKey key = new KvKey("k" + i % 10);
                await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(20)).until(() -> overwrite(key, last));
            }
        }

        watcher.sees(ANN, last, Duration.ofSeconds(20));
    }

    @Test
    @DisplayName("P16: a crash gives ids of transactions away again; what they then write is announced")
    void isNotMisledByIdsThatAreGivenAwayAgain() throws SQLException {
        source.close();
        source = database.announceTo(watcher, KvSourceOptions.DEFAULT.coalesce(Duration.ofMillis(500)));
        long version = write(A, Mutation.NEW).orElseThrow();
        // They come to nothing between the write and the look at it, and are in no log when the server crashes.
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement any = connection.createStatement()) {
            for (int i = 0; i < 100; i++) {
                any.execute("begin; select pg_current_xact_id(); rollback");
            }
        }
        watcher.sees(ANN, A, version);
        crash();
        await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(20)).until(() -> overwrite(B, new HashMap<>()));

        watcher.sees(ANN, B, 0);
    }

    // One process of the server that dies by force makes all of them start over, as after a crash.
    private void crash() {
        long pid = Long.parseLong(Sql.ask(
                server.getPostgresDatabase(),
                "select pid from pg_stat_activity where application_name = 'realtime-kv-source'"
                        + " union all select pg_backend_pid() limit 1"));
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Whoever does not know whether his write was done looks at the versions. */
    private boolean overwrite(KvKey key, Map<KvKey, Long> last) {
        try {
            Optional<Long> written = write(key, last.getOrDefault(key, Mutation.NEW));
            written.ifPresent(version -> last.put(key, version));
            return written.isPresent();
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(UnavailableException.class);
            return false;
        }
    }

    /** The new version; empty if the one seen is another by now, which is then looked up. */
    private Optional<Long> write(KvKey key, long seen) {
        KvOutcome outcome =
                KvStoreContract.await(database.store().apply(ANN, List.of(Mutation.put(key, "YQ==", seen))));
        if (outcome instanceof KvOutcome.Mismatched mismatch) {
            long current = mismatch.current().get(0).version();
            return write(key, current);
        }
        return Optional.of(KvStoreContract.version(outcome));
    }

    // What was committed is to be there after a crash, which is not this library's default.
    private static EmbeddedPostgres start(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("wal_writer_delay", "10s");
        return (port == 0 ? builder : builder.setPort(port)).start();
    }
}
