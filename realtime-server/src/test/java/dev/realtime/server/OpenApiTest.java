package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.testkit.HttpAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.Yaml;

/** What the server says it can be asked is what it can be asked. */
@Timeout(30)
class OpenApiTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
    private static final String KEY = "correct-horse-battery";

    private static RealtimeServer server;
    private static Map<String, Object> document;

    @BeforeAll
    static void start() {
        server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("auth.admin-key", KEY)
                .set("sources.dapr.pubsub", "pubsub")
                .start();
        document = new Yaml().load(ask("GET", "/openapi.yaml").body());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void isOpenApi() {
        assertThat(document.get("openapi")).isEqualTo("3.1.0");
        assertThat(ask("GET", "/openapi.yaml").header("content-type")).contains("application/yaml");
    }

    @Test
    void everyOperationIsThere() {
        for (Operation operation : operations()) {
            int status = ask(operation.method(), operation.path()).status();

            assertThat(status).as(operation.toString()).isNotIn(404, 405, 500);
        }
    }

    @Test
    void everyOperationOfTheServerIsInTheDocument() {
        // Where WebSockets are opened, and what the page asks of a demo: neither is for other programs.
        List<String> besides = List.of("GET /ws", "GET /realtime", "GET /v1/kv/watch", "GET /demo.json");
        List<String> described = described();

        assertThat(server.operations())
                .contains("POST /call", "POST /dapr/events/task-updates", "GET /v1/channels/*/history")
                .filteredOn(operation -> !besides.contains(operation))
                .allSatisfy(operation -> assertThat(described).anyMatch(operation::matches));
    }

    @Test
    void everyOperationThatNeedsAKeyRefusesWhoHasNone() {
        for (Operation operation : operations()) {
            int status = new RawHttp(server.port())
                    .request(operation.method() + " " + operation.path(), "Content-Type: application/json")
                    .status();

            assertThat(status == 401).as(operation.toString()).isEqualTo(!operation.isOpen());
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        collect(document, references);

        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            Object place = document;
            for (String step : reference.substring(2).split("/")) {
                place = ((Map<?, ?>) place).get(step);
            }
            assertThat(place).as(reference).isNotNull();
        });
    }

    private static void collect(Object node, List<String> references) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key.equals("$ref")) {
                    references.add((String) value);
                }
                collect(value, references);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(item -> collect(item, references));
        }
    }

    /** As patterns: {@code POST /dapr/events/[^/]+}. */
    private static List<String> described() {
        List<String> patterns = new ArrayList<>();
        Map<?, ?> paths = (Map<?, ?>) document.get("paths");
        paths.forEach((path, item) -> ((Map<?, ?>) item)
                .keySet().stream()
                        .filter(METHODS::contains)
                        .map(method -> ((String) method).toUpperCase(Locale.ROOT) + " "
                                + ((String) path).replace(".", "\\.").replaceAll("\\{[A-Za-z]+\\}", "[^/]+"))
                        .forEach(patterns::add));
        return patterns;
    }

    private static List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        Map<?, ?> paths = (Map<?, ?>) document.get("paths");
        paths.forEach((path, item) -> ((Map<?, ?>) item).forEach((method, operation) -> {
            if (METHODS.contains(method)) {
                String concrete =
                        ((String) path).replace("{topic}", "task-updates").replaceAll("\\{[a-z]+\\}", "a1");
                Object security = ((Map<?, ?>) operation).get("security");
                boolean isOpen = security instanceof List<?> ways && (ways.isEmpty() || ways.contains(Map.of()));
                operations.add(new Operation(((String) method).toUpperCase(Locale.ROOT), concrete, isOpen));
            }
        }));
        assertThat(operations).hasSizeGreaterThan(15);
        return operations;
    }

    private static HttpAnswer ask(String method, String path) {
        return new RawHttp(server.port())
                .request(method + " " + path, "x-api-key: " + KEY, "Content-Type: application/json");
    }

    private record Operation(String method, String path, boolean isOpen) {}
}
