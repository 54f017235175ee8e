package dev.realtime.kv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.UserId;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.kv.Sealer.Sealed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealerTest {

    private static final UserId ANN = UserId.of("ann");
    private static final KvKey A = new KvKey("todo.a");
    private static final String VALUE = "c2VjcmV0IHRleHQ=";

    private final Sealer sealer = Keys.sealer(Keys.K1);

    @Test
    void opensWhatItSealed() {
        assertThat(sealer.open(ANN, A, sealer.seal(ANN, A, VALUE))).isEqualTo(VALUE);
        assertThat(sealer.open(ANN, A, sealer.seal(ANN, A, ""))).isEmpty();
    }

    @Test
    @DisplayName("KV09: what is stored shows nothing of the value, and never the same nonce twice")
    void showsNothing() {
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] stored = sealer.seal(ANN, A, VALUE).bytes();

            assertThat(new String(stored, ISO_8859_1)).doesNotContain(VALUE.substring(0, 4));
            nonces.add(new String(stored, 1, 24, ISO_8859_1));
        }
        assertThat(nonces).hasSize(1_000);
    }

    @Test
    void readsAPlainValueAsItIs() {
        assertThat(sealer.open(ANN, A, new Sealed(VALUE.getBytes(UTF_8), Optional.empty())))
                .isEqualTo(VALUE);
        assertThat(sealer.open(ANN, A, new Sealed(new byte[0], Optional.empty())))
                .isEmpty();
    }

    @Test
    @DisplayName("KV10: a bit that was flipped is noticed, and the message tells nothing")
    void noticesAFlippedBit() {
        Sealed sealed = sealer.seal(ANN, A, VALUE);
        for (int i = 1; i < sealed.bytes().length; i++) {
            byte[] touched = sealed.bytes().clone();
            touched[i] ^= 1;

            assertThatExceptionOfType(SealException.class)
                    .isThrownBy(() -> sealer.open(ANN, A, new Sealed(touched, sealed.seal())))
                    .withMessage(
                            "the value of todo.a of user ann is sealed with the key k1 and does not open: it was changed, or"
                                    + " the key was");
        }
    }

    @Test
    @DisplayName("KV11: a value that was copied into another record does not open there")
    void noticesAMovedValue() {
        Sealed sealed = sealer.seal(ANN, A, VALUE);

        assertThatExceptionOfType(SealException.class)
                .isThrownBy(() -> sealer.open(ANN, new KvKey("todo.b"), sealed))
                .withMessageContaining("belongs to another record");
        assertThatExceptionOfType(SealException.class).isThrownBy(() -> sealer.open(UserId.of("bob"), A, sealed));
        assertThatExceptionOfType(SealException.class)
                .isThrownBy(() -> sealer.open(new UserId("acme", "ann"), A, sealed));
    }

    @Nested
    @DisplayName("KV12: keys")
    class OfKeys {

        @Test
        void areChangedByPuttingANewOneInFront() {
            Sealed old = sealer.seal(ANN, A, VALUE);
            Sealer both = Keys.sealer(Keys.K2, Keys.K1);

            assertThat(both.open(ANN, A, old)).isEqualTo(VALUE);
            assertThat(both.seal(ANN, A, VALUE).seal()).contains("k2");
        }

        @Test
        void areMissedByName() {
            Sealed old = sealer.seal(ANN, A, VALUE);

            assertThatExceptionOfType(SealException.class)
                    .isThrownBy(() -> Keys.sealer(Keys.K2).open(ANN, A, old))
                    .withMessage("the value of todo.a of user ann is sealed with the key k1, which is not here");
        }

        @Test
        void ofTheSameNameAreNotTheSame() {
            Sealed old = sealer.seal(ANN, A, VALUE);
            Sealer other = Keys.sealer(Keys.key("k1", 9));

            assertThatExceptionOfType(SealException.class).isThrownBy(() -> other.open(ANN, A, old));
            assertThat(other.isProof("k1", sealer.proof("k1"))).isFalse();
            assertThat(sealer.isProof("k1", sealer.proof("k1"))).isTrue();
        }

        @Test
        void have32BytesAndAName() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new SealKey("k1", new byte[16]))
                    .withMessage("need 32 bytes as a key but got 16");
            assertThatIllegalArgumentException().isThrownBy(() -> new SealKey("", new byte[32]));
            assertThatIllegalArgumentException().isThrownBy(() -> new SealKey("k 1", new byte[32]));
            assertThatIllegalArgumentException().isThrownBy(() -> Keys.sealer());
            assertThatIllegalArgumentException().isThrownBy(() -> Keys.sealer(Keys.K1, Keys.key("k1", 3)));
        }

        @Test
        void areReadInHexadecimalAndBase64() {
            byte[] secret = new byte[32];
            Arrays.fill(secret, (byte) 0x2a);

            assertThat(SealKey.parse("k1:" + "2a".repeat(32)).secret()).isEqualTo(secret);
            assertThat(SealKey.parse(" k1:KioqKioqKioqKioqKioqKioqKioqKioqKioqKioqKio=\n")
                            .secret())
                    .isEqualTo(secret);
        }

        @Test
        void areNeverShown() {
            String secret = "\u00fcberhaupt-kein-base64";

            assertThat(Keys.K1.toString()).isEqualTo("SealKey[k1]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SealKey.parse("k1:" + secret))
                    .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("berhaupt"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SealKey.parse(secret))
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("berhaupt"));
        }
    }

    @Nested
    class InAFile {

        @TempDir
        Path folder;

        @Test
        void areMadeOnceAndForTheirOwnerOnly() throws IOException {
            Path file = folder.resolve("new/kv.keys");

            List<SealKey> made = SealKeyFile.openOrCreate(file, new SystemRandomness());
            List<SealKey> read = SealKeyFile.openOrCreate(file, new SystemRandomness());

            try (Stream<Path> files = Files.list(file.getParent())) {
                assertThat(files).containsExactly(file);
            }

            assertThat(read.get(0).secret()).isEqualTo(made.get(0).secret());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }

        @Test
        void standOneALine() throws IOException {
            Path file = folder.resolve("kv.keys");
            Files.writeString(file, "# newest first\n" + Keys.K2.line() + "\n\n" + Keys.K1.line() + "\n");

            assertThat(SealKeyFile.open(file)).extracting(SealKey::id).containsExactly("k2", "k1");
        }

        @Test
        void needAKey() throws IOException {
            Path file = Files.writeString(folder.resolve("kv.keys"), "# nothing\n");

            assertThatIllegalArgumentException().isThrownBy(() -> SealKeyFile.open(file));
        }
    }
}
