package dev.realtime.kv;

import static dev.realtime.kv.KvStoreContract.A;
import static dev.realtime.kv.KvStoreContract.ANN;
import static dev.realtime.kv.KvStoreContract.B;
import static dev.realtime.kv.KvStoreContract.C;
import static dev.realtime.kv.KvStoreContract.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two servers with one database and one broker. */
class SharedSourceIT {

    private static final KvSourceOptions OPTIONS =
            KvSourceOptions.DEFAULT.pollEvery(Duration.ofMillis(100)).sharedAs("cluster");
    private static int databases;

    private final String name = "shared_" + databases++;
    private final KvPostgres at = Pg.shared().another(name);
    private final DataSource sql = Pg.shared().plain(name);
    private final Watcher watcher = new Watcher();
    private KvDatabase first;
    private KvDatabase second;

    @BeforeEach
    void open() {
        first = KvDatabase.postgres(at, Keys.options(Keys.K1));
        second = KvDatabase.postgres(at, Keys.options(Keys.K1));
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    @DisplayName("one of them announces, so that nothing is announced twice")
    void takeTurns() {
        first.announceTo(watcher, OPTIONS);
        second.announceTo(watcher, OPTIONS);
        awaitTurn();
        for (int i = 0; i < 20; i++) {
            KvKey key = new KvKey("k" + i);
            watcher.sees(ANN, key, write(i % 2 == 0 ? first : second, key, Mutation.NEW));
        }

        assertThat(watcher.sizes().stream().mapToInt(size -> size).sum()).isEqualTo(20);
    }

    @Test
    @DisplayName("when it is gone the other one goes on from where it was, whatever happened between the two")
    void followEachOther() {
        KvSource turn = first.announceTo(watcher, OPTIONS);
        watcher.sees(ANN, A, write(first, A, Mutation.NEW));
        turn.close();
        long between = write(second, B, Mutation.NEW);
        second.announceTo(watcher, OPTIONS);

        watcher.sees(ANN, B, between);
        watcher.sees(ANN, C, write(first, C, Mutation.NEW));
        assertThat(watcher.broken()).isEmpty();
    }

    @Test
    @DisplayName("P16: one whose connection is killed loses its turn, and nothing is lost")
    void losesItsTurnWithItsConnection() {
        first.announceTo(watcher, OPTIONS);
        second.announceTo(watcher, OPTIONS);
        awaitTurn();
        Map<KvKey, Long> last = new HashMap<>();
        try (Killer killer = new Killer(
                sql,
                "select count(pg_terminate_backend(pid)) from pg_locks, pg_sleep(0.2) where locktype = 'advisory'"
                        + " and database = (select oid from pg_database where datname = current_database())")) {
            for (int i = 0; i < 600; i++) {
                KvKey key = new KvKey("k" + i % 30);
                last.put(key, write(first, key, last.getOrDefault(key, Mutation.NEW)));
            }

            assertThat(killer.stop()).isPositive();
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> last.forEach((key, version) ->
                        assertThat(watcher.versionOf(ANN, key)).isEqualTo(version)));
    }

    private void awaitTurn() {
        await().atMost(Duration.ofSeconds(5))
                .until(() -> Sql.ask(sql, "select count(*) from kv_cursor").equals("1"));
    }

    private static long write(KvDatabase server, KvKey key, long seen) {
        return version(KvStoreContract.await(server.store().apply(ANN, List.of(Mutation.put(key, "YQ==", seen)))));
    }
}
