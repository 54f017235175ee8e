package dev.realtime.examples.notifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The server's keys over HTTP.
 *
 * <p><b>Source:</b> docs/kv.md.
 */
final class HttpKeys implements Keys {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int PAGE = 1000;

    private final HttpClient http;
    private final URI server;
    private final Supplier<String> token;

    /**
     * @param server where {@code /v1/kv} is
     * @param token asked for each request, since tokens end and are replaced
     */
    HttpKeys(HttpClient http, URI server, Supplier<String> token) {
        this.http = http;
        this.server = server;
        this.token = token;
    }

    @Override
    public Optional<Entry> get(TaskKey key) throws UnreadableException {
        Answer answer = ask(request("/v1/kv/" + encoded(key.text())).GET());
        if (answer.status() == 404 && answer.error().equals("Key not found")) {
            return Optional.empty();
        }
        if (answer.isUnreadable()) {
            throw new UnreadableException(answer.toString());
        }
        JsonNode record = answer.expect(200);
        return Optional.of(
                new Entry(record.path("value").asText(), record.path("version").asLong()));
    }

    @Override
    public Map<TaskKey, Long> list() {
        Map<TaskKey, Long> versions = new LinkedHashMap<>();
        String after = "";
        do {
            JsonNode page = ask(request("/v1/kv?prefix=" + TaskKey.PREFIX + "&limit=" + PAGE + after)
                            .GET())
                    .expect(200);
            for (JsonNode item : page.path("items")) {
                TaskKey.of(item.path("key").asText())
                        .ifPresent(key -> versions.put(key, item.path("version").asLong()));
            }
            if (versions.size() > MAX_TASKS) {
                throw new UnavailableException("there are more than " + MAX_TASKS + " tasks");
            }
            after = page.has("next") ? "&after=" + encoded(page.path("next").asText()) : "";
        } while (!after.isEmpty());
        return versions;
    }

    @Override
    public OptionalLong write(TaskKey key, String value, long seenVersion) {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("mutations")
                .addObject()
                .put("key", key.text())
                .put("value", value)
                .put("version", seenVersion);
        Answer answer = ask(request("/v1/kv")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
        if (answer.status() == 409) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                answer.expect(200).path("results").path(0).path("version").asLong());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT);
        try {
            return request.header("Authorization", "Bearer " + token.get());
        } catch (IllegalArgumentException e) {
            // its file is away just now, or holds what no header may hold
            throw new UnavailableException("the token cannot be used");
        }
    }

    private Answer ask(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), json(response.body()), response.body());
        } catch (IOException e) {
            throw new UnavailableException("no answer: " + OneLine.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted");
        }
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            // The page of some proxy; the status says enough.
            return JSON.createObjectNode();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private record Answer(int status, JsonNode json, String body) {

        JsonNode expect(int wanted) {
            if (status != wanted) {
                throw new UnavailableException(toString());
            }
            return json;
        }

        String error() {
            return json.path("error").asText();
        }

        boolean isUnreadable() {
            return json.path("code").asText().equals("DECRYPT_FAILED");
        }

        /** Without what may be a value. */
        @Override
        public String toString() {
            return "status " + status + (status == 200 ? "" : " " + OneLine.of(body));
        }
    }
}
