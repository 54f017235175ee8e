package dev.realtime.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SqlFailureTest {

    @Test
    void namesWhatTheDatabaseSaidInOneLine() {
        Throwable failure = new IllegalStateException(
                "Unable to obtain a connection\n----", new SQLException("no such user\n  Position: 1", "28P01"));

        assertThat(SqlFailure.text(failure)).isEqualTo("SQLState 28P01, no such user");
    }

    @Test
    void namesWhatLiesUnderIt() {
        SQLException failure = new SQLException(
                "outside", new SQLException("The connection attempt failed.", "08001", new UnknownHostException("db")));

        assertThat(SqlFailure.text(failure))
                .isEqualTo("SQLState 08001, The connection attempt failed. (UnknownHostException: db)");
    }

    @Test
    void namesWhatIsNotOfADatabase() {
        assertThat(SqlFailure.text(new IllegalStateException("outside", new IllegalStateException())))
                .isEqualTo("IllegalStateException: null");
    }
}
