package dev.realtime.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * A browser's remote control: requests with numbers, answers with the same numbers, events without.
 *
 * <p><b>Threads:</b> thread-safe. Events arrive on the thread of the socket.
 *
 * <p><b>Source:</b> Chrome DevTools Protocol, https://chromedevtools.github.io/devtools-protocol/
 */
final class DevTools implements WebSocket.Listener, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 30;

    private final Map<Integer, CompletableFuture<JsonNode>> unanswered = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private final StringBuilder message = new StringBuilder();
    private final BiConsumer<String, JsonNode> events;
    private final WebSocket socket;

    /** @param events is given the session and the whole event */
    DevTools(URI address, BiConsumer<String, JsonNode> events) {
        this.events = events;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, this)
                .join();
    }

    /**
     * @param session the tab meant; empty for the browser itself
     * @param parameters names and values by turns
     */
    JsonNode ask(String session, String method, Object... parameters) {
        int id = lastId.incrementAndGet();
        ObjectNode request = JSON.createObjectNode().put("id", id).put("method", method);
        if (!session.isEmpty()) {
            request.put("sessionId", session);
        }
        ObjectNode params = request.putObject("params");
        for (int i = 0; i < parameters.length; i += 2) {
            params.set((String) parameters[i], JSON.valueToTree(parameters[i + 1]));
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        unanswered.put(id, answer);
        send(request.toString());
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at " + method, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the browser does not answer " + method, e);
        }
    }

    /** One at a time: the JDK's socket refuses a text while another is on its way. */
    private synchronized void send(String text) {
        socket.sendText(text, true).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        message.append(part);
        if (last) {
            String whole = message.toString();
            message.setLength(0);
            received(whole);
        }
        from.request(1);
        return null;
    }

    private void received(String text) {
        JsonNode frame;
        try {
            frame = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the browser speaks no JSON", e);
        }
        if (!frame.has("id")) {
            events.accept(frame.path("sessionId").asText(), frame);
            return;
        }
        CompletableFuture<JsonNode> answer = unanswered.remove(frame.get("id").intValue());
        if (frame.has("error")) {
            answer.completeExceptionally(
                    new IllegalStateException(frame.get("error").toString()));
        } else {
            answer.complete(frame.get("result"));
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
