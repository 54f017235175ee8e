package dev.realtime.kv;

import static dev.realtime.kv.KvStoreContract.A;
import static dev.realtime.kv.KvStoreContract.ANN;
import static dev.realtime.kv.KvStoreContract.B;
import static dev.realtime.kv.KvStoreContract.C;
import static dev.realtime.kv.KvStoreContract.version;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PostgresAtRestIT {

    private static final String VALUE = "dGhpcyBpcyBubyBzZWNyZXQ=";
    private static int databases;

    private final String name = "at_rest_" + databases++;
    private final KvPostgres at = Pg.shared().another(name);
    private final DataSource sql = Pg.shared().plain(name);
    private KvDatabase database;

    @BeforeEach
    void open() {
        database = KvDatabase.postgres(at, Keys.options(Keys.K1));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    @DisplayName("KV09: a dump of the table shows the key, and nothing of the value")
    void showsNoValue() {
        put(A, VALUE, Mutation.NEW);

        // Binary columns stand in a dump as hexadecimal digits.
        String dumped = Sql.ask(sql, "select r::text from kv_record r");
        String hidden = HexFormat.of().formatHex(VALUE.substring(4, 12).getBytes(UTF_8));

        assertThat(dumped).contains("todo.a", "k1").doesNotContain(VALUE.substring(4, 12), hidden);
        assertThat(Sql.ask(sql, "select octet_length(content) from kv_record"))
                .isEqualTo("" + (1 + 24 + 16 + 16 + VALUE.length()));
    }

    @Test
    @DisplayName("KV10: a bit that was flipped is noticed and counted; watchers hear of it, and it can be written over")
    void noticesAFlippedBit() {
        database.close();
        AtomicInteger noticed = new AtomicInteger();
        database = KvDatabase.postgres(at, Keys.options(Keys.K1).telemetry(new KvTelemetry() {
            @Override
            public void sealFailed() {
                noticed.incrementAndGet();
            }
        }));
        Watcher watcher = new Watcher();
        database.announceTo(watcher, KvSourceOptions.DEFAULT);
        put(A, VALUE, Mutation.NEW);
        Sql.run(sql, "update kv_record set content = set_bit(content, 400, 1 - get_bit(content, 400))");
        long version = Long.parseLong(Sql.ask(sql, "select version from kv_record"));

        assertThatThrownBy(() -> get(A)).hasRootCauseInstanceOf(SealException.class);
        assertThat(noticed).hasValue(1);
        watcher.sees(ANN, A, version);

        put(A, VALUE, version);
        assertThat(get(A)).contains(VALUE);
    }

    @Test
    @DisplayName("KV11: a value that was copied into another record does not open there")
    void noticesACopiedValue() {
        put(A, VALUE, Mutation.NEW);
        put(B, "b3RoZXI=", Mutation.NEW);
        Sql.run(
                sql,
                "update kv_record set content = (select content from kv_record where name = 'todo.a')"
                        + " where name = 'todo.b'");

        assertThatThrownBy(() -> get(B)).hasRootCauseInstanceOf(SealException.class);
        assertThat(get(A)).contains(VALUE);
    }

    @Test
    @DisplayName("KV12: whether a key is missing is found out without reading all records")
    void looksForAMissingKeyInAnIndex() {
        put(A, VALUE, Mutation.NEW);

        assertThat(Sql.ask(sql, "select indexdef from pg_indexes where indexname = 'kv_record_seal'"))
                .contains("(seal) WHERE (seal IS NOT NULL)");
        Sql.run(sql, "update kv_record set seal = 'k9'");
        Sql.run(sql, "insert into kv_seal (id, proof) values ('k9', '\\x00')");
        assertThatThrownBy(() -> KvDatabase.postgres(at, Keys.options(Keys.K1)))
                .isInstanceOf(SealException.class)
                .hasMessage("need the key k9: values are sealed with it");
        Sql.run(sql, "delete from kv_seal where id = 'k9'");
    }

    @Test
    void keepsNoOtherFromItsReader() {
        put(A, VALUE, Mutation.NEW);
        put(B, VALUE, Mutation.NEW);
        put(C, VALUE, Mutation.NEW);
        Sql.run(sql, "update kv_record set seal = 'k9' where name = 'todo.a'");
        long version = Long.parseLong(Sql.ask(sql, "select version from kv_record where name = 'todo.a'"));
        KvRecord unreadable = KvRecord.unreadable(A, version);

        KvPage page = join(database.store().list(ANN, KvRange.of("todo.", 10)));
        List<KvRecord> asked = join(database.store().bulk(ANN, List.of(B, A)));
        KvOutcome refused = join(database.store().apply(ANN, List.of(Mutation.put(A, VALUE, Mutation.NEW))));

        assertThat(page.records()).extracting(KvRecord::key).containsExactly(A, B, C);
        assertThat(page.records()).filteredOn(KvRecord::opens).hasSize(2);
        assertThat(page.records().get(0)).isEqualTo(unreadable);
        assertThat(asked).element(0).matches(record -> record.value().equals(Optional.of(VALUE)));
        assertThat(asked).element(1).isEqualTo(unreadable);
        assertThat(refused).isEqualTo(new KvOutcome.Mismatched(List.of(unreadable)));
        assertThatThrownBy(() -> get(A))
                .hasRootCauseMessage("the value of todo.a of user ann is sealed with the key k9, which is not here")
                .rootCause()
                .satisfies(e -> assertThat(((SealException) e).version()).hasValue(version));
        put(A, VALUE, version);
        assertThat(get(A)).contains(VALUE);
    }

    @Test
    void readsAPlainValueAndSealsItWithItsNextWrite() {
        long version = put(A, VALUE, Mutation.NEW);
        Sql.run(sql, "update kv_record set content = 'cGxhaW4='");
        assertThat(Sql.ask(sql, "select coalesce(seal, 'none') from kv_record")).isEqualTo("none");
        assertThat(get(A)).contains("cGxhaW4=");

        long plain = Long.parseLong(Sql.ask(sql, "select version from kv_record"));
        assertThat(plain).isGreaterThan(version);
        put(A, "c2VhbGVk", plain);

        assertThat(Sql.ask(sql, "select seal from kv_record")).isEqualTo("k1");
        assertThat(get(A)).contains("c2VhbGVk");
    }

    @Test
    @DisplayName("KV12: keys are checked at start, and a new one takes over with the next write")
    void changesKeys() {
        long version = put(A, VALUE, Mutation.NEW);
        database.close();

        assertThatThrownBy(() -> KvDatabase.postgres(at, Keys.options(Keys.key("k1", 9))))
                .isInstanceOf(SealException.class);
        assertThatThrownBy(() -> KvDatabase.postgres(at, Keys.options(Keys.K2))).isInstanceOf(SealException.class);

        database = KvDatabase.postgres(at, Keys.options(Keys.K2, Keys.K1));
        assertThat(get(A)).contains(VALUE);
        put(A, VALUE, version);
        assertThat(Sql.ask(sql, "select seal from kv_record")).isEqualTo("k2");
        database.close();
        database = KvDatabase.postgres(at, Keys.options(Keys.K2));
        assertThat(get(A)).contains(VALUE);
    }

    @Test
    void countsWhereVersionsAreCounters() {
        database.close();
        database = KvDatabase.postgres(at, Keys.options(Keys.K1).versions(VersionMode.COUNTER));
        Sql.run(sql, "insert into kv_record (owner, name, content) values ('ann', 'todo.a', 'YQ==')");
        Sql.run(sql, "update kv_record set content = 'Yg=='");

        assertThat(Sql.ask(sql, "select version from kv_record")).isEqualTo("1");
        assertThat(put(A, VALUE, 1)).isEqualTo(2);
    }

    @Test
    void waitsForNobodyForEver() throws SQLException {
        try (HikariDataSource pool = Postgres.open(at, Keys.options(Keys.K1));
                Connection connection = pool.getConnection()) {
            // A setting that was not committed goes with the first transaction that is rolled back.
            connection.rollback();

            assertThat(show(connection, "statement_timeout")).isEqualTo("10s");
            assertThat(show(connection, "lock_timeout")).isEqualTo("5s");
            assertThat(show(connection, "idle_in_transaction_session_timeout")).isEqualTo("30s");
        }
    }

    @Test
    void livesBesideOtherTables() {
        String shared = name + "_shared";
        KvPostgres beside = Pg.shared().another(shared);
        Sql.run(Pg.shared().plain(shared), "create table somebody_elses (id int)");

        try (KvDatabase second = KvDatabase.postgres(beside, Keys.options(Keys.K1))) {
            assertThat(join(second.store().get(ANN, A))).isEmpty();
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (Statement show = connection.createStatement();
                ResultSet row = show.executeQuery("show " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    private long put(KvKey key, String value, long seen) {
        return version(join(database.store().apply(ANN, List.of(Mutation.put(key, value, seen)))));
    }

    private Optional<String> get(KvKey key) {
        return join(database.store().get(ANN, key)).flatMap(KvRecord::value);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return KvStoreContract.await(stage);
    }
}
