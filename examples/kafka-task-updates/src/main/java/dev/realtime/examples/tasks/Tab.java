package dev.realtime.examples.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

/** A connection as a browser's tab has one, which notes what it is told. <b>Threads:</b> thread-safe. */
final class Tab implements WebSocket.Listener, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringBuilder text = new StringBuilder();
    private final List<JsonNode> changes = new ArrayList<>();
    private WebSocket socket;
    private boolean greeted;

    private Tab() {}

    /** One that is greeted. @throws ExecutionException if the server does not want it */
    static Tab open(HttpClient http, URI url, Duration patience) throws ExecutionException, InterruptedException {
        Tab tab = new Tab();
        tab.socket = http.newWebSocketBuilder().buildAsync(url, tab).get();
        tab.await(patience, changes -> tab.greeted);
        return tab;
    }

    synchronized List<JsonNode> changes() {
        return List.copyOf(changes);
    }

    /** Waits until what it was told is so. */
    synchronized void await(Duration patience, Predicate<List<JsonNode>> isIt) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!isIt.test(changes)) {
            long leftMillis = Duration.ofNanos(end - System.nanoTime()).toMillis();
            Verify.check(leftMillis > 0, "what happened, in time; there is " + changes.size());
            wait(leftMillis);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            hear(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    private synchronized void hear(String message) {
        try {
            JsonNode json = JSON.readTree(message);
            greeted |= json.path("type").asText().equals("connected");
            if (json.path("type").asText().equals("task_update")) {
                changes.add(json.path("event"));
            }
            notifyAll();
        } catch (IOException e) {
            throw new IllegalStateException("the server writes JSON", e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
