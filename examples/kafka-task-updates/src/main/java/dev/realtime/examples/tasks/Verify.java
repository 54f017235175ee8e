package dev.realtime.examples.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Does what users, a sidecar and an administrator of Kafka would do, and fails if it does not see what they would see. */
final class Verify {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String GROUP = "realtime";
    private static final int MANY = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Places places;
    private final String ann;
    private final String bob;

    Verify(Places places) {
        this.places = places;
        Tokens tokens = Tokens.hmac(places.secret());
        ann = tokens.issue(UserId.of("ann"), Set.of(), Duration.ofMinutes(5));
        bob = tokens.issue(UserId.of("bob"), Set.of(), Duration.ofMinutes(5));
    }

    /**
     * Ends with 0 only if everything was seen.
     *
     * @param args ports of the server and of the service, then where Kafka is; the environment has the secrets
     */
    public static void main(String[] args) throws Exception {
        new Verify(new Places(
                        Integer.parseInt(args[0]),
                        Integer.parseInt(args[1]),
                        args[2],
                        System.getenv("TASKS_JWT_SECRET"),
                        System.getenv("REALTIME_AUTH_ADMIN_KEY"),
                        System.getenv("REALTIME_SOURCES_DAPR_APP_TOKEN")))
                .all();
        System.out.println("verified");
    }

    void all() throws Exception {
        try (Tab tab = open("ann", ann);
                Tab otherTab = open("ann", ann);
                Tab stranger = open("bob", bob)) {
            List<Tab> tabs = List.of(tab, otherTab);
            everyTabSeesWhatBecomesOfATask(tabs);
            aConsumerThatIsThrownOutLosesAndRepeatsNothing(tabs);
            poisonGoesToTheDeadLetters(tabs);
            whatASidecarDeliversIsSeenOnce(tabs);
            nothingIsLeft();
            check(stranger.changes().isEmpty(), "nothing of another user, but " + stranger.changes());
            strangersAreTurnedAway();
        }
    }

    private void everyTabSeesWhatBecomesOfATask(List<Tab> tabs) throws Exception {
        long id = add("call back");
        check(ask("PUT", "/tasks/" + id, ann, "{\"title\":\"call back today\"}") == 200, "it is renamed");
        check(ask("PUT", "/tasks/" + id, ann, "{\"done\":true}") == 200, "it is done");
        check(ask("DELETE", "/tasks/" + id, ann, "") == 200, "it is deleted");
        for (Tab tab : tabs) {
            tab.await(SOON, changes -> changes.size() >= 4);
            List<String> types = tab.changes().stream()
                    .map(it -> it.path("event_type").asText())
                    .toList();
            check(types.equals(List.of("created", "updated", "completed", "deleted")), "four changes, but " + types);
        }
    }

    private void aConsumerThatIsThrownOutLosesAndRepeatsNothing(List<Tab> tabs) throws Exception {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            ids.add(add("task " + i));
            if (i == MANY / 3) {
                throwOut();
            }
        }
        for (Tab tab : tabs) {
            tab.await(SOON, changes -> changes.size() >= 4 + MANY);
            List<Long> seen = tab.changes().stream()
                    .skip(4)
                    .map(it -> it.path("task_id").asLong())
                    .toList();
            check(seen.equals(ids), "each of " + MANY + " tasks once and in order, but " + seen);
        }
    }

    private void poisonGoesToTheDeadLetters(List<Tab> tabs) throws Exception {
        String poison = "{\"event_type\":\"created\",\"user_id\":";
        write(poison);
        long next = add("after the poison");
        for (Tab tab : tabs) {
            tab.await(
                    SOON,
                    changes -> changes.get(changes.size() - 1).path("task_id").asLong() == next);
        }
        Map<String, Object> settings = Map.of("bootstrap.servers", places.kafka(), "auto.offset.reset", "earliest");
        Set<String> reasons = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> letters =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = letters.partitionsFor(Topic.NAME + "-dead").stream()
                    .map(it -> new TopicPartition(it.topic(), it.partition()))
                    .toList();
            letters.assign(partitions);
            letters.seekToBeginning(partitions);
            for (int tries = 0; tries < 100 && reasons.isEmpty(); tries++) {
                letters.poll(Duration.ofMillis(200)).forEach(letter -> {
                    check(new String(letter.value(), UTF_8).equals(poison), "the poison itself");
                    reasons.add(new String(
                            letter.headers().lastHeader("realtime-reason").value(), UTF_8));
                });
            }
        }
        check(reasons.equals(Set.of("MALFORMED")), "a dead letter, but " + reasons);
    }

    private void whatASidecarDeliversIsSeenOnce(List<Tab> tabs) throws Exception {
        String event = "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"tasks\",\"type\":\"task\","
                + "\"datacontenttype\":\"application/json\",\"data\":{\"event_type\":\"created\",\"user_id\":\"ann\","
                + "\"task_id\":4711,\"title\":\"by Dapr\",\"timestamp\":\"2026-01-01T12:00:00Z\"}}";
        check(deliver(event, "guessed").statusCode() == 401, "a wrong app token is turned away");
        for (int delivery = 0; delivery < 2; delivery++) {
            String answer = deliver(event, places.daprToken()).body();
            check(answer.equals("{\"status\":\"SUCCESS\"}"), "an event is taken, but " + answer);
        }
        for (Tab tab : tabs) {
            tab.await(
                    SOON,
                    changes -> changes.get(changes.size() - 1).path("task_id").asLong() == 4711);
            long times = tab.changes().stream()
                    .filter(it -> it.path("task_id").asLong() == 4711)
                    .count();
            check(times == 1, "what came twice is seen once, but " + times + " times");
        }
    }

    private void nothingIsLeft() throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        JsonNode kafka = stats();
        while (!kafka.path("state").asText().equals("reading")
                || kafka.path("lag").asLong() != 0) {
            check(System.nanoTime() < end, "a lag of 0, but " + kafka);
            TimeUnit.MILLISECONDS.sleep(200);
            kafka = stats();
        }
    }

    private void strangersAreTurnedAway() throws Exception {
        check(ask("POST", "/tasks", "none", "{\"title\":\"mine\"}") == 401, "the service wants a token");
        try {
            open("ann", bob).close();
            check(false, "nobody reads the tasks of another user");
        } catch (ExecutionException e) {
            // 403
        }
    }

    private Tab open(String user, String token) throws Exception {
        URI url = URI.create("ws://127.0.0.1:" + places.server() + "/ws?user_id=" + user + "&token=" + token);
        return Tab.open(http, url, SOON);
    }

    private long add(String title) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("POST", "/tasks", ann, "{\"title\":\"" + title + "\"}");
        check(answer.statusCode() == 201, "a task is taken, but " + answer.body());
        return JSON.readTree(answer.body()).path("task_id").asLong();
    }

    private int ask(String method, String path, String token, String body) throws IOException, InterruptedException {
        return send(method, path, token, body).statusCode();
    }

    private HttpResponse<String> send(String method, String path, String token, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + places.service() + path))
                        .header("Authorization", "Bearer " + token)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> deliver(String event, String token) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + places.server() + "/dapr/events/" + Topic.NAME))
                        .header("Content-Type", "application/cloudevents+json")
                        .header("dapr-api-token", token)
                        .POST(HttpRequest.BodyPublishers.ofString(event))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode stats() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + places.server() + "/stats"))
                        .header("x-api-key", places.adminKey())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(answer.body()).path("sources").path("kafka");
    }

    /** As an administrator would, or a network that was away for too long. */
    private void throwOut() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", places.kafka()))) {
            admin.removeMembersFromConsumerGroup(GROUP, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void write(String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", places.kafka());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topic.NAME, "ann".getBytes(UTF_8), value.getBytes(UTF_8)))
                    .get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    static void check(boolean seen, String what) {
        if (!seen) {
            throw new IllegalStateException("not seen: " + what);
        }
    }

    /** What is verified. @param server its port @param service its port @param kafka {@code host:port} */
    record Places(int server, int service, String kafka, String secret, String adminKey, String daprToken) {}
}
