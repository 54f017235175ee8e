package dev.realtime.source.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.RefusedException;
import dev.realtime.source.Rejection;
import dev.realtime.source.Routing;
import dev.realtime.source.SourcePublisher;
import dev.realtime.source.kafka.LivingHub.Subscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KafkaSourceIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Kafka kafka = Kafka.shared();
    private final LivingHub living = new LivingHub();
    private final Counts counts = new Counts();
    private final List<KafkaSource> sources = new ArrayList<>();
    private String topic;
    private KafkaSourceOptions options;

    @BeforeEach
    void prepare() {
        topic = kafka.newTopic(4);
        options = KafkaSourceOptions.at(kafka.servers())
                .group("group-of-" + topic)
                .topics(Map.of(topic, Routing.TASK_UPDATES.events("created")))
                .commitEvery(Duration.ofMillis(50))
                .telemetry(counts);
    }

    @AfterEach
    void close() {
        sources.forEach(KafkaSource::close);
        living.close();
    }

    @Test
    @DisplayName(
            "P17, KF02: of 10,000 records, by a consumer that is killed three times, each user is shown each of his once")
    void showsEachRecordOnceHoweverOftenTheConsumerIsKilled() {
        Subscriber phone = living.subscriber("ann");
        Subscriber laptop = living.subscriber("ann");
        Subscriber bob = living.subscriber("bob");
        Subscriber eve = living.subscriber("eve");
        for (int i = 0; i < 10_000; i++) {
            kafka.send(topic, i % 4, record(i % 2 == 0 ? "ann" : "bob", i));
        }
        kafka.flush();

        for (int life = 1; life <= 3; life++) {
            MortalClients clients = new MortalClients(options);
            AtomicInteger published = new AtomicInteger();
            SourcePublisher fatal = (channel, message) -> {
                if (published.incrementAndGet() == 1_500) {
                    clients.kill();
                }
                return living.hub().publish(channel, message);
            };
            KafkaSource killed = KafkaSource.start(fatal, options, clients);
            await().atMost(SOON).until(() -> published.get() >= 1_500);
            killed.close();
        }
        start(living.hub()::publish);

        await().atMost(SOON)
                .until(() -> phone.tasks().size() >= 5_000 && bob.tasks().size() >= 5_000);
        awaitCommitted(2_500, 2_500, 2_500, 2_500);
        await().atMost(SOON).until(() -> sources.get(0).lag() == 0);
        assertThat(counts.accepted.get()).as("some came twice").isGreaterThan(10_000);
        List<Integer> anns = IntStream.range(0, 5_000).map(i -> 2 * i).boxed().toList();
        List<Integer> bobs =
                IntStream.range(0, 5_000).map(i -> 2 * i + 1).boxed().toList();
        assertThat(phone.tasks()).containsExactlyInAnyOrderElementsOf(anns);
        assertThat(laptop.tasks()).isEqualTo(phone.tasks());
        assertThat(bob.tasks()).containsExactlyInAnyOrderElementsOf(bobs);
        assertThat(eve.tasks()).isEmpty();
        // Each partition holds records of one user, in order.
        assertThat(phone.tasks().stream().filter(task -> task % 4 == 0)).isSorted();
        assertThat(bob.tasks().stream().filter(task -> task % 4 == 3)).isSorted();
    }

    @Test
    @DisplayName(
            "KF01: what can never be delivered goes to the dead letters with the reason, and what follows to its user")
    void putsPoisonAside() {
        Subscriber ann = living.subscriber("ann");
        byte[] huge = record("ann", 1, "x".repeat(10_000_000));
        List<byte[]> poison = List.of(
                "{\"event_type\"".getBytes(UTF_8),
                "[]".getBytes(UTF_8),
                "{\"event_type\":\"created\",\"task_id\":1}".getBytes(UTF_8),
                "{\"event_type\":\"exploded\",\"task_id\":1,\"user_id\":\"ann\"}".getBytes(UTF_8),
                "{\"event_type\":\"created\",\"task_id\":1,\"user_id\":[\"ann\"]}".getBytes(UTF_8));
        start(living.hub()::publish);
        kafka.write(topic, 0, record("ann", 100));
        await().atMost(SOON).until(() -> ann.tasks().size() == 1);
        poison.forEach(value -> kafka.send(topic, 0, value));
        kafka.send(topic, 0, null);
        kafka.send(topic, 0, huge);
        kafka.write(topic, 0, record("ann", 101));

        await().atMost(Duration.ofSeconds(1)).until(() -> ann.tasks().equals(List.of(100, 101)));
        awaitCommitted(9);
        List<ConsumerRecord<byte[], byte[]>> dead = kafka.read(topic + "-dead", 7);
        assertThat(dead)
                .extracting(letter -> header(letter, "offset") + " " + header(letter, "reason"))
                .containsExactlyInAnyOrder(
                        "1 MALFORMED",
                        "2 MALFORMED",
                        "3 FIELD_MISSING",
                        "4 EVENT_UNKNOWN",
                        "5 FIELD_UNFIT",
                        "6 EMPTY",
                        "7 TOO_LARGE");
        assertThat(dead).allSatisfy(letter -> {
            assertThat(header(letter, "topic")).isEqualTo(topic);
            assertThat(header(letter, "partition")).isEqualTo("0");
            assertThat(header(letter, "group")).isEqualTo(options.group());
        });
        assertThat(letter(dead, "1").value()).isEqualTo(poison.get(0));
        assertThat(letter(dead, "1").key()).isEqualTo("key".getBytes(UTF_8));
        assertThat(letter(dead, "7").value()).isNull();
        assertThat(header(letter(dead, "7"), "omitted-bytes")).isEqualTo(String.valueOf(huge.length + 3));
        assertThat(counts.rejected).containsEntry(Rejection.MALFORMED, 2).containsEntry(Rejection.EMPTY, 1);
    }

    @Test
    @DisplayName("KF01: a record that the hub refuses for good goes to the dead letters, too")
    void putsAsideWhatIsRefused() {
        Queue<Integer> published = new ConcurrentLinkedQueue<>();
        start((channel, message) -> {
            if (task(message) == 1) {
                return CompletableFuture.failedStage(new RefusedException(ErrorCode.MESSAGE_TOO_LARGE, "too large"));
            }
            if (task(message) == 2) {
                throw new IllegalStateException("a bug that this record meets");
            }
            published.add(task(message));
            return CompletableFuture.completedStage(null);
        });
        for (int task = 0; task < 4; task++) {
            kafka.write(topic, 0, record("user" + task, task));
        }

        await().atMost(SOON).until(() -> published.contains(0));
        await().atMost(Duration.ofSeconds(1)).until(() -> published.contains(3));
        // Only a hub that takes others shows that a stumble is about the record.
        await().atMost(SOON).pollInterval(Duration.ofMillis(300)).until(() -> {
            kafka.write(topic, 1, record("somebody", 100));
            return committed(0) == 4;
        });
        assertThat(published).startsWith(0, 3).doesNotContain(1, 2);
        assertThat(kafka.read(topic + "-dead", 2))
                .extracting(letter -> header(letter, "reason") + " " + header(letter, "detail"))
                .containsExactly("REFUSED MESSAGE_TOO_LARGE: too large", "REFUSED java.lang.IllegalStateException");
    }

    @Test
    @DisplayName("KF01: where there is no topic for dead letters, a line in the log is left, and nothing stands still")
    void goesOnWithoutATopicForDeadLetters() {
        options = options.deadLetters("nowhere-" + topic).properties(Map.of("max.block.ms", "300"));
        Subscriber ann = living.subscriber("ann");
        start(living.hub()::publish);
        kafka.write(topic, 0, record("ann", 1));
        await().atMost(SOON).until(() -> ann.tasks().size() == 1);
        kafka.write(topic, 0, "poison".getBytes(UTF_8));
        kafka.write(topic, 0, record("ann", 2));

        await().atMost(Duration.ofSeconds(1)).until(() -> ann.tasks().equals(List.of(1, 2)));
        awaitCommitted(3);
        assertThat(counts.deadLettersLost).hasValue(1);
    }

    @Test
    void keepsNoDeadLettersWhereNoneAreWanted() {
        options = options.withoutDeadLetters();
        start(living.hub()::publish);
        kafka.write(topic, 0, "poison".getBytes(UTF_8));

        awaitCommitted(1);
        assertThat(counts.rejected).containsEntry(Rejection.MALFORMED, 1);
        assertThat(counts.deadLettersLost).hasValue(0);
    }

    @Test
    @DisplayName("P17: nothing is committed before the hub has it, and not before all that precedes it")
    void commitsWhatTheHubHas() {
        Map<Integer, CompletableFuture<Void>> asked = new HashMap<>();
        start((channel, message) -> {
            synchronized (asked) {
                return asked.computeIfAbsent(task(message), none -> new CompletableFuture<>());
            }
        });
        for (int task = 0; task < 3; task++) {
            kafka.write(topic, 0, record("user" + task, task));
        }
        await().atMost(SOON).until(() -> {
            synchronized (asked) {
                return asked.size() == 3;
            }
        });

        asked.get(1).complete(null);
        asked.get(2).complete(null);
        await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> committed(0) == 0);
        asked.get(0).complete(null);
        awaitCommitted(3);
    }

    @Test
    @DisplayName(
            "KF05: while the hub is overloaded nothing is read, the consumer stays in its group, and then all come in order")
    void readsNothingWhileTheHubIsOverloaded() {
        options = options.maxInFlight(10)
                .properties(Map.of("max.poll.interval.ms", "1000", "session.timeout.ms", "6000"));
        AtomicBoolean overloaded = new AtomicBoolean(true);
        AtomicInteger refused = new AtomicInteger();
        Queue<Integer> published = new ConcurrentLinkedQueue<>();
        start((channel, message) -> {
            if (overloaded.get()) {
                refused.incrementAndGet();
                return CompletableFuture.failedStage(new RefusedException(ErrorCode.OVERLOADED, "later"));
            }
            published.add(task(message));
            return CompletableFuture.completedStage(null);
        });
        for (int task = 0; task < 500; task++) {
            kafka.send(topic, 0, record("ann", task));
        }
        kafka.flush();
        await().atMost(SOON).until(() -> counts.paused.get() == 1);

        // Longer than Kafka waits for a consumer that does not ask.
        await().during(Duration.ofMillis(2_500)).atMost(SOON).until(() -> counts.resumed.get() == 0);
        assertThat(refused.get()).isLessThan(20);
        overloaded.set(false);

        await().atMost(SOON).until(() -> published.size() >= 500);
        assertThat(published)
                .containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
        assertThat(counts.resumed.get()).isPositive();
        awaitCommitted(500);
    }

    @Test
    @DisplayName("KF05: no more is in flight than may be")
    void boundsWhatIsInFlight() {
        options = options.maxInFlight(100);
        Queue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();
        start((channel, message) -> {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        });
        write(0, 200);
        await().atMost(SOON).until(() -> asked.size() == 100);
        write(200, 1_000);
        await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> asked.size() == 100);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(counts.lag).isEqualTo(1_000));
        await().atMost(SOON).until(() -> {
            asked.forEach(answer -> answer.complete(null));
            return asked.size() == 1_000;
        });
        await().atMost(SOON).until(() -> {
            asked.forEach(answer -> answer.complete(null));
            return counts.lag == 0;
        });
    }

    @Test
    @DisplayName("KF04: consumers that come and go while records are in flight lose none and show none twice")
    void sharesPartitions() {
        Subscriber ann = living.subscriber("ann");
        SourcePublisher slow = (channel, message) -> living.hub()
                .publish(channel, message)
                .thenApplyAsync(
                        done -> done, CompletableFuture.delayedExecutor(5, java.util.concurrent.TimeUnit.MILLISECONDS));
        start(slow);
        AtomicInteger written = new AtomicInteger();
        for (int change = 0; change < 4; change++) {
            for (int i = 0; i < 500; i++) {
                kafka.send(topic, written.get() % 4, record("ann", written.getAndIncrement()));
            }
            kafka.flush();
            int some = 500 * change + 100;
            await().atMost(SOON).until(() -> ann.tasks().size() >= some);
            if (change % 2 == 0) {
                start(slow);
            } else {
                sources.remove(0).close();
            }
        }

        await().atMost(SOON).until(() -> ann.tasks().size() >= 2_000);
        awaitCommitted(500, 500, 500, 500);
        assertThat(ann.tasks())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 2_000).boxed().toList());
        for (int partition = 0; partition < 4; partition++) {
            int of = partition;
            assertThat(ann.tasks().stream().filter(task -> task % 4 == of)).isSorted();
        }
    }

    @Test
    @DisplayName("KF04: a partition that goes takes with it, uncommitted, what the hub has not answered")
    void handsOverWhatIsNotSettled() {
        options = options.farewell(Duration.ofMillis(200)).properties(Map.of("heartbeat.interval.ms", "100"));
        AtomicInteger asked = new AtomicInteger();
        Queue<Integer> taken = new ConcurrentLinkedQueue<>();
        start((channel, message) -> {
            asked.incrementAndGet();
            return new CompletableFuture<>();
        });
        write(0, 4);
        await().atMost(SOON).until(() -> asked.get() == 4);
        start((channel, message) -> {
            taken.add(task(message));
            return CompletableFuture.completedStage(null);
        });

        await().atMost(SOON).until(() -> taken.size() == 2);
        for (int partition = 0; partition < 4; partition++) {
            int of = partition;
            long expected = taken.contains(partition) ? 1 : 0;
            await().atMost(SOON).until(() -> committed(of) == expected);
        }
        assertThat(asked).hasValue(4);
    }

    @Test
    void takesALongRowOfOneUserWhomNobodyHears() {
        for (int task = 0; task < 5_000; task++) {
            kafka.send(topic, 0, record("ann", task));
        }
        kafka.flush();
        start(living.hub()::publish);

        awaitCommitted(5_000);
        assertThat(counts.accepted).hasValue(5_000);
    }

    @Test
    void commitsWhenItIsClosed() {
        options = options.commitEvery(Duration.ofHours(1));
        Subscriber ann = living.subscriber("ann");
        start(living.hub()::publish);
        kafka.write(topic, 0, record("ann", 1));
        await().atMost(SOON).until(() -> ann.tasks().size() == 1);
        assertThat(committed(0)).isZero();

        sources.remove(0).close();

        assertThat(committed(0)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "P17: a group that begins with the newest record begins once, also if its consumer dies before there is one")
    void beginsOnce() {
        options = options.properties(Map.of("auto.offset.reset", "latest"));
        Subscriber ann = living.subscriber("ann");
        kafka.write(topic, 0, record("ann", 1));
        MortalClients clients = new MortalClients(options);
        KafkaSource killed = KafkaSource.start(living.hub()::publish, options, clients);
        awaitCommitted(1, 0, 0, 0);

        clients.kill();
        killed.close();
        kafka.write(topic, 0, record("ann", 2));
        kafka.write(topic, 1, record("ann", 3));
        start(living.hub()::publish);

        await().atMost(SOON).until(() -> ann.tasks().size() >= 2);
        awaitCommitted(2, 1, 0, 0);
        assertThat(ann.tasks()).containsExactlyInAnyOrder(2, 3);
    }

    private void start(SourcePublisher publisher) {
        sources.add(KafkaSource.start(publisher, options));
    }

    /** Each to a user of its own. */
    private void write(int from, int to) {
        for (int task = from; task < to; task++) {
            kafka.send(topic, task % 4, record("user" + task, task));
        }
        kafka.flush();
    }

    private void awaitCommitted(long... offsets) {
        await().atMost(SOON).untilAsserted(() -> {
            for (int partition = 0; partition < offsets.length; partition++) {
                assertThat(committed(partition)).as("partition %d", partition).isEqualTo(offsets[partition]);
            }
        });
    }

    private long committed(int partition) {
        return kafka.committed(options.group(), topic, partition);
    }

    private static int task(Message message) {
        String json = new String(message.data().bytes(), UTF_8);
        return Integer.parseInt(json.replaceAll(".*\"task_id\":(\\d+).*", "$1"));
    }

    private static byte[] record(String user, int task) {
        return record(user, task, "call back");
    }

    private static byte[] record(String user, int task, String title) {
        return ("{\"event_type\":\"created\",\"user_id\":\"" + user + "\",\"task_id\":" + task + ",\"title\":\"" + title
                        + "\"}")
                .getBytes(UTF_8);
    }

    private static ConsumerRecord<byte[], byte[]> letter(List<ConsumerRecord<byte[], byte[]>> dead, String offset) {
        return dead.stream()
                .filter(letter -> header(letter, "offset").equals(offset))
                .findAny()
                .orElseThrow();
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader("realtime-" + name);
        return new String(header.value(), UTF_8);
    }
}
