package dev.realtime.examples.tasks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.realtime.auth.JwtAuth;
import dev.realtime.auth.JwtAuthenticator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A service that keeps users' tasks, tells a topic of Kafka what becomes of them, and serves a page that shows it. It knows
 * nothing of the Realtime server: that one reads the topic, and tells the page.
 *
 * <p><b>Threads:</b> answers on eight of its own.
 */
final class TaskService implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int BACKLOG = 128;

    private static final Map<String, String> PAGE = Map.of(
            "/", "index.html text/html; charset=utf-8",
            "/app.js", "app.js text/javascript; charset=utf-8",
            "/app.css", "app.css text/css; charset=utf-8");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Topic topic;
    private final JwtAuthenticator tokens;
    private final String realtime;

    private TaskService(Settings settings) {
        realtime = settings.realtime();
        try {
            server = HttpServer.create(settings.listen(), BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + settings.listen(), e);
        }
        tokens = JwtAuth.hmac(settings.secret());
        topic = new Topic(settings.kafka());
        TaskRoutes routes = new TaskRoutes(new Tasks(topic, Clock.systemUTC()), tokens);
        server.setExecutor(threads);
        server.createContext("/", exchange -> reply(exchange, this::page));
        server.createContext("/tasks", exchange -> reply(exchange, routes::answer));
        server.start();
    }

    /** Reads its settings from the environment, says where it is and runs until it is told to end. */
    public static void main(String[] args) throws InterruptedException {
        TaskService service = start(Settings.of(System.getenv()));
        Runtime.getRuntime().addShutdownHook(new Thread(service::close, "tasks-end"));
        System.out.println("Task service: http://127.0.0.1:" + service.port() + "/");
        new CountDownLatch(1).await();
    }

    static TaskService start(Settings settings) {
        return new TaskService(settings);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(1);
        threads.shutdown();
        topic.close();
        tokens.close();
    }

    private Reply page(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        switch (path) {
            case "/health":
                return Reply.text(200, "ok");
            case "/config.json":
                return Reply.json(200, Map.of("realtime", realtime));
            default:
                String file = PAGE.get(path);
                return file == null
                        ? Reply.error(404, "There is nothing here")
                        : new Reply(200, file.split(" ", 2)[1], resource(file.split(" ", 2)[0]));
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = TaskService.class.getResourceAsStream("page/" + name)) {
            return in.readAllBytes();
        }
    }

    private void reply(HttpExchange exchange, Answering answering) throws IOException {
        try (exchange) {
            Reply reply = answering.answer(exchange);
            exchange.getResponseHeaders().set("Content-Type", reply.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            // The token stands in the page's own address, so no other site may frame it or be told of it.
            exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
            exchange.getResponseHeaders()
                    .set(
                            "Content-Security-Policy",
                            "default-src 'self'; img-src data:; frame-ancestors 'none'; connect-src 'self' "
                                    + origin(realtime));
            exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
            exchange.getResponseBody().write(reply.body());
        }
    }

    /** Scheme, host and port of a URL. */
    private static String origin(String url) {
        return url.replaceFirst("^(wss?://[^/]+).*", "$1");
    }

    @FunctionalInterface
    private interface Answering {

        Reply answer(HttpExchange exchange) throws IOException;
    }
}
