package dev.realtime.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.RefusedException;
import dev.realtime.core.UserId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KvApiTest {

    private static final String NOT_FOUND = "{\"error\":\"Key not found\"}";

    @TempDir
    static Path folder;

    private static final SetClock CLOCK = new SetClock();
    private static KvDatabase database;
    private static int users;

    private final UserId ann = UserId.of("ann" + users++);
    private final KvApi api = new KvApi(database.store(), KvLimits.DEFAULT);

    @BeforeAll
    static void open() {
        KvOptions options = Keys.options(Keys.K1).clock(CLOCK).versions(VersionMode.COUNTER);
        database = KvDatabase.inFile(folder.resolve("kv"), options);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void namesOfStrangersAreNotInterned() {
        assertThat(KvBody.JSON.isEnabled(JsonFactory.Feature.INTERN_FIELD_NAMES))
                .isFalse();
    }

    @Nested
    class AKey {

        @Test
        void isAnsweredWithValueAndVersion() {
            write("todo.a", "dmFsdWU=", -1);

            assertThat(get("/v1/kv/todo.a")).isEqualTo("200 {\"key\":\"todo.a\",\"value\":\"dmFsdWU=\",\"version\":0}");
        }

        @Test
        void thatIsNotThereIsNotFound() {
            write("todo.gone", "dmFsdWU=", -1);
            post("/v1/kv", "{\"mutations\":[{\"key\":\"todo.gone\",\"value\":null,\"version\":0}]}");

            assertThat(get("/v1/kv/todo.a")).isEqualTo("404 " + NOT_FOUND);
            assertThat(get("/v1/kv/todo.gone")).isEqualTo("404 " + NOT_FOUND);
        }

        @Test
        void ofSomebodyElseIsNotFound() {
            write("todo.a", "dmFsdWU=", -1);

            assertThat(text(api.handle(new KvRequest("GET", "/v1/kv/todo.a", Map.of(), new byte[0], UserId.of("eve")))))
                    .isEqualTo("404 " + NOT_FOUND);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "../../etc/passwd",
                    "a'; DROP TABLE kv;--",
                    "\u0000",
                    "a\u0000b",
                    "",
                    "%00",
                    "a/b",
                    "\ud83d\udc4b",
                    "..",
                    ".",
                    "a b",
                    "watch",
                    "bulk ",
                    "\u00e4"
                })
        @DisplayName("KV01: what is no key is refused")
        void hasAGrammar(String key) {
            assertThat(get("/v1/kv/" + key))
                    .startsWith("400 {\"error\":\"need ")
                    .endsWith("\"code\":\"BAD_KEY\"}");
            assertThat(post("/v1/kv/bulk", "{\"keys\":[\"" + escaped(key) + "\"]}"))
                    .startsWith("400 ")
                    .endsWith("\"code\":\"BAD_KEY\"}");
        }

        @Test
        @DisplayName("KV01: a key of 5 kB is refused, one of 255 characters is not")
        void hasALength() {
            assertThat(get("/v1/kv/" + "k".repeat(5_000))).startsWith("400 ");
            assertThat(get("/v1/kv/" + "k".repeat(256))).startsWith("400 ");
            assertThat(get("/v1/kv/" + "k".repeat(255))).startsWith("404 ");
        }
    }

    @Nested
    class AList {

        @Test
        void hasTheItemsWithThePrefix() {
            write("todo.a", "YQ==", -1);
            write("todo.b", "Yg==", -1);
            write("other", "Yw==", -1);

            assertThat(get("/v1/kv", "prefix", "todo."))
                    .isEqualTo("200 {\"items\":[{\"key\":\"todo.a\",\"value\":\"YQ==\",\"version\":0},"
                            + "{\"key\":\"todo.b\",\"value\":\"Yg==\",\"version\":0}]}");
            assertThat(get("/v1/kv", "prefix", "nothing")).isEqualTo("200 {\"items\":[]}");
        }

        @Test
        void saysWhereToGoOn() {
            for (int i = 0; i < 3; i++) {
                write("k" + i, "YQ==", -1);
            }

            assertThat(get("/v1/kv", "limit", "2")).contains("k0", "k1").endsWith("],\"next\":\"k1\"}");
            assertThat(get("/v1/kv", "limit", "2", "after", "k1"))
                    .contains("k2")
                    .doesNotContain("next");
        }

        @Test
        void hasAHundredByDefault() {
            String mutations = IntStream.range(0, 100)
                    .mapToObj(i -> "{\"key\":\"k" + i + "\",\"value\":\"YQ==\",\"version\":-1}")
                    .collect(Collectors.joining(","));
            post("/v1/kv", "{\"mutations\":[" + mutations + "]}");
            write("more", "YQ==", -1);

            assertThat(get("/v1/kv")).endsWith(",\"next\":\"k99\"}");
            assertThat(get("/v1/kv", "limit", "1000")).doesNotContain("next").contains("more");
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "1001", "-1", "1e3", "99999999999", "ten", "1.5", " 1"})
        void hasBounds(String limit) {
            assertThat(get("/v1/kv", "limit", limit)).startsWith("400 ").endsWith("\"code\":\"BAD_REQUEST\"}");
        }

        @Test
        @DisplayName("KV15: a wildcard is no prefix")
        void hasNoWildcards() {
            assertThat(get("/v1/kv", "prefix", "%")).startsWith("400 ").endsWith("\"code\":\"BAD_KEY\"}");
            assertThat(get("/v1/kv", "after", "%")).startsWith("400 ");
        }

        @Test
        void takesNoParameterItDoesNotKnow() {
            assertThat(get("/v1/kv", "perfix", "todo.")).startsWith("400 ");
            KvRequest twice = new KvRequest("GET", "/v1/kv", Map.of("prefix", List.of("a", "b")), new byte[0], ann);
            assertThat(text(api.handle(twice))).startsWith("400 ");
        }
    }

    @Nested
    class ABulkRequest {

        @Test
        void leavesOutWhatIsMissing() {
            write("todo.a", "YQ==", -1);

            assertThat(post("/v1/kv/bulk", "{\"keys\":[\"todo.b\",\"todo.a\"]}"))
                    .isEqualTo("200 {\"values\":[{\"key\":\"todo.a\",\"value\":\"YQ==\",\"version\":0}]}");
        }

        @Test
        void takesOneToAHundredKeys() {
            assertThat(post("/v1/kv/bulk", "{\"keys\":[]}")).startsWith("400 ");
            assertThat(post("/v1/kv/bulk", "{\"keys\":[" + keys(101) + "]}")).startsWith("400 ");
            assertThat(post("/v1/kv/bulk", "{\"keys\":[" + keys(100) + "]}")).isEqualTo("200 {\"values\":[]}");
        }

        private static String keys(int count) {
            return IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\"").collect(Collectors.joining(","));
        }
    }

    @Nested
    class ABatch {

        @Test
        void isAnsweredWithTheNewVersions() {
            assertThat(post(
                            "/v1/kv",
                            "{\"mutations\":[{\"key\":\"b\",\"value\":\"YQ==\",\"version\":-1},"
                                    + "{\"key\":\"a\",\"value\":null,\"version\":-1,\"comment\":{\"any\":[1]}}]}"))
                    .isEqualTo("200 {\"success\":true,\"results\":[{\"key\":\"b\",\"version\":0},"
                            + "{\"key\":\"a\",\"version\":0}]}");
        }

        @Test
        @DisplayName("KV02: a version that is another one is answered with 409, and every key that failed")
        void isAnsweredWithWhatIsThere() {
            write("a", "YQ==", -1);
            write("a", "Yg==", 0);
            write("c", "Yw==", -1);

            assertThat(post(
                            "/v1/kv",
                            "{\"mutations\":[{\"key\":\"a\",\"value\":\"eA==\",\"version\":0},"
                                    + "{\"key\":\"c\",\"value\":\"eA==\",\"version\":0},"
                                    + "{\"key\":\"new\",\"value\":\"eA==\",\"version\":3}]}"))
                    .isEqualTo("409 {\"success\":false,\"errors\":["
                            + "{\"key\":\"a\",\"error\":\"version-mismatch\",\"version\":1,\"value\":\"Yg==\"},"
                            + "{\"key\":\"new\",\"error\":\"version-mismatch\",\"version\":-1,\"value\":null}]}");
            assertThat(get("/v1/kv/c")).contains("\"Yw==\"");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "null",
                    "[]",
                    "{}",
                    "{\"mutations\":null}",
                    "{\"mutations\":{}}",
                    "{\"mutations\":[]}",
                    "{\"mutations\":[1]}",
                    "{\"mutations\":[{\"key\":\"a\",\"value\":\"YQ==\"}]}",
                    "{\"mutations\":[{\"key\":\"a\",\"version\":-1}]}",
                    "{\"mutations\":[{\"value\":\"YQ==\",\"version\":-1}]}",
                    "{\"mutations\":[{\"key\":\"a\",\"value\":\"YQ==\",\"version\":-2}]}",
                    "{\"mutations\":[{\"key\":\"a\",\"value\":\"YQ==\",\"version\":1.5}]}",
                    "{\"mutations\":[{\"key\":\"a\",\"value\":\"YQ==\",\"version\":\"1\"}]}",
                    "{\"mutations\":[{\"key\":\"a\",\"value\":\"YQ==\",\"version\":9007199254740992}]}",
                    "{\"mutations\":[{\"key\":\"a\",\"value\":\"YQ==\",\"version\":99999999999999999999999}]}",
                    "{\"mutations\":[{\"key\":\"a\",\"value\":7,\"version\":-1}]}",
                    "{\"mutations\":[{\"key\":\"a\",\"value\":\"not base64\",\"version\":-1}]}",
                    "{\"mutations\":[{\"key\":\"a\",\"value\":\"YQ===\",\"version\":-1}]}",
                    "{\"mutations\":[{\"key\":7,\"value\":\"YQ==\",\"version\":-1}]}",
                    "{\"mutations\":[{\"key\":\"a\",\"key\":\"b\",\"value\":\"YQ==\",\"version\":-1}]}",
                    "{\"mutations\":[{\"key\":\"a\",\"value\":null,\"version\":-1},"
                            + "{\"key\":\"a\",\"value\":null,\"version\":-1}]}",
                    "{\"mutations\":[{\"key\":\"a\",\"value\":null,\"version\":-1}]} x",
                    "{\"mutations\":[{\"key\":\"a\",\"value\":null,\"version\":-1}",
                    "{\"x\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]],\"mutations\":[]}"
                })
        void thatIsNoneIsRefused(String body) {
            assertThat(post("/v1/kv", body)).startsWith("400 {\"error\":\"need ");
        }

        @Test
        void inAnotherEncodingIsRefused() {
            byte[] body = "{\"mutations\":[{\"key\":\"a\",\"value\":null,\"version\":-1}]}"
                    .getBytes(StandardCharsets.UTF_16LE);

            assertThat(text(api.handle(new KvRequest("POST", "/v1/kv", Map.of(), body, ann))))
                    .startsWith("400 ");
        }

        @Test
        void hasAHundredMutationsAtMost() {
            String mutations = IntStream.range(0, 101)
                    .mapToObj(i -> "{\"key\":\"k" + i + "\",\"value\":null,\"version\":-1}")
                    .collect(Collectors.joining(","));

            assertThat(post("/v1/kv", "{\"mutations\":[" + mutations + "]}")).startsWith("400 ");
        }

        @Test
        @DisplayName("KV15: a value that is too long is refused")
        void hasBoundedValues() {
            String longest = "a".repeat(KvLimits.DEFAULT.maxValueBytes());

            assertThat(write("a", longest + "a", -1)).startsWith("413 ").endsWith("\"code\":\"VALUE_TOO_LARGE\"}");
            assertThat(write("a", "a".repeat(10_000_000), -1)).startsWith("413 ");
            assertThat(write("a", longest, -1)).startsWith("200 ");
        }
    }

    @Nested
    class AUserWithAllTheKeysHeMayHave {

        @Test
        void getsNoOtherOneButKeepsWriting() {
            KvLimits three = new KvLimits(100, 100, 100, 1_000, 3, 1, 10, 10, 10_000, Duration.ofSeconds(5));
            try (KvDatabase small = KvDatabase.inFile(
                    folder.resolve("small"),
                    Keys.options(Keys.K1).versions(VersionMode.COUNTER).limits(three))) {
                KvApi few = new KvApi(small.store(), three);
                assertThat(text(few.handle(batch(-1, "a", "b", "c")))).startsWith("200 ");

                assertThat(text(few.handle(batch(-1, "d"))))
                        .isEqualTo("429 {\"error\":\"need at most 3 keys of a user\",\"code\":\"LIMIT_EXCEEDED\"}");
                assertThat(text(few.handle(batch(0, "a")))).startsWith("200 ");
            }
        }

        private KvRequest batch(long version, String... keys) {
            String mutations = Stream.of(keys)
                    .map(key -> "{\"key\":\"" + key + "\",\"value\":\"YQ==\",\"version\":" + version + "}")
                    .collect(Collectors.joining(","));
            byte[] body = ("{\"mutations\":[" + mutations + "]}").getBytes(UTF_8);
            return new KvRequest("POST", "/v1/kv", Map.of(), body, ann);
        }
    }

    @Test
    void takesOnlyItsMethods() {
        assertThat(reply("PUT", "/v1/kv").headers()).containsEntry("Allow", "GET, HEAD, POST");
        assertThat(reply("GET", "/v1/kv/bulk").headers()).containsEntry("Allow", "POST");
        assertThat(reply("DELETE", "/v1/kv/a").status()).isEqualTo(405);
        assertThat(reply("HEAD", "/v1/kv").status()).isEqualTo(200);
        assertThat(reply("GET", "/v2/kv").status()).isEqualTo(404);
    }

    @Nested
    class AStoreThatFails {

        @Test
        void isAnsweredWith503AndWhenToComeBack() {
            KvReply away = failing(new KvStore.UnavailableException("away", new IllegalStateException("secret")));
            KvReply full = failing(new RefusedException(ErrorCode.OVERLOADED, "too many"));

            assertThat(away.status()).isEqualTo(503);
            assertThat(away.headers()).containsEntry("Retry-After", "1");
            assertThat(full.status()).isEqualTo(503);
            assertThat(new String(away.body(), UTF_8)).doesNotContain("secret");
        }

        @Test
        @DisplayName("KV10: a value that does not open is answered with DECRYPT_FAILED")
        void isAnsweredWith500() {
            assertThat(new String(failing(new SealException("no")).body(), UTF_8))
                    .isEqualTo("{\"error\":\"a value cannot be opened\",\"code\":\"DECRYPT_FAILED\"}");
            assertThat(new String(failing(new SealException("no", 7)).body(), UTF_8))
                    .isEqualTo("{\"error\":\"a value cannot be opened\",\"code\":\"DECRYPT_FAILED\",\"version\":7}");
            assertThat(failing(new IllegalStateException("bug")).status()).isEqualTo(500);
        }

        @Test
        @DisplayName("KV10: a value that does not open is named among the others, which are served")
        void isNamedAmongOthers() {
            KvApi oneClosed = new KvApi(new OneClosedStore(), KvLimits.DEFAULT);
            String closed = "{\"key\":\"a\",\"code\":\"DECRYPT_FAILED\",\"version\":7}";
            String good = "{\"key\":\"b\",\"value\":\"Yg==\",\"version\":1}";

            assertThat(answer(oneClosed, "GET", "/v1/kv", "")).isEqualTo("{\"items\":[" + closed + "," + good + "]}");
            assertThat(answer(oneClosed, "POST", "/v1/kv/bulk", "{\"keys\":[\"a\",\"b\"]}"))
                    .isEqualTo("{\"values\":[" + closed + "," + good + "]}");
            assertThat(answer(
                            oneClosed,
                            "POST",
                            "/v1/kv",
                            "{\"mutations\":[{\"key\":\"a\",\"value\":null,\"version\":1}]}"))
                    .isEqualTo("{\"success\":false,\"errors\":[{\"key\":\"a\",\"error\":\"version-mismatch\","
                            + "\"version\":7,\"code\":\"DECRYPT_FAILED\"}]}");
        }

        private String answer(KvApi api, String method, String path, String body) {
            KvRequest request = new KvRequest(method, path, Map.of(), body.getBytes(UTF_8), ann);
            return new String(api.handle(request).toCompletableFuture().join().body(), UTF_8);
        }

        private KvReply failing(RuntimeException failure) {
            KvStore broken = new BrokenStore(failure);
            return new KvApi(broken, KvLimits.DEFAULT)
                    .handle(new KvRequest("GET", "/v1/kv/a", Map.of(), new byte[0], ann))
                    .toCompletableFuture()
                    .join();
        }
    }

    /** Two records, of which one does not open. */
    private static final class OneClosedStore implements KvStore {
        private static final KvRecord CLOSED = KvRecord.unreadable(new KvKey("a"), 7);
        private static final List<KvRecord> RECORDS =
                List.of(CLOSED, new KvRecord(new KvKey("b"), Optional.of("Yg=="), 1));

        @Override
        public CompletionStage<Optional<KvRecord>> get(UserId owner, KvKey key) {
            return CompletableFuture.failedStage(new SealException("no"));
        }

        @Override
        public CompletionStage<KvPage> list(UserId owner, KvRange range) {
            return CompletableFuture.completedStage(new KvPage(RECORDS, Optional.empty()));
        }

        @Override
        public CompletionStage<List<KvRecord>> bulk(UserId owner, List<KvKey> keys) {
            return CompletableFuture.completedStage(RECORDS);
        }

        @Override
        public CompletionStage<KvOutcome> apply(UserId owner, List<Mutation> batch) {
            return CompletableFuture.completedStage(new KvOutcome.Mismatched(List.of(CLOSED)));
        }
    }

    private record BrokenStore(RuntimeException failure) implements KvStore {

        @Override
        public CompletionStage<Optional<KvRecord>> get(UserId owner, KvKey key) {
            return CompletableFuture.failedStage(failure);
        }

        @Override
        public CompletionStage<KvPage> list(UserId owner, KvRange range) {
            return CompletableFuture.failedStage(failure);
        }

        @Override
        public CompletionStage<List<KvRecord>> bulk(UserId owner, List<KvKey> keys) {
            return CompletableFuture.failedStage(failure);
        }

        @Override
        public CompletionStage<KvOutcome> apply(UserId owner, List<Mutation> batch) {
            return CompletableFuture.failedStage(failure);
        }
    }

    private String write(String key, String value, long version) {
        return post(
                "/v1/kv",
                "{\"mutations\":[{\"key\":\"" + key + "\",\"value\":\"" + value + "\",\"version\":" + version + "}]}");
    }

    private String get(String path, String... query) {
        Map<String, List<String>> parameters = new HashMap<>();
        for (int i = 0; i < query.length; i += 2) {
            parameters.put(query[i], List.of(query[i + 1]));
        }
        return text(api.handle(new KvRequest("GET", path, parameters, new byte[0], ann)));
    }

    private String post(String path, String body) {
        return text(api.handle(new KvRequest("POST", path, Map.of(), body.getBytes(UTF_8), ann)));
    }

    private KvReply reply(String method, String path) {
        return api.handle(new KvRequest(method, path, Map.of(), new byte[0], ann))
                .toCompletableFuture()
                .join();
    }

    private static String text(CompletionStage<KvReply> answer) {
        KvReply reply = answer.toCompletableFuture()
                .orTimeout(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS)
                .join();
        assertThat(reply.headers()).containsEntry("Content-Type", "application/json");
        return reply.status() + " " + new String(reply.body(), UTF_8);
    }

    private static String escaped(String key) {
        return key.replace("\u0000", "\\u0000");
    }
}
