package dev.realtime.examples.tasks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Authenticator.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /tasks} and {@code /tasks/<id>}: a user's tasks, for whoever brings his token.
 *
 * <p><b>Threads:</b> thread-safe; a request waits until Kafka has answered.
 */
record TaskRoutes(Tasks tasks, Authenticator tokens) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PATH = Pattern.compile("/tasks(?:/(\\d{1,18}))?");
    private static final String BEARER = "Bearer ";
    private static final int MAX_BODY = 4_096;
    private static final int PATIENCE_SECONDS = 8;

    Reply answer(HttpExchange exchange) throws IOException {
        Matcher path = PATH.matcher(exchange.getRequestURI().getRawPath());
        if (!path.matches()) {
            return Reply.error(404, "There is nothing here");
        }
        Optional<String> user = user(exchange);
        if (user.isEmpty()) {
            return Reply.error(401, "Need Authorization: Bearer and a token");
        }
        String method = exchange.getRequestMethod();
        if (path.group(1) == null) {
            return switch (method) {
                case "GET" -> Reply.json(200, tasks.of(user.get()));
                case "POST" -> add(user.get(), exchange);
                default -> Reply.error(405, "Only GET and POST");
            };
        }
        long id = Long.parseLong(path.group(1));
        return switch (method) {
            case "PUT" -> change(user.get(), id, exchange);
            case "DELETE" -> done(200, tasks.remove(user.get(), id));
            default -> Reply.error(405, "Only PUT and DELETE");
        };
    }

    private Reply add(String user, HttpExchange exchange) throws IOException {
        Optional<String> title = title(body(exchange));
        if (title.isEmpty()) {
            return Reply.error(400, "Need a title of 1 to " + Task.MAX_TITLE + " characters");
        }
        if (!tasks.hasRoom(user)) {
            return Reply.error(429, "Too many tasks");
        }
        return done(201, Optional.of(tasks.add(user, title.get())));
    }

    private Reply change(String user, long id, HttpExchange exchange) throws IOException {
        JsonNode body = body(exchange);
        if (body.path("done").asBoolean()) {
            return done(200, tasks.finish(user, id));
        }
        return title(body)
                .map(title -> done(200, tasks.rename(user, id, title)))
                .orElseGet(() -> Reply.error(400, "Need done: true or a title"));
    }

    private static Reply done(int status, Optional<CompletableFuture<Task>> change) {
        if (change.isEmpty()) {
            return Reply.error(404, "No such task");
        }
        try {
            return Reply.json(status, change.get().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Reply.error(503, "Kafka does not answer: nothing was changed, or it will be");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reply.error(503, "The service ends");
        }
    }

    private Optional<String> user(HttpExchange exchange) {
        List<String> shown = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
        if (shown.size() != 1 || !shown.get(0).startsWith(BEARER)) {
            return Optional.empty();
        }
        // With a secret for all tokens nobody else has to be asked.
        Outcome outcome = tokens.authenticate(shown.get(0).substring(BEARER.length()))
                .toCompletableFuture()
                .join();
        return outcome instanceof Outcome.Accepted accepted
                ? Optional.of(accepted.identity().user().value())
                : Optional.empty();
    }

    private static Optional<String> title(JsonNode body) {
        String title = body.path("title").asText("").strip();
        return title.isEmpty() || title.length() > Task.MAX_TITLE ? Optional.empty() : Optional.of(title);
    }

    /** An empty object for what is no JSON or too long. */
    private static JsonNode body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        try {
            return bytes.length > MAX_BODY ? JSON.createObjectNode() : JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }
}
