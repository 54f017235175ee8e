package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.realtime.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What is wrong with the store of keys stops the start, not the first user:")
@Timeout(60)
class KeyStoreStartTest {

    private static final String KEY = "k1:" + "5a".repeat(32);
    // Nobody listens there.
    private static final String AWAY = "jdbc:postgresql://127.0.0.1:1/app";

    @TempDir
    private Path directory;

    @Test
    void aPostgresDatabaseWithoutKeys() throws IOException {
        RealtimeServer.Builder server = server().set("kv.url", AWAY);

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(server::start)
                .withMessageContainingAll("kv.keys: need the keys", "openssl rand", "kv.key-file");
        assertThatExceptionOfType(ConfigException.class).isThrownBy(server::check);
        assertThat(Files.list(directory)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5a5a5a", "k1:5a5a5a", "k1:not-base64!", ","})
    void keysThatAreNone(String keys) {
        RealtimeServer.Builder server = server().set("kv.keys", keys);

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(server::start)
                .withMessageStartingWith("kv.keys: need ")
                .withMessageNotContainingAny("5a5a5a", "not-base64");
    }

    @Test
    void aFileOfKeysThatIsNone() throws IOException {
        Files.writeString(directory.resolve("kv.keys"), "k1:5a5a5a\n");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(server()::start)
                .withMessageStartingWith("kv.key-file: need ")
                .withMessageNotContaining("5a5a5a");
    }

    @Test
    void aDatabaseThatIsAwayWithItsReasonInOneLine() {
        RealtimeServer.Builder server =
                server().set("kv.url", AWAY).set("kv.password", "correct-horse").set("kv.keys", KEY);

        assertThatExceptionOfType(StartException.class)
                .isThrownBy(server::start)
                .withMessageStartingWith("cannot start: cannot open the database of keys: SQLState 08001, ")
                .withMessageContaining("refused")
                .withMessageNotContainingAny("\n", "correct-horse", "jdbc:");
    }

    @Test
    void aUrlThatIsNone() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(server().set("kv.url", "jdbc:postgresql://host:port/app")
                        .set("kv.keys", KEY)::start)
                .withMessage("kv.url: need a URL like jdbc:postgresql://host:5432/database");
    }

    @ParameterizedTest
    @CsvSource({
        "kv.url, jdbc:postgresql://db/app?user=app&password=correct-horse",
        "kv.url, jdbc:postgresql://db/app?sslPassword=correct-horse",
        "kv.url, jdbc:postgresql://app:correct-horse@db/app",
        "sources.outbox.url, jdbc:postgresql://db/app?password=correct-horse"
    })
    @DisplayName("a password in a URL, which would be seen where secrets are not:")
    void aPasswordInTheUrl(String setting, String url) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(server().set(setting, url)::check)
                .withMessageContaining("need a url without a password")
                .withMessageNotContaining("correct-horse");
    }

    private RealtimeServer.Builder server() {
        return RealtimeServer.builder()
                .set("server.port", "0")
                .set("kv.file", directory.resolve("kv").toString())
                .set("kv.key-file", directory.resolve("kv.keys").toString());
    }
}
