package dev.realtime.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.UserId;
import dev.realtime.kv.KvOutcome.Applied;
import dev.realtime.kv.KvOutcome.Mismatched;
import dev.realtime.kv.KvOutcome.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every {@link KvStore} must do, in either mode of versions. Extend it and say how to make an empty one. */
abstract class KvStoreContract {

    static final UserId ANN = UserId.of("ann");
    static final UserId BOB = UserId.of("bob");
    static final KvKey A = new KvKey("todo.a");
    static final KvKey B = new KvKey("todo.b");
    static final KvKey C = new KvKey("todo.c");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Of every store under test, since those that take long to open serve many tests. */
    static final SetClock CLOCK = new SetClock();

    private KvStore store;

    /** A store without any record, whose clock is {@link #CLOCK}. */
    protected abstract KvStore create();

    @BeforeEach
    final void startEmpty() {
        CLOCK.set(SetClock.START);
        store = create();
    }

    @Test
    @DisplayName("K1: what was never written is not there")
    void knowsNothingAtFirst() {
        assertThat(get(ANN, A)).isEmpty();
        assertThat(list(ANN, KvRange.of("", 10)).records()).isEmpty();
        assertThat(await(store.bulk(ANN, List.of(A, B)))).isEmpty();
    }

    @Test
    @DisplayName("K2: what was written is there, with its version")
    void keepsWhatWasWritten() {
        long version = put(ANN, A, "dmFsdWU=", Mutation.NEW);

        assertThat(get(ANN, A)).contains(new KvRecord(A, Optional.of("dmFsdWU="), version));
    }

    @Test
    @DisplayName("K3: any text comes back as it was, the empty one and a long one too")
    void changesNoValue() {
        String longest = "x".repeat(KvLimits.DEFAULT.maxValueBytes());
        put(ANN, A, "", Mutation.NEW);
        put(ANN, B, longest, Mutation.NEW);
        put(ANN, C, "Gr\u00fc\u00dfe \ud83d\udc4b \u0001 ' -- ", Mutation.NEW);

        assertThat(get(ANN, A).orElseThrow().value()).contains("");
        assertThat(get(ANN, B).orElseThrow().value()).contains(longest);
        assertThat(get(ANN, C).orElseThrow().value()).contains("Gr\u00fc\u00dfe \ud83d\udc4b \u0001 ' -- ");
    }

    @Test
    @DisplayName("K4: a write names the version it builds on; a new one follows it")
    void goesOnFromTheVersionSeen() {
        long first = put(ANN, A, "1", Mutation.NEW);
        long second = put(ANN, A, "2", first);

        assertThat(second).isGreaterThan(first);
        assertThat(get(ANN, A)).contains(new KvRecord(A, Optional.of("2"), second));
    }

    @Test
    @DisplayName("K5: a write that builds on another version does nothing and is told what is there")
    void refusesAnotherVersion() {
        long first = put(ANN, A, "1", Mutation.NEW);
        long second = put(ANN, A, "2", first);

        assertThat(apply(ANN, Mutation.put(A, "3", first)))
                .isEqualTo(new Mismatched(List.of(new KvRecord(A, Optional.of("2"), second))));
        assertThat(apply(ANN, Mutation.put(A, "3", Mutation.NEW))).isInstanceOf(Mismatched.class);
        assertThat(apply(ANN, Mutation.put(A, "3", second + 1))).isInstanceOf(Mismatched.class);
        assertThat(get(ANN, A)).contains(new KvRecord(A, Optional.of("2"), second));
    }

    @Test
    @DisplayName("K6: a key that was never written has the version -1, also in a mismatch")
    void tellsThatThereIsNothing() {
        assertThat(apply(ANN, Mutation.put(A, "1", 7)))
                .isEqualTo(new Mismatched(List.of(new KvRecord(A, Optional.empty(), Mutation.NEW))));
    }

    @Test
    @DisplayName("K7: a batch is done as a whole, and answered in its order")
    void doesAll() {
        KvOutcome outcome = apply(ANN, Mutation.put(C, "c", -1), Mutation.put(A, "a", -1), Mutation.delete(B, -1));

        List<Written> written = ((Applied) outcome).written();
        assertThat(written).extracting(Written::key).containsExactly(C, A, B);
        assertThat(get(ANN, C).orElseThrow().version()).isEqualTo(written.get(0).version());
    }

    @Test
    @DisplayName("K8: a batch of which one write does not fit does nothing, and names all that do not fit")
    void doesNothing() {
        long a = put(ANN, A, "a", Mutation.NEW);
        long b = put(ANN, B, "b", Mutation.NEW);

        KvOutcome outcome = apply(ANN, Mutation.put(C, "c", 5), Mutation.put(A, "a2", a), Mutation.delete(B, b + 9));

        assertThat(outcome)
                .isEqualTo(new Mismatched(List.of(
                        new KvRecord(C, Optional.empty(), Mutation.NEW), new KvRecord(B, Optional.of("b"), b))));
        assertThat(get(ANN, A)).contains(new KvRecord(A, Optional.of("a"), a));
        assertThat(get(ANN, C)).isEmpty();
    }

    @Test
    @DisplayName("K9: a deleted record is not there, but its version goes on")
    void keepsTheVersionOfWhatIsGone() {
        long first = put(ANN, A, "1", Mutation.NEW);
        long gone = version(apply(ANN, Mutation.delete(A, first)));

        assertThat(get(ANN, A)).isEmpty();
        assertThat(list(ANN, KvRange.of("", 10)).records()).isEmpty();
        assertThat(await(store.bulk(ANN, List.of(A)))).isEmpty();
        assertThat(apply(ANN, Mutation.put(A, "2", Mutation.NEW)))
                .isEqualTo(new Mismatched(List.of(new KvRecord(A, Optional.empty(), gone))));
        assertThat(put(ANN, A, "2", gone)).isGreaterThan(gone).isGreaterThan(first);
    }

    @Test
    @DisplayName("K10: versions grow although the clock stands, or is set back")
    void growsWhateverTheClockDoes() {
        long last = put(ANN, A, "0", Mutation.NEW);
        for (int i = 1; i <= 3; i++) {
            CLOCK.back(Duration.ofHours(1));
            long next = put(ANN, A, "" + i, last);
            assertThat(next).isGreaterThan(last);
            last = next;
        }
    }

    @Test
    @DisplayName("K11: users do not see or meet each other's keys, nor those of their like in another tenant")
    void keepsUsersApart() {
        UserId ann2 = new UserId("acme", "ann");
        put(ANN, A, "ann's", Mutation.NEW);
        put(BOB, A, "bob's", Mutation.NEW);
        put(ann2, A, "other ann's", Mutation.NEW);

        assertThat(get(ANN, A).orElseThrow().value()).contains("ann's");
        assertThat(get(BOB, A).orElseThrow().value()).contains("bob's");
        assertThat(get(ann2, A).orElseThrow().value()).contains("other ann's");
        assertThat(list(BOB, KvRange.of("", 10)).records()).hasSize(1);
    }

    @Test
    @DisplayName("K12: a list has the keys with the prefix, in their order")
    void listsInOrder() {
        write("b", "todo.2", "todo.10", "todo.1", "todo", "todo-", "Todo.1", "todp");

        assertThat(keys(list(ANN, KvRange.of("todo.", 10)))).containsExactly("todo.1", "todo.10", "todo.2");
        assertThat(keys(list(ANN, KvRange.of("", 10))))
                .containsExactly("Todo.1", "b", "todo", "todo-", "todo.1", "todo.10", "todo.2", "todp");
    }

    @Test
    @DisplayName("KV15: what is a wildcard elsewhere means itself in a prefix")
    void hasNoWildcards() {
        write("_a", "xa", "a_b", "axb");

        assertThat(keys(list(ANN, KvRange.of("_", 10)))).containsExactly("_a");
        assertThat(keys(list(ANN, KvRange.of("a_", 10)))).containsExactly("a_b");
    }

    @Test
    @DisplayName("K13: pages follow each other without a gap or a repeat, and the last one says so")
    void pages() {
        String[] names =
                IntStream.range(0, 25).mapToObj(i -> String.format("k%02d", i)).toArray(String[]::new);
        write(names);
        List<String> seen = new ArrayList<>();
        KvRange range = KvRange.of("k", 10);
        KvPage page = list(ANN, range);
        while (page.next().isPresent()) {
            assertThat(page.records()).hasSize(10);
            seen.addAll(keys(page));
            page = list(ANN, range.after(page.next().get().text()));
        }
        seen.addAll(keys(page));

        assertThat(seen).containsExactly(names);
        assertThat(list(ANN, KvRange.of("k", 25)).next()).isEmpty();
        assertThat(list(ANN, range.after("k24")).records()).isEmpty();
    }

    @Test
    @DisplayName("K17: a page ends where its values become too long, but not before the first")
    void endsALongPage() {
        String large = "x".repeat(KvLimits.DEFAULT.maxValueBytes());
        int fit = KvLimits.DEFAULT.maxPageBytes() / large.length();
        List<Mutation> writes = IntStream.range(0, fit + 10)
                .mapToObj(i -> Mutation.put(new KvKey(String.format("k%03d", i)), large, Mutation.NEW))
                .toList();
        apply(ANN, writes.toArray(Mutation[]::new));

        KvPage page = list(ANN, KvRange.of("k", 1_000));
        assertThat(page.records()).hasSizeBetween(fit - 2, fit);
        KvPage rest =
                list(ANN, KvRange.of("k", 1_000).after(page.next().orElseThrow().text()));
        assertThat(rest.next()).isEmpty();
        assertThat(page.records().size() + rest.records().size()).isEqualTo(writes.size());
    }

    @Test
    @DisplayName("K14: a bulk read has the records that are there, in the order asked for, each once")
    void readsInBulk() {
        put(ANN, A, "a", Mutation.NEW);
        put(ANN, C, "c", Mutation.NEW);

        assertThat(await(store.bulk(ANN, List.of(C, B, A, C))))
                .extracting(KvRecord::key)
                .containsExactly(C, A);
    }

    @Test
    @DisplayName("K15: too many keys, a batch without writes, and one with two of one key are mistakes of the caller")
    void refusesMistakes() {
        List<Mutation> many = IntStream.rangeClosed(0, KvLimits.DEFAULT.maxMutations())
                .mapToObj(i -> Mutation.delete(new KvKey("k" + i), -1))
                .toList();

        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> store.bulk(ANN, many.stream().map(Mutation::key).toList()));
        assertThatIllegalArgumentException().isThrownBy(() -> store.apply(ANN, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> store.apply(ANN, many));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.apply(ANN, List.of(Mutation.delete(A, -1), Mutation.put(A, "1", -1))));
    }

    @Test
    @Tag("stochastic") // two that read, compare and write without holding the record can pass by luck
    @DisplayName("KV02: of two writes that build on the same version one is done and one is told of it")
    void losesNoWriteUnderAnother() {
        long version = Mutation.NEW;
        for (int round = 0; round < 20; round++) {
            long seen = version;
            List<KvOutcome> outcomes = atOnce(4, writer -> apply(ANN, Mutation.put(A, "" + writer, seen)));

            List<KvOutcome> done =
                    outcomes.stream().filter(Applied.class::isInstance).toList();
            assertThat(done).hasSize(1);
            assertThat(version(done.get(0))).isGreaterThan(seen);
            version = version(done.get(0));
        }
    }

    @Test
    @Tag("stochastic") // a deadlock, or an update that is lost, can fail to happen
    @DisplayName("K16: many writers of overlapping batches wait for each other in no circle, and lose nothing")
    void countsTogether() {
        int writers = 6;
        int rounds = 25;
        int keys = 8;
        atOnce(writers, writer -> {
            Random random = new Random(writer);
            for (int round = 0; round < rounds; round++) {
                List<KvKey> chosen = new ArrayList<>(IntStream.range(0, keys)
                        .mapToObj(i -> new KvKey("n" + i))
                        .toList());
                Collections.shuffle(chosen, random);
                increment(chosen.subList(0, 3));
            }
            return writer;
        });

        long total = list(ANN, KvRange.of("n", 100)).records().stream()
                .mapToLong(record -> Long.parseLong(record.value().orElseThrow()))
                .sum();
        assertThat(total).isEqualTo((long) writers * rounds * 3);
    }

    /** Adds one to each key, all at once, as often as it takes. */
    private void increment(List<KvKey> keys) {
        Map<KvKey, Long> versions = new HashMap<>();
        keys.forEach(key -> versions.put(key, Mutation.NEW));
        Map<KvKey, String> values = new HashMap<>();
        while (true) {
            KvOutcome outcome = await(store.apply(
                    ANN,
                    keys.stream()
                            .map(key -> Mutation.put(
                                    key, "" + (Long.parseLong(values.getOrDefault(key, "0")) + 1), versions.get(key)))
                            .toList()));
            if (outcome instanceof Applied applied) {
                applied.written()
                        .forEach(written -> assertThat(written.version()).isGreaterThan(versions.get(written.key())));
                return;
            }
            for (KvRecord record : ((Mismatched) outcome).current()) {
                assertThat(record.version()).isGreaterThan(versions.get(record.key()));
                versions.put(record.key(), record.version());
                values.put(record.key(), record.value().orElseThrow());
            }
        }
    }

    final KvStore store() {
        return store;
    }

    final long put(UserId owner, KvKey key, String value, long seen) {
        return version(apply(owner, Mutation.put(key, value, seen)));
    }

    final KvOutcome apply(UserId owner, Mutation... batch) {
        return await(store.apply(owner, List.of(batch)));
    }

    final Optional<KvRecord> get(UserId owner, KvKey key) {
        return await(store.get(owner, key));
    }

    private void write(String... names) {
        for (String name : names) {
            put(ANN, new KvKey(name), "v", Mutation.NEW);
        }
    }

    private KvPage list(UserId owner, KvRange range) {
        return await(store.list(owner, range));
    }

    static long version(KvOutcome outcome) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return ((Applied) outcome).written().get(0).version();
    }

    private static List<String> keys(KvPage page) {
        return page.records().stream().map(record -> record.key().text()).toList();
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    interface Writer<T> {
        T write(int number) throws Exception;
    }

    static <T> List<T> atOnce(int writers, Writer<T> each) {
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Callable<T>> tasks = IntStream.range(0, writers)
                    .mapToObj(i -> (Callable<T>) () -> each.write(i))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> task : threads.invokeAll(tasks, PATIENCE.toMillis() * 2, TimeUnit.MILLISECONDS)) {
                results.add(task.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError("a writer failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
