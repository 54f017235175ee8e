package dev.realtime.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.UserId;
import dev.realtime.postgres.ListeningConnection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresChangeReaderIT {

    private static final UserId ANN = UserId.of("ann");
    private static int databases;

    private final String name = "reader_" + databases++;
    private final KvPostgres at = Pg.shared().another(name);
    private final DataSource sql = Pg.shared().plain(name);
    private PostgresChangeReader reader;

    @BeforeEach
    void open() {
        KvDatabase.postgres(at, Keys.options(Keys.K1)).close();
        reader = new PostgresChangeReader(new ListeningConnection(Postgres.listening(at), "realtime_kv"));
    }

    @AfterEach
    void close() {
        reader.close();
    }

    /** As texts, 10 stands before 9. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 100})
    void readsEachChangeOnceWhateverTheLengthOfPages(int max) throws SQLException {
        for (int transaction : List.of(8, 9, 10, 11, 99, 100, 101)) {
            changed("k" + transaction, transaction);
        }

        assertThat(all(PostgresPosition.BEGINNING.toString(), max))
                .containsExactly("k8", "k9", "k10", "k11", "k99", "k100", "k101");
    }

    @Test
    void readsThePagesOfOneTransactionInTheOrderOfOwnersAndKeys() throws SQLException {
        for (String key : List.of("b", "a", "c.10", "c.9", "C")) {
            changed(key, 50);
        }
        Sql.run(
                sql,
                "alter table kv_record disable trigger user;"
                        + " insert into kv_record (tenant, owner, name, version, changed) values"
                        + " ('acme', 'ann', 'a', 0, '50'), ('', 'bob', 'a', 0, '50');"
                        + " alter table kv_record enable trigger user");

        assertThat(all(PostgresPosition.BEGINNING.toString(), 1))
                .containsExactly("C", "a", "b", "c.10", "c.9", "a", "a");
    }

    @Test
    void leavesWhatChangesDuringARoundToTheNextOne() throws SQLException {
        for (int i = 0; i < 4; i++) {
            changed("k" + i, 50 + i);
        }
        ChangeReader.Page first = reader.after(PostgresPosition.BEGINNING.toString(), 2);
        Sql.run(sql, "update kv_record set content = 'YQ==' where name in ('k0', 'k3')");

        assertThat(first.changes()).extracting(change -> change.key().text()).containsExactly("k0", "k1");
        assertThat(all(first.next(), 2)).containsExactly("k2", "k0", "k3");
    }

    @Test
    void findsNothingTwice() throws SQLException {
        changed("k", 50);
        String now = reader.now();
        assertThat(all(now, 10)).isEmpty();
        Sql.run(sql, "insert into kv_record (owner, name) values ('ann', 'new')");
        ChangeReader.Page page = reader.after(now, 10);

        assertThat(page.changes()).containsExactly(new KvChange(ANN, new KvKey("new"), version("new")));
        assertThat(page.more()).isFalse();
        assertThat(all(page.next(), 10)).isEmpty();
    }

    private List<String> all(String from, int max) throws SQLException {
        List<String> keys = new ArrayList<>();
        ChangeReader.Page page = reader.after(from, max);
        page.changes().forEach(change -> keys.add(change.key().text()));
        while (page.more()) {
            page = reader.after(page.next(), max);
            page.changes().forEach(change -> keys.add(change.key().text()));
        }
        return keys;
    }

    private void changed(String key, int transaction) {
        Sql.run(
                sql,
                "alter table kv_record disable trigger user; insert into kv_record (owner, name, version, changed)"
                        + " values ('ann', '" + key + "', 0, '" + transaction + "');"
                        + " alter table kv_record enable trigger user");
    }

    private long version(String key) {
        return Long.parseLong(Sql.ask(sql, "select version from kv_record where name = '" + key + "'"));
    }
}
