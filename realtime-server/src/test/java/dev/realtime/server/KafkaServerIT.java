package dev.realtime.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.server.config.ConfigSources;
import dev.realtime.source.kafka.Kafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A server that reads a real Kafka, and clients of {@code task-updates} that are connected to it. */
@Timeout(120)
class KafkaServerIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int PARTITIONS = 4;
    private static final int USERS = 10;
    private static final String THREAD = "realtime-kafka-source";

    // Kafka still writes to its folder for a moment after it has stopped.
    @TempDir(cleanup = CleanupMode.NEVER)
    private static Path folder;

    private static Detour detour;
    private static Kafka kafka;

    @BeforeAll
    static void start() {
        detour = new Detour();
        kafka = Kafka.in(folder.resolve("kafka"), detour.port());
        kafka.start();
    }

    @AfterAll
    static void stop() {
        detour.close();
        kafka.close();
    }

    @Test
    @DisplayName("S3, P17, KF01, KF02, KF04: 10,000 records, a consumer that dies three times, poison in the middle: "
            + "each user is told of each of his tasks once, others of none, and nothing is left")
    void eachUserIsToldOnceHoweverTheConsumerDies() {
        String topic = topic("tasks-of-ten");
        detour.mend(kafka.sidePort());
        List<TaskTab> tabs = new ArrayList<>();
        try (RealtimeServer server = serve(topic, "localhost:" + detour.port(), false)) {
            for (int user = 0; user < USERS; user++) {
                tabs.add(TaskTab.of(server.port(), "u" + user));
            }
            TaskTab otherTab = TaskTab.of(server.port(), "u0");
            TaskTab stranger = TaskTab.of(server.port(), "eve");
            tabs.addAll(List.of(otherTab, stranger));
            List<TaskTab> users = tabs.subList(0, USERS);

            // An administrator throws the consumer out of its group.
            write(topic, 0, 2_500);
            awaitTold(users, 500);
            List<String> first = kafka.members(topic);
            kafka.evict(topic);
            write(topic, 2_500, 5_000);
            kafka.write(topic, 0, "{\"event_type\":\"created\",".getBytes(UTF_8));
            awaitTold(users, 3_000);
            awaitOtherMember(topic, first);

            // All its connections are cut, and Kafka cannot be reached for a while.
            assertThat(detour.cut()).isPositive();
            write(topic, 5_000, 7_500);
            await().atMost(SOON)
                    .until(() -> source(server).path("state").asText().equals("away"));
            detour.mend(kafka.sidePort());
            awaitTold(users, 5_500);

            // Its thread is interrupted in whatever it does.
            List<String> third = kafka.members(topic);
            sourceThread().interrupt();
            write(topic, 7_500, 10_000);
            awaitTold(users, 10_000);
            awaitOtherMember(topic, third);

            await().atMost(SOON).until(() -> settled(topic) == 10_001);
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(source(server).path("state").asText()).isEqualTo("reading");
                assertThat(source(server).path("lag").asLong()).isZero();
            });
            tabs.forEach(TaskTab::ping);
            for (int user = 0; user < USERS; user++) {
                assertThat(users.get(user).tasks()).containsExactlyInAnyOrderElementsOf(tasksOf(user));
                assertInOrder(users.get(user).tasks());
            }
            assertThat(otherTab.tasks()).isEqualTo(users.get(0).tasks());
            assertThat(stranger.tasks()).isEmpty();
            assertThat(source(server).path("accepted").asLong()).isGreaterThanOrEqualTo(10_000);
            assertThat(source(server).path("rejected").path("malformed").asLong())
                    .isPositive();
            // It may stand there again, if it was not committed when a consumer died.
            assertThat(kafka.readAtLeast(topic + "-dead", 1)).allSatisfy(letter -> {
                assertThat(header(letter, "reason")).isEqualTo("MALFORMED");
                assertThat(header(letter, "topic")).isEqualTo(topic);
            });
        } finally {
            tabs.forEach(TaskTab::close);
        }
    }

    @Test
    @DisplayName("P17, KF02: a server that is killed leaves nothing out: the next one goes on at what was committed")
    void theServerAfterAKilledOneGoesOnWhereThatOneWas() throws IOException {
        String topic = topic("tasks-of-two-servers");
        String config = "--config=" + config(topic, kafka.servers(), false);
        // or else Kafka waits ten seconds for the one that was killed
        Path properties = Files.writeString(
                folder.resolve("kafka.properties"), "session.timeout.ms=2000\nheartbeat.interval.ms=500\n");
        String hasty = "--sources.kafka.properties=" + properties;
        Set<Integer> told = new TreeSet<>();
        try (ServerProcess killed = ServerProcess.serve(config, hasty);
                TaskTab tab = TaskTab.of(killed.port(), "u0")) {
            writeAllTo("u0", topic, 0, 300);
            await().atMost(SOON).until(() -> tab.count() >= 300);
            await().atMost(SOON).until(() -> settled(topic) > 0);
            writeAllTo("u0", topic, 300, 900);
            await().atMost(SOON).until(() -> tab.count() >= 500);
            // while records are on their way
            killed.kill();
            told.addAll(tab.tasks());
        }
        long[] committed = committed(topic);
        writeAllTo("u0", topic, 900, 950);

        try (ServerProcess next = ServerProcess.serve(config, hasty)) {
            await().atMost(SOON).until(() -> settled(topic) == 950);
            await().atMost(SOON)
                    .until(() -> stats(next.get("/stats").body()).path("lag").asLong(-1) == 0);
            List<Integer> again = history(next, "u0");

            assertThat(again)
                    .as("what was not committed, once")
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 950)
                            .filter(task -> task / PARTITIONS >= committed[task % PARTITIONS])
                            .boxed()
                            .toList());
            told.addAll(again);
            assertThat(told)
                    .as("before the kill or after it")
                    .isEqualTo(IntStream.range(0, 950).boxed().collect(Collectors.toSet()));
            try (TaskTab tab = TaskTab.of(next.port(), "u0")) {
                writeAllTo("u0", topic, 950, 960);
                await().atMost(SOON).until(() -> tab.count() >= 10);
                tab.ping();
                assertThat(tab.tasks())
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(950, 960).boxed().toList());
            }
        }
    }

    @Test
    @DisplayName(
            "KF11: a server whose Kafka is away starts and serves, says that it is degraded, and reads once it can")
    void servesWithoutKafkaAndSaysSo() {
        String topic = topic("tasks-to-come");
        try (Detour away = new Detour();
                RealtimeServer server = serve(topic, "localhost:" + away.port(), false);
                RealtimeServer strict = serve(topic, "localhost:" + away.port(), true);
                TaskTab tab = TaskTab.of(server.port(), "u0")) {
            kafka.write(topic, 0, record("u0", 1));

            assertThat(new RawHttp(server.port()).request("GET /ready").body()).isEqualTo("{\"status\":\"degraded\"}");
            assertThat(new RawHttp(server.port()).request("GET /ready").status())
                    .isEqualTo(200);
            assertThat(new RawHttp(strict.port()).request("GET /ready").status())
                    .isEqualTo(503);
            assertThat(new RawHttp(strict.port()).request("GET /health").status())
                    .isEqualTo(200);
            assertThat(source(server).path("state").asText()).isEqualTo("away");
            tab.ping();

            // What they learn of Kafka leads them by the other detour.
            detour.mend(kafka.sidePort());
            away.mend(kafka.sidePort());

            for (RealtimeServer each : List.of(server, strict)) {
                await().atMost(SOON).until(() -> new RawHttp(each.port())
                        .request("GET /ready")
                        .body()
                        .equals("{\"status\":\"ok\"}"));
            }
            await().atMost(SOON).until(() -> settled(topic) == 1);
        }
    }

    private static String topic(String name) {
        kafka.create(name, PARTITIONS);
        kafka.create(name + "-dead", 1);
        return name;
    }

    private static RealtimeServer serve(String topic, String servers, boolean required) {
        Path file = config(topic, servers, required);
        return RealtimeServer.builder()
                .configuration(new ConfigSources(Optional.of(file), Map.of(), Map.of()).load())
                .start();
    }

    /** A server with a key, whose source reads a topic in a group of the same name. */
    private static Path config(String topic, String servers, boolean required) {
        try {
            return Files.writeString(
                    Files.createTempFile(folder, "realtime", ".yaml"),
                    """
                    server: { port: 0 }
                    stats: open
                    sources:
                      required: %s
                      kafka:
                        servers: %s
                        group: %s
                        topics:
                          %s: { channel: "tasks#{user_id}", event: event_type, requires: [task_id] }
                    """
                            .formatted(required, servers, topic, topic));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Tasks of all users in turn, those of one user in several partitions. */
    private static void write(String topic, int from, int to) {
        for (int task = from; task < to; task++) {
            kafka.send(topic, task % PARTITIONS, record("u" + task % USERS, task));
        }
        kafka.flush();
    }

    private static void writeAllTo(String user, String topic, int from, int to) {
        for (int task = from; task < to; task++) {
            kafka.send(topic, task % PARTITIONS, record(user, task));
        }
        kafka.flush();
    }

    private static byte[] record(String user, int task) {
        return ("{\"event_type\":\"created\",\"user_id\":\"" + user + "\",\"task_id\":" + task
                        + ",\"title\":\"call back\",\"timestamp\":\"2026-01-01T12:00:00Z\"}")
                .getBytes(UTF_8);
    }

    private static List<Integer> tasksOf(int user) {
        return IntStream.range(0, 10_000)
                .filter(task -> task % USERS == user)
                .boxed()
                .toList();
    }

    /** Each partition holds its records in order, and so a user sees them. */
    private static void assertInOrder(List<Integer> tasks) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int of = partition;
            assertThat(tasks.stream().filter(task -> task % PARTITIONS == of)).isSorted();
        }
    }

    private static void awaitTold(List<TaskTab> users, int tasks) {
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        users.stream().mapToInt(TaskTab::count).sum())
                .isGreaterThanOrEqualTo(tasks));
    }

    /** A consumer that died has come back as another one. */
    private static void awaitOtherMember(String group, List<String> before) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(kafka.members(group)).hasSize(1).doesNotContainAnyElementsOf(before));
    }

    private static long settled(String topic) {
        long sum = 0;
        for (long offset : committed(topic)) {
            sum += Math.max(0, offset);
        }
        return sum;
    }

    /** By partition; -1 for nothing. */
    private static long[] committed(String topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToLong(partition -> kafka.committed(topic, topic, partition))
                .toArray();
    }

    private static Thread sourceThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(THREAD))
                .findAny()
                .orElseThrow();
    }

    private static JsonNode source(RealtimeServer server) {
        return stats(new RawHttp(server.port()).request("GET /stats").body());
    }

    /** What they say of Kafka. */
    private static JsonNode stats(String body) {
        try {
            return JSON.readTree(body).path("sources").path("kafka");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The tasks in a user's channel. */
    private static List<Integer> history(ServerProcess server, String user) throws IOException {
        String body = server.get("/v1/channels/tasks%23" + user + "/history?limit=1000")
                .body();
        List<Integer> tasks = new ArrayList<>();
        JSON.readTree(body)
                .path("publications")
                .forEach(entry -> tasks.add(entry.path("data").path("task_id").asInt()));
        return tasks;
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader("realtime-" + name).value(), UTF_8);
    }
}
