package dev.realtime.examples.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code /open/task/{id}} leads to the app: Telegram takes no button with a link of the app's own, but one to here.
 *
 * <p><b>Threads:</b> answers on two of its own.
 */
final class RedirectPage implements AutoCloseable {

    /** What an id follows. */
    static final String PATH = "/open/task/";

    private static final String APP = "happy://zen/task/";
    private static final int THREADS = 2;
    private static final int BACKLOG = 64;

    private final HttpServer server;
    private final ExecutorService threads;

    RedirectPage(InetSocketAddress listen) {
        try {
            server = HttpServer.create(listen, BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + listen, e);
        }
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "redirect-page");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", RedirectPage::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            // as it came: nothing that needs decoding is an id
            String path = exchange.getRequestURI().getRawPath();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                reply(exchange, 405, "Only GET");
            } else if (path != null && path.startsWith(PATH) && TaskKey.isId(path.substring(PATH.length()))) {
                String link = APP + path.substring(PATH.length());
                exchange.getResponseHeaders().set("Location", link);
                reply(exchange, 302, "<a href=\"" + link + "\">Open the task in Happy</a>");
            } else {
                reply(exchange, 404, "There is nothing here");
            }
        }
    }

    /** @param html holds nothing that somebody sent, or only what means nothing in HTML */
    private static void reply(HttpExchange exchange, int status, String html) throws IOException {
        byte[] page =
                ("<!doctype html><meta charset=\"utf-8\"><title>Happy</title><p>" + html + "</p>\n").getBytes(UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "text/html; charset=utf-8");
        headers.set("Cache-Control", "no-store");
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("X-Content-Type-Options", "nosniff");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, page.length);
        exchange.getResponseBody().write(page);
    }
}
