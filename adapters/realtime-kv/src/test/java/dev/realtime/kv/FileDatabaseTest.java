package dev.realtime.kv;

import static dev.realtime.kv.KvStoreContract.A;
import static dev.realtime.kv.KvStoreContract.ANN;
import static dev.realtime.kv.KvStoreContract.await;
import static dev.realtime.kv.KvStoreContract.version;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDatabaseTest {

    private static final String VALUE = "dGhpcyBpcyBubyBzZWNyZXQ=";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("kv");
    }

    @Test
    void keepsWhatItHasWhenItIsOpenedAgain() {
        long version = write(Keys.options(Keys.K1));

        try (KvDatabase again = KvDatabase.inFile(file, Keys.options(Keys.K1))) {
            assertThat(await(again.store().get(ANN, A))).contains(new KvRecord(A, Optional.of(VALUE), version));
        }
    }

    @Test
    void hasInItsFileWhatItHasAnswered() throws IOException {
        Path copy = folder.resolve("copy");
        try (KvDatabase running = KvDatabase.inFile(file, Keys.options(Keys.K1))) {
            await(running.store().apply(ANN, List.of(Mutation.put(A, VALUE, Mutation.NEW))));
            // What a killed process leaves behind.
            Files.copy(folder.resolve("kv.mv.db"), folder.resolve("copy.mv.db"));
        }

        try (KvDatabase found = KvDatabase.inFile(copy, Keys.options(Keys.K1))) {
            assertThat(await(found.store().get(ANN, A)).orElseThrow().value()).contains(VALUE);
        }
    }

    @Test
    @DisplayName("KV09: the file shows no value")
    void showsNoValue() throws IOException {
        write(Keys.options(Keys.K1));

        String bytes = Files.readString(folder.resolve("kv.mv.db"), ISO_8859_1);

        assertThat(bytes).contains("todo.a").doesNotContain(VALUE).doesNotContain(VALUE.substring(4, 12));
    }

    @Test
    @DisplayName("KV12: another key of the same name, and a key that is missing, stop the start")
    void noticesAWrongKeyAtStart() {
        write(Keys.options(Keys.K1));

        assertThatExceptionOfType(SealException.class)
                .isThrownBy(() -> KvDatabase.inFile(file, Keys.options(Keys.key("k1", 9))))
                .withMessage("the key k1 is not the one that values were sealed with");
        assertThatExceptionOfType(SealException.class)
                .isThrownBy(() -> KvDatabase.inFile(file, Keys.options(Keys.K2)))
                .withMessage("need the key k1: values are sealed with it");
    }

    @Test
    @DisplayName("KV12: a new key in front takes over with the next write, and then the old one can go")
    void changesKeys() {
        long version = write(Keys.options(Keys.K1));
        try (KvDatabase both = KvDatabase.inFile(file, Keys.options(Keys.K2, Keys.K1))) {
            assertThat(await(both.store().get(ANN, A)).orElseThrow().value()).contains(VALUE);
            version(await(both.store().apply(ANN, List.of(Mutation.put(A, VALUE, version)))));
        }

        try (KvDatabase alone = KvDatabase.inFile(file, Keys.options(Keys.K2))) {
            assertThat(await(alone.store().get(ANN, A)).orElseThrow().value()).contains(VALUE);
        }
    }

    @Test
    void isRefusedWhereItCannotBe() throws IOException {
        Files.writeString(folder.resolve("kv.mv.db"), "no database");

        assertThatExceptionOfType(KvStore.UnavailableException.class)
                .isThrownBy(() -> KvDatabase.inFile(file, Keys.options(Keys.K1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KvDatabase.inFile(folder.resolve("a;b"), Keys.options(Keys.K1)));
    }

    private long write(KvOptions options) {
        try (KvDatabase database = KvDatabase.inFile(file, options)) {
            return version(await(database.store().apply(ANN, List.of(Mutation.put(A, VALUE, Mutation.NEW)))));
        }
    }
}
