package dev.realtime.kv;

import static dev.realtime.kv.KvStoreContract.A;
import static dev.realtime.kv.KvStoreContract.ANN;
import static dev.realtime.kv.KvStoreContract.B;
import static dev.realtime.kv.KvStoreContract.C;
import static dev.realtime.kv.KvStoreContract.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PostgresSourceIT extends KvSourceContract {

    private static final String NAME = "source";

    private static KvPostgres at;
    private static KvDatabase open;
    private static DataSource sql;

    @BeforeAll
    static void open() {
        at = Pg.shared().another(NAME);
        sql = Pg.shared().plain(NAME);
        open = KvDatabase.postgres(at, Keys.options(Keys.K1));
    }

    @AfterAll
    static void close() {
        open.close();
    }

    @Override
    protected KvDatabase create() {
        Sql.run(
                sql,
                "alter table kv_record disable trigger user; delete from kv_record;"
                        + " alter table kv_record enable trigger user");
        return open;
    }

    @Test
    @DisplayName("P16: a plain statement of somebody else is announced, with a version that grows")
    void seesPlainStatements() {
        Sql.run(sql, "insert into kv_record (owner, name, content) values ('ann', 'todo.a', 'YQ==')");
        watcher.sees(ANN, A, 1);
        long first = watcher.versionOf(ANN, A);
        Sql.run(sql, "update kv_record set content = 'Yg==' where owner = 'ann' and name = 'todo.a'");
        watcher.sees(ANN, A, first + 1);
        long second = watcher.versionOf(ANN, A);
        Sql.run(sql, "update kv_record set content = 'Yw==', version = 3 where name = 'todo.a'");
        watcher.sees(ANN, A, second + 1);

        assertThat(KvStoreContract.await(open.store().get(ANN, A)).orElseThrow().value())
                .contains("Yw==");
    }

    @Test
    @DisplayName("P16: a plain deletion leaves the record with a higher version, and is announced")
    void seesPlainDeletions() {
        long version = version(apply(ANN, Mutation.put(A, "YQ==", Mutation.NEW)));
        Sql.run(sql, "delete from kv_record where owner = 'ann'");
        watcher.sees(ANN, A, version + 1);

        assertThat(KvStoreContract.await(open.store().get(ANN, A))).isEmpty();
        assertThat(Sql.ask(sql, "select version from kv_record where name = 'todo.a'"))
                .isEqualTo("" + watcher.versionOf(ANN, A));
    }

    @Test
    void refusesStatementsThatWouldLoseVersions() {
        apply(ANN, Mutation.put(A, "YQ==", Mutation.NEW));

        assertThatThrownBy(() -> Sql.run(sql, "truncate kv_record")).hasStackTraceContaining("records stay");
        assertThatThrownBy(() -> Sql.run(sql, "update kv_record set name = 'todo.z'"))
                .hasStackTraceContaining("keeps its owner and its name");
        assertThatThrownBy(() -> Sql.run(sql, "insert into kv_record (owner, name) values ('ann', 'a/b')"))
                .hasStackTraceContaining("check constraint");
    }

    @Test
    @DisplayName("KV04: who commits late is not skipped, and nobody waits for him")
    void seesWhoCommitsLate() throws SQLException {
        try (Connection slow = sql.getConnection();
                Statement late = slow.createStatement()) {
            slow.setAutoCommit(false);
            late.execute("insert into kv_record (owner, name, content) values ('ann', 'todo.a', 'YQ==')");
            long low = Long.parseLong(Sql.ask(sql, "select pg_snapshot_xmin(pg_current_snapshot())::text"));

            for (int i = 0; i < 3; i++) {
                KvKey later = new KvKey("todo.later" + i);
                watcher.sees(ANN, later, version(apply(ANN, Mutation.put(later, "YQ==", Mutation.NEW))));
            }
            assertThat(watcher.versionOf(ANN, A)).isEqualTo(-1);
            long high = Long.parseLong(Sql.ask(sql, "select max(changed::text::bigint) from kv_record"));
            assertThat(high).isGreaterThan(low);
            slow.commit();
        }

        watcher.sees(ANN, A, 0);
    }

    @Test
    @DisplayName("P16: what was rolled back is never announced")
    void doesNotSeeWhatNeverHappened() throws SQLException {
        try (Connection undecided = sql.getConnection();
                Statement write = undecided.createStatement()) {
            undecided.setAutoCommit(false);
            write.execute("insert into kv_record (owner, name, content) values ('ann', 'todo.a', 'YQ==')");
            write.execute("notify realtime_kv");
            undecided.rollback();
        }
        watcher.sees(ANN, B, version(apply(ANN, Mutation.put(B, "YQ==", Mutation.NEW))));

        assertThat(watcher.versionOf(ANN, A)).isEqualTo(-1);
    }

    @Test
    @DisplayName("KV05: one transaction of 3,000 keys is announced in batches, page after page")
    void readsPages() {
        Sql.run(
                sql,
                "insert into kv_record (owner, name, content)"
                        + " select 'ann', 'bulk.' || i, 'YQ==' from generate_series(1, 3000) i");
        Map<KvKey, Long> last = new HashMap<>();
        for (int i = 1; i <= 3_000; i++) {
            last.put(new KvKey("bulk." + i), 0L);
        }

        watcher.sees(ANN, last, Duration.ofSeconds(10));
        assertThat(watcher.sizes()).allMatch(size -> size <= 256);
        assertThat(watcher.sizes().stream().mapToInt(size -> size).sum()).isEqualTo(3_000);
    }

    @Test
    @DisplayName("KV06: the listener's connection is killed again and again while 1,000 writes run; none is lost")
    void survivesKilledConnections() {
        Map<KvKey, Long> last = new HashMap<>();
        try (Killer killer = new Killer(
                sql,
                "select count(pg_terminate_backend(pid)) from pg_stat_activity, pg_sleep(0.05)"
                        + " where application_name = 'realtime-kv-source'")) {
            for (int i = 0; i < 1_000; i++) {
                KvKey key = new KvKey("k" + i % 50);
                long seen = last.getOrDefault(key, Mutation.NEW);
                last.put(key, version(apply(ANN, Mutation.put(key, "YQ==", seen))));
            }

            assertThat(killer.stop()).isPositive();
        }
        watcher.sees(ANN, last, Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("P16: what another server writes is announced here")
    void seesWhatAnotherServerWrites() {
        try (KvDatabase elsewhere = KvDatabase.postgres(at, Keys.options(Keys.K1))) {
            long version = version(KvStoreContract.await(
                    elsewhere.store().apply(ANN, List.of(Mutation.put(A, "YQ==", Mutation.NEW)))));

            watcher.sees(ANN, A, version);
        }
    }

    @Test
    @DisplayName("KV07: the listener is never in a transaction, and fills no queue")
    void listensOutsideOfTransactions() {
        watcher.sees(ANN, A, version(apply(ANN, Mutation.put(A, "YQ==", Mutation.NEW))));

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(Sql.ask(
                        sql, "select state from pg_stat_activity where application_name = 'realtime-kv-source'"))
                .isEqualTo("idle"));
        assertThat(Sql.ask(sql, "select pg_notification_queue_usage()")).isEqualTo("0");
    }

    @Test
    @DisplayName("KV08: no replication slot is used, so none can be left behind")
    void usesNoSlot() {
        assertThat(Sql.ask(sql, "select count(*) from pg_replication_slots")).isEqualTo("0");
    }

    @Test
    @DisplayName("P16: a lost notification costs time, nothing else")
    void looksWithoutBeingTold() {
        Sql.run(
                sql,
                "alter table kv_record disable trigger kv_record_tell;"
                        + " insert into kv_record (owner, name, content) values ('ann', 'todo.c', 'YQ==');"
                        + " alter table kv_record enable trigger kv_record_tell");

        watcher.sees(ANN, C, 0);
    }

    @Test
    @DisplayName(
            "P16: records that name a transaction still to come, as a restored dump may, are not announced for ever")
    void isNotConfusedByADump() {
        Sql.run(
                sql,
                "alter table kv_record disable trigger user;"
                        + " insert into kv_record (owner, name, content, version, changed)"
                        + " values ('ann', 'todo.a', 'YQ==', 5, '900000000');"
                        + " alter table kv_record enable trigger user");
        watcher.sees(ANN, B, version(apply(ANN, Mutation.put(B, "YQ==", Mutation.NEW))));
        assertThat(watcher.versionOf(ANN, A)).isEqualTo(-1);

        watcher.sees(ANN, A, version(apply(ANN, Mutation.put(A, "YQ==", 5))));
    }
}
