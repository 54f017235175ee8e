package dev.realtime.examples.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/** The real server in a process of its own, on a real PostgreSQL. */
final class Backend implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "vY3xk8Qm2Lr7Tn5Wz9Bc4Hd6Jf1Gp0Se";

    private final EmbeddedPostgres postgres;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private Program server;

    Backend() {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
            postgres = EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** Also after it was killed, at the same address. */
    void start() {
        start(pid -> {});
    }

    /** @param atBirth told the process id before it serves anybody */
    void start(LongConsumer atBirth) {
        server = new Program(
                Map.of(
                        "REALTIME_AUTH_JWT_SECRET",
                        SECRET,
                        "REALTIME_KV_KEYS",
                        "k1:" + "5a".repeat(32),
                        "REALTIME_KV_URL",
                        postgres.getJdbcUrl("postgres", "postgres")),
                "-jar",
                System.getProperty("realtime.server.jar"),
                "serve",
                "--server.port=" + port,
                "--log.format=plain");
        atBirth.accept(server.pid());
        server.awaitOutput("ready in");
    }

    Program server() {
        return server;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    static String token(String user) {
        return Tokens.hmac(SECRET).issue(new UserId("", user), Set.of(), Duration.ofMinutes(30));
    }

    static String value(String title) {
        return Base64.getEncoder()
                .encodeToString(("{\"title\":\"" + title
                                + "\",\"description\":\"soon\",\"status\":\"todo\",\"priority\":\"high\"}")
                        .getBytes(UTF_8));
    }

    /** Writes as an app does. */
    void put(String user, String key, String value) {
        JsonNode answer = post(user, key, value, -1);
        if (answer.has("errors")) {
            answer = post(
                    user,
                    key,
                    value,
                    answer.path("errors").path(0).path("version").asLong());
        }
        if (!answer.path("success").asBoolean()) {
            throw new AssertionError(answer);
        }
    }

    /** Writes as somebody at a prompt does. */
    void sql(String statement, String... parameters) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < parameters.length; i++) {
                prepared.setString(i + 1, parameters[i]);
            }
            prepared.execute();
        } catch (SQLException e) {
            throw new AssertionError(statement, e);
        }
    }

    void insert(String user, String key, String value) {
        sql("insert into kv_record (owner, name, content) values (?, ?, ?::bytea)", user, key, value);
    }

    JsonNode get(String user, String key) {
        return ask(
                user,
                HttpRequest.newBuilder(URI.create(url() + "/v1/kv/" + key)).GET());
    }

    private JsonNode post(String user, String key, String value, long version) {
        String body = "{\"mutations\":[{\"key\":\"" + key + "\",\"value\":"
                + (value == null ? "null" : "\"" + value + "\"") + ",\"version\":" + version + "}]}";
        return ask(
                user,
                HttpRequest.newBuilder(URI.create(url() + "/v1/kv"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    private JsonNode ask(String user, HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(
                    request.header("Authorization", "Bearer " + token(user)).build(), BodyHandlers.ofString());
            return JSON.readTree(response.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.kill();
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
