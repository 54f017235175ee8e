package dev.realtime.kv;

import static dev.realtime.kv.KvStoreContract.A;
import static dev.realtime.kv.KvStoreContract.ANN;
import static dev.realtime.kv.KvStoreContract.B;
import static dev.realtime.kv.KvStoreContract.BOB;
import static dev.realtime.kv.KvStoreContract.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.UserId;
import dev.realtime.kv.KvOutcome.Applied;
import dev.realtime.kv.KvOutcome.Mismatched;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every source of changes must do. Extend it and say how to make an empty database. */
abstract class KvSourceContract {

    private static final KvSourceOptions OPTIONS = KvSourceOptions.DEFAULT.pollEvery(Duration.ofMillis(200));

    final Watcher watcher = new Watcher();
    private KvDatabase database;
    private KvSource source;

    /** A database without any record. It is closed by whoever makes it. */
    protected abstract KvDatabase create();

    @BeforeEach
    final void start() {
        database = create();
        source = database.announceTo(watcher, OPTIONS);
    }

    @AfterEach
    final void stop() {
        source.close();
        assertThat(source.isReading()).isFalse();
    }

    @Test
    @DisplayName("W1: a write, another one and a deletion are announced with their versions")
    void announcesWritesAndDeletions() {
        long first = version(apply(ANN, Mutation.put(A, "YQ==", Mutation.NEW)));
        watcher.sees(ANN, A, first);
        long second = version(apply(ANN, Mutation.put(A, "Yg==", first)));
        watcher.sees(ANN, A, second);
        long gone = version(apply(ANN, Mutation.delete(A, second)));
        watcher.sees(ANN, A, gone);

        assertThat(watcher.versionOf(ANN, A)).isEqualTo(gone);
        assertThat(source.isReading()).isTrue();
    }

    @Test
    @DisplayName("KV13: nobody hears of another user's keys")
    void tellsOnlyTheOwner() {
        UserId ann2 = new UserId("acme", "ann");
        long version = version(apply(BOB, Mutation.put(A, "YQ==", Mutation.NEW)));
        watcher.sees(BOB, A, version);

        assertThat(watcher.versionOf(ANN, A)).isEqualTo(-1);
        assertThat(watcher.versionOf(ann2, A)).isEqualTo(-1);
    }

    @Test
    @DisplayName("W2: what is written at once shares publications, of 256 keys at most")
    void sharesPublications() {
        Map<KvKey, Long> last = new HashMap<>();
        for (int batch = 0; batch < 6; batch++) {
            int from = batch * 100;
            List<Mutation> mutations = IntStream.range(from, from + 100)
                    .mapToObj(i -> Mutation.put(new KvKey("k" + i), "YQ==", Mutation.NEW))
                    .toList();
            Applied applied = (Applied) apply(ANN, mutations.toArray(Mutation[]::new));
            applied.written().forEach(written -> last.put(written.key(), written.version()));
        }
        watcher.sees(ANN, last, Duration.ofSeconds(5));

        assertThat(watcher.sizes()).allMatch(size -> size <= 256).hasSizeLessThan(100);
    }

    @Test
    @DisplayName("W3: what was written before the start is not announced, only what follows")
    void beginsNow() {
        source.close();
        long first = version(apply(ANN, Mutation.put(A, "YQ==", Mutation.NEW)));
        source = database.announceTo(watcher, OPTIONS);
        watcher.forget();
        watcher.sees(ANN, B, version(apply(ANN, Mutation.put(B, "YQ==", Mutation.NEW))));

        assertThat(watcher.versionOf(ANN, A)).isEqualTo(-1);
        watcher.sees(ANN, A, version(apply(ANN, Mutation.put(A, "Yg==", first))));
    }

    @Test
    @DisplayName("W4: two sources each announce everything")
    void servesTwo() {
        Watcher other = new Watcher();
        try (KvSource another = database.announceTo(other, OPTIONS)) {
            long version = version(apply(ANN, Mutation.put(A, "YQ==", Mutation.NEW)));

            watcher.sees(ANN, A, version);
            other.sees(ANN, A, version);
            assertThat(another.isReading()).isTrue();
        }
    }

    @Test
    @DisplayName("KV03: of 6 writers with 60 writes each on 10 keys, every final version is seen, and none goes down")
    void seesEveryFinalVersion() {
        KvStoreContract.atOnce(6, writer -> {
            for (int i = 0; i < 60; i++) {
                overwrite(new KvKey("hot" + (i * 7 + writer) % 10));
            }
            return writer;
        });
        Map<KvKey, Long> last = new HashMap<>();
        for (KvRecord record : KvStoreContract.await(database.store().list(ANN, KvRange.of("hot", 100)))
                .records()) {
            last.put(record.key(), record.version());
        }

        assertThat(last).hasSize(10);
        watcher.sees(ANN, last, Duration.ofSeconds(10));
    }

    private void overwrite(KvKey key) {
        KvOutcome outcome = apply(ANN, Mutation.put(key, "YQ==", Mutation.NEW));
        while (outcome instanceof Mismatched mismatch) {
            outcome = apply(
                    ANN, Mutation.put(key, "YQ==", mismatch.current().get(0).version()));
        }
    }

    final KvDatabase database() {
        return database;
    }

    final KvOutcome apply(UserId owner, Mutation... batch) {
        return KvStoreContract.await(database.store().apply(owner, List.of(batch)));
    }
}
