package dev.realtime.source.dapr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonFactory;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.spi.Broker;
import dev.realtime.source.Rejection;
import dev.realtime.source.Routing;
import dev.realtime.source.SourcePublisher;
import dev.realtime.source.SourceTelemetry;
import dev.realtime.source.dapr.DaprSubscription.Content;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaprApiTest {

    private static final String ROUTE = "/dapr/events/task-updates";
    private static final String RAW = "/raw";
    private static final String TOKEN = "s3cr3t-of-the-app";
    private static final String RECORD =
            "{\"event_type\":\"created\",  \"user_id\":\"42\",\"task_id\":1.0e2,\"title\":\"Grüße\"}";
    private static final String SUCCESS = "200 {\"status\":\"SUCCESS\"}";
    private static final String RETRY = "200 {\"status\":\"RETRY\"}";
    private static final String DROP = "200 {\"status\":\"DROP\"}";

    private final List<String> published = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final Counts counts = new Counts();
    private final DaprOptions options = DaprOptions.of(
                    DaprSubscription.of("pubsub", "task-updates", Routing.TASK_UPDATES),
                    DaprSubscription.of("pubsub", "old", Routing.TASK_UPDATES)
                            .route(RAW)
                            .content(Content.RAW)
                            .deadLetterTopic("old-dead"))
            .appToken(TOKEN)
            .telemetry(counts);
    private final DaprApi api = api((channel, message) -> {
        published.add(channel.toString());
        messages.add(message);
        return CompletableFuture.completedStage(null);
    });

    @Nested
    class TheListOfSubscriptions {

        @Test
        @DisplayName("KF10: says what is wanted and where it goes, to whoever asks, and holds no secret")
        void isNoSecret() {
            DaprRequest request = new DaprRequest("GET", "/dapr/subscribe", Map.of(), new byte[0], "203.0.113.9");

            assertThat(answer(api, request))
                    .isEqualTo("200 [{\"pubsubname\":\"pubsub\",\"topic\":\"task-updates\","
                            + "\"route\":\"/dapr/events/task-updates\"},"
                            + "{\"pubsubname\":\"pubsub\",\"topic\":\"old\",\"route\":\"/raw\","
                            + "\"deadLetterTopic\":\"old-dead\",\"metadata\":{\"rawPayload\":\"true\"}}]")
                    .doesNotContain(TOKEN);
            assertThat(options.toString()).doesNotContain(TOKEN);
        }

        @Test
        void isEmptyWhereNothingIsWanted() {
            DaprApi none = new DaprApi((channel, message) -> null, DaprOptions.of());
            DaprRequest request = new DaprRequest("GET", "/dapr/subscribe", Map.of(), new byte[0], "127.0.0.1");

            assertThat(answer(none, request)).isEqualTo("200 []");
        }

        @Test
        void namesTheRoutesToMount() {
            assertThat(api.routes()).containsExactly(ROUTE, RAW);
        }
    }

    @Nested
    class AnEvent {

        @Test
        void isPublishedToItsUsersChannelAsItWasWritten() {
            assertThat(structured(envelope("\"data\":" + RECORD))).isEqualTo(SUCCESS);

            assertThat(published).containsExactly("tasks#42");
            assertThat(messages)
                    .containsExactly(Message.of("created", Payload.json(RECORD)).idempotencyKey("ce:orders\n7"));
            assertThat(counts.accepted).isOne();
        }

        @Test
        void isReadAsOthersWriteIt() {
            CloudEvent event = CloudEventBuilder.v1()
                    .withId("7")
                    .withSource(URI.create("orders"))
                    .withType("com.dapr.event.sent")
                    .withExtension("topic", "task-updates")
                    .withExtension("traceid", "00-abc-01")
                    .withData("application/json", RECORD.getBytes(UTF_8))
                    .build();

            assertThat(structured(new String(new JsonFormat().serialize(event), UTF_8)))
                    .isEqualTo(SUCCESS);
            assertThat(published).containsExactly("tasks#42");
        }

        @Test
        void mayComeInBase64() {
            String data = Base64.getEncoder().encodeToString(RECORD.getBytes(UTF_8));

            assertThat(structured(envelope("\"data_base64\":\"" + data + "\""))).isEqualTo(SUCCESS);
            assertThat(messages).extracting(Message::data).containsExactly(Payload.json(RECORD));
        }

        @Test
        void mayHaveItsNameInHeaders() {
            assertThat(binary(Map.of())).isEqualTo(SUCCESS);

            assertThat(messages)
                    .containsExactly(Message.of("created", Payload.json(RECORD)).idempotencyKey("ce:orders\n7"));
        }

        @Test
        void mayBeRawWhereThatWasAskedFor() {
            DaprRequest request = request(RAW, Map.of("content-type", List.of("application/json")), RECORD);

            assertThat(answer(api, request)).isEqualTo(SUCCESS);
            assertThat(messages).containsExactly(Message.of("created", Payload.json(RECORD)));
        }

        @Test
        @DisplayName("Dapr wraps a raw payload into an event of its own, in base64")
        void mayBeRawInAWrapper() {
            String data = Base64.getEncoder().encodeToString(RECORD.getBytes(UTF_8));
            String wrapper =
                    "{\"id\":\"c3a1\",\"source\":\"Dapr\",\"specversion\":\"1.0\",\"type\":\"com.dapr.event.sent\","
                            + "\"datacontenttype\":\"application/octet-stream\",\"pubsubname\":\"pubsub\",\"topic\":\"old\","
                            + "\"data_base64\":\"" + data + "\"}";
            DaprRequest request =
                    request(RAW, Map.of("content-type", List.of("application/cloudevents+json")), wrapper);

            assertThat(answer(api, request)).isEqualTo(SUCCESS);
            assertThat(published).containsExactly("tasks#42");
        }

        @Test
        @DisplayName("KF07: the same event has the same name at every delivery, another source's event another")
        void hasOneName() {
            structured(envelope("\"data\":" + RECORD));
            structured(envelope("\"data\":" + RECORD));
            structured(envelope("\"data\":" + RECORD).replace("orders", "offers"));
            binary(Map.of("ce-id", List.of("8")));

            assertThat(messages)
                    .extracting(Message::idempotencyKey)
                    .containsExactly("ce:orders\n7", "ce:orders\n7", "ce:offers\n7", "ce:orders\n8");
        }
    }

    @Nested
    class IsDropped {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "no JSON | {\"id\"",
                    "no object | [1]",
                    "two objects | {}{}",
                    "nothing | ''",
                    "no id | {\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\",\"data\":{}}",
                    "no source | {\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"data\":{}}",
                    "no type | {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"data\":{}}",
                    "no version | {\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":{}}",
                    "version 9 | {\"specversion\":\"9\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":{}}",
                    "an empty id | {\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"s\",\"type\":\"t\",\"data\":{}}",
                    "an id twice | {\"specversion\":\"1.0\",\"id\":\"1\",\"id\":\"2\",\"source\":\"s\",\"type\":\"t\"}",
                    "a line in its source | {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\\n\",\"type\":\"t\",\"data\":{}}",
                })
        @DisplayName("KF06: what is no event")
        void ifItIsNone(String what, String body) {
            assertThat(structured(body)).as(what).isEqualTo(DROP);
            assertThat(counts.rejected).isEqualTo(Map.of(Rejection.MALFORMED, 1));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "EMPTY | \"x\":1",
                    "EMPTY | \"data\":null",
                    "MALFORMED | \"data\":\"a text\",\"datacontenttype\":\"text/plain\"",
                    "MALFORMED | \"data\":[1]",
                    "MALFORMED | \"data_base64\":\"%%%\"",
                    "MALFORMED | \"data_base64\":7",
                    "MALFORMED | \"data_base64\":\"dGV4dA==\"",
                    "MALFORMED | \"data\":{},\"data_base64\":\"e30=\"",
                    "FIELD_MISSING | \"data\":{\"event_type\":\"created\",\"task_id\":7}",
                    "FIELD_UNFIT | \"data\":{\"event_type\":\"created\",\"task_id\":7,\"user_id\":\"*\"}",
                    "FIELD_UNFIT | \"data\":{\"event_type\":\"created\",\"task_id\":7,\"user_id\":[\"42\"]}",
                    "FIELD_UNFIT | \"data\":{\"event_type\":\"created\",\"task_id\":7,\"user_id\":\"acme/42\"}"
                })
        @DisplayName("KF06, KF09: an event whose data is no record, or of no user")
        void ifItsDataIsNoRecord(Rejection why, String data) {
            assertThat(structured(envelope(data))).isEqualTo(DROP);
            assertThat(counts.rejected).isEqualTo(Map.of(why, 1));
            assertThat(published).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"application/cloudevents-batch+json", "application/json", "text/plain", "application/xml", ""
                })
        @DisplayName("KF06: batches, and what is said to be no event")
        void ifItIsOfAnotherKind(String type) {
            DaprRequest request = request(ROUTE, Map.of("content-type", List.of(type)), envelope("\"data\":" + RECORD));

            assertThat(answer(api, request)).isEqualTo(DROP);
        }

        @Test
        @DisplayName("KF06: an event with a header too many, or of another version")
        void ifItsHeadersAreWrong() {
            assertThat(binary(Map.of("ce-id", List.of("7", "8")))).isEqualTo(DROP);
            assertThat(binary(Map.of("ce-source", List.of()))).isEqualTo(DROP);
            assertThat(binary(Map.of("ce-specversion", List.of("9")))).isEqualTo(DROP);
            assertThat(binary(Map.of("ce-id", List.of("x".repeat(513))))).isEqualTo(DROP);
        }

        @Test
        void ifItsBodyIsTooLong() {
            DaprApi narrow = new DaprApi((channel, message) -> null, options.maxBodyBytes(100));
            DaprRequest request = request(ROUTE, Map.of(), "x".repeat(101));

            assertThat(answer(narrow, request)).isEqualTo(DROP);
            assertThat(counts.rejected).isEqualTo(Map.of(Rejection.TOO_LARGE, 1));
        }

        @ParameterizedTest
        @EnumSource(
                value = ErrorCode.class,
                names = {"CONFLICT", "MESSAGE_TOO_LARGE", "PERMISSION_DENIED"})
        @DisplayName("KF06: what the hub refuses for good")
        void ifItIsRefusedForGood(ErrorCode code) {
            assertThat(event(api((channel, message) -> failed(new RefusedException(code, "no")))))
                    .isEqualTo(DROP);
            assertThat(counts.rejected).isEqualTo(Map.of(Rejection.REFUSED, 1));
        }
    }

    @Nested
    class ComesAgain {

        @Test
        @DisplayName("KF06: what the hub does not take just now")
        void ifTheHubIsNotReady() {
            assertThat(event(api((channel, message) -> failed(new RefusedException(ErrorCode.OVERLOADED, "later")))))
                    .isEqualTo(RETRY);
            assertThat(event(api((channel, message) -> failed(new Broker.UnavailableException("away", null)))))
                    .isEqualTo(RETRY);
            assertThat(event(api((channel, message) -> {
                        throw new IllegalStateException("a bug");
                    })))
                    .isEqualTo(RETRY);
            assertThat(counts.failed).isEqualTo(3);
        }

        @Test
        void ifTheHubTakesTooLong() throws Exception {
            DaprApi hasty = new DaprApi(
                    (channel, message) -> new CompletableFuture<>(), options.publishTimeout(Duration.ofMillis(1)));

            assertThat(text(hasty.handle(anEvent()).toCompletableFuture().get(5, TimeUnit.SECONDS)))
                    .isEqualTo(RETRY);
        }

        @Test
        void ifTooManyAreInFlight() {
            List<CompletableFuture<Void>> outcomes = new ArrayList<>();
            DaprApi narrow = new DaprApi(
                    (channel, message) -> {
                        outcomes.add(new CompletableFuture<>());
                        return outcomes.get(outcomes.size() - 1);
                    },
                    options.maxInFlight(1));
            CompletableFuture<DaprReply> first = narrow.handle(anEvent()).toCompletableFuture();

            assertThat(event(narrow)).isEqualTo(RETRY);
            assertThat(outcomes).hasSize(1);
            outcomes.get(0).complete(null);
            assertThat(text(first.join())).isEqualTo(SUCCESS);
            narrow.handle(anEvent());
            assertThat(outcomes).hasSize(2);
        }
    }

    @Test
    @DisplayName("KF06: one that is longer than the server reads is dropped, if it is the sidecar's")
    void anEventThatNobodyReadIsDropped() {
        DaprRequest tooLong = request(ROUTE, Map.of(), "");
        DaprRequest somebodys = new DaprRequest("POST", ROUTE, Map.of(), new byte[0], "203.0.113.9");

        assertThat(text(api.tooLarge(tooLong).toCompletableFuture().join())).isEqualTo(DROP);
        assertThat(text(api.tooLarge(somebodys).toCompletableFuture().join())).startsWith("401");
        assertThat(counts.rejected).containsEntry(Rejection.TOO_LARGE, 1);
        assertThat(counts.unauthorized).isOne();
    }

    @Nested
    class WhoIsNotTheSidecar {

        @ParameterizedTest
        @CsvSource({
            "203.0.113.9, '', ''",
            "203.0.113.9, dapr-api-token, wrong",
            "203.0.113.9, dapr-api-token, ''",
            "127.0.0.1, dapr-api-token, wrong",
            "127.0.0.1, origin, http://evil.example",
            "127.0.0.1, x-forwarded-for, 203.0.113.9",
            "127.0.0.1, forwarded, for=203.0.113.9",
            "127.0.0.1, x-forwarded-proto, https",
            "not an address, '', ''"
        })
        @DisplayName("KF08: is turned away")
        void isTurnedAway(String address, String name, String value) {
            assertThat(from(address, name.isEmpty() ? Map.of() : Map.of(name, List.of(value))))
                    .isEqualTo("401 {\"error\":\"need the app API token\",\"code\":\"UNAUTHORIZED\"}");
            assertThat(published).isEmpty();
            assertThat(counts.unauthorized).isOne();
        }

        @Test
        @DisplayName("KF08: shows two tokens")
        void showsTwoTokens() {
            assertThat(from("203.0.113.9", Map.of("dapr-api-token", List.of(TOKEN, TOKEN))))
                    .startsWith("401");
        }

        @ParameterizedTest
        @ValueSource(strings = {"203.0.113.9", "127.0.0.1", "::1"})
        @DisplayName("KF08: the sidecar shows the token")
        void unlikeHim(String address) {
            assertThat(from(address, Map.of("dapr-api-token", List.of(TOKEN)))).isEqualTo(SUCCESS);
        }

        @ParameterizedTest
        @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"})
        @DisplayName("KF08: is on this machine and shows no token, where there is one to show")
        void isOnThisMachineWithoutTheToken(String address) {
            assertThat(from(address, Map.of())).startsWith("401");
            assertThat(published).isEmpty();
        }

        @Test
        @DisplayName("KF08: nobody from elsewhere is heard where there is no token")
        void isEverybodyElsewhereWithoutAToken() {
            DaprApi open = new DaprApi(
                    (channel, message) -> CompletableFuture.completedStage(null),
                    DaprOptions.of(DaprSubscription.of("pubsub", "task-updates", Routing.TASK_UPDATES)));
            Map<String, List<String>> headers = Map.of("dapr-api-token", List.of(""));

            assertThat(answer(open, event("203.0.113.9", headers))).startsWith("401");
            assertThat(answer(open, event("127.0.0.1", headers))).isEqualTo(SUCCESS);
            assertThat(answer(open, event("127.8.8.8", Map.of()))).isEqualTo(SUCCESS);
            assertThat(answer(open, event("::ffff:127.0.0.1", Map.of()))).isEqualTo(SUCCESS);
            assertThat(answer(open, event("127.0.0.1", Map.of("origin", List.of("http://evil.example")))))
                    .startsWith("401");
            assertThat(answer(open, event("127.0.0.1", Map.of("via", List.of("1.1 proxy")))))
                    .startsWith("401");
        }

        private String from(String address, Map<String, List<String>> headers) {
            return answer(api, event(address, headers));
        }
    }

    @Test
    void otherPathsAndMethodsHaveNothing() {
        assertThat(answer(api, new DaprRequest("POST", "/dapr/events/x", Map.of(), new byte[0], "127.0.0.1")))
                .startsWith("404");
        assertThat(answer(api, new DaprRequest("GET", ROUTE, Map.of(), new byte[0], "127.0.0.1")))
                .startsWith("405");
        assertThat(answer(api, new DaprRequest("POST", "/dapr/subscribe", Map.of(), new byte[0], "127.0.0.1")))
                .startsWith("405");
    }

    @Test
    @DisplayName("KF06: a body may be as long as the longest record in base64, and what is around it")
    void readsWhatTheLongestRecordTakes() {
        Routing longer = Routing.TASK_UPDATES.maxRecordBytes(300_000);

        assertThat(options.maxBodyBytes()).isEqualTo(128 * 1024);
        assertThat(DaprOptions.of(DaprSubscription.of("pubsub", "long", longer)).maxBodyBytes())
                .isEqualTo(400_000 + 32 * 1024);
    }

    @Test
    void hasOptionsWithBounds() {
        DaprSubscription tasks = DaprSubscription.of("pubsub", "task-updates", Routing.TASK_UPDATES);

        assertThatIllegalArgumentException().isThrownBy(() -> DaprOptions.of(tasks, tasks));
        assertThatIllegalArgumentException().isThrownBy(() -> options.appToken(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> options.maxBodyBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> options.maxInFlight(0));
        assertThatIllegalArgumentException().isThrownBy(() -> options.publishTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> tasks.route("no path"));
        assertThatIllegalArgumentException().isThrownBy(() -> tasks.route("/dapr/subscribe"));
        assertThatIllegalArgumentException().isThrownBy(() -> tasks.deadLetterTopic(""));
    }

    private DaprApi api(SourcePublisher publisher) {
        return new DaprApi(publisher, options);
    }

    private String structured(String body) {
        return answer(
                api,
                request(ROUTE, Map.of("content-type", List.of("application/cloudevents+json; charset=utf-8")), body));
    }

    private String binary(Map<String, List<String>> others) {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("content-type", List.of("application/json"));
        headers.put("ce-specversion", List.of("1.0"));
        headers.put("ce-id", List.of("7"));
        headers.put("ce-source", List.of("orders"));
        headers.put("ce-type", List.of("task"));
        headers.putAll(others);
        return answer(api, request(ROUTE, headers, RECORD));
    }

    private static String event(DaprApi of) {
        return answer(of, anEvent());
    }

    private static DaprRequest anEvent() {
        return event("127.0.0.1", Map.of("dapr-api-token", List.of(TOKEN)));
    }

    private static DaprRequest event(String address, Map<String, List<String>> others) {
        Map<String, List<String>> headers = new HashMap<>(others);
        headers.put("content-type", List.of("application/cloudevents+json"));
        return new DaprRequest(
                "POST", ROUTE, headers, envelope("\"data\":" + RECORD).getBytes(UTF_8), address);
    }

    private static DaprRequest request(String route, Map<String, List<String>> headers, String body) {
        Map<String, List<String>> all = new HashMap<>(headers);
        all.put("dapr-api-token", List.of(TOKEN));
        return new DaprRequest("POST", route, all, body.getBytes(UTF_8), "127.0.0.1");
    }

    private static String envelope(String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"orders\",\"type\":\"com.dapr.event.sent\","
                + "\"time\":\"2026-01-01T12:00:00Z\",\"expiry\":3," + data + ",\"traceid\":\"00-abc-01\"}";
    }

    private static CompletionStage<?> failed(Throwable failure) {
        return CompletableFuture.failedStage(failure);
    }

    private static String answer(DaprApi of, DaprRequest request) {
        return text(of.handle(request).toCompletableFuture().join());
    }

    private static String text(DaprReply reply) {
        assertThat(reply.headers()).containsEntry("Content-Type", "application/json");
        return reply.status() + " " + new String(reply.body(), UTF_8);
    }

    private static final class Counts implements SourceTelemetry {
        private int accepted;
        private int failed;
        private int unauthorized;
        private final Map<Rejection, Integer> rejected = new HashMap<>();

        @Override
        public void accepted() {
            accepted++;
        }

        @Override
        public void publishFailed() {
            failed++;
        }

        @Override
        public void unauthorized() {
            unauthorized++;
        }

        @Override
        public void rejected(Rejection why) {
            rejected.merge(why, 1, Integer::sum);
        }
    }

    @Test
    void namesOfStrangersAreNotInterned() {
        assertThat(CloudEventReader.JSON.isEnabled(JsonFactory.Feature.INTERN_FIELD_NAMES))
                .isFalse();
    }
}
