package dev.realtime.examples.notifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.core.policy.Backoff;
import dev.realtime.core.policy.Heartbeat;
import dev.realtime.core.spi.Randomness;
import dev.realtime.core.spi.Ticker;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A connection to {@code /v1/kv/watch} that comes back: after 1, 2, 4, 8, 16, 30 s, each shortened by jitter.
 *
 * <p>The server does not say when it has subscribed a connection, but answers a ping only then; so a ping is the first thing
 * that is sent, and its answer means that from now on every change is heard. The same ping finds a dead connection.
 *
 * <p><b>Threads:</b> confined to its worker, except what the WebSocket calls.
 *
 * <p><b>Source:</b> docs/protocol.md, the dialect kv-watch.
 */
final class Watch {

    /** Who hears of changes. Called on the watch's worker; returns at once. */
    interface Listener {

        /** Every change after this one is heard, until it is called again. */
        void connected();

        void changed(List<Change> changes);
    }

    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Heartbeat HEARTBEAT = new Heartbeat(Duration.ofSeconds(20), Duration.ofSeconds(30));
    private static final String PING = "{\"type\":\"ping\"}";
    private static final int MAX_MESSAGE_CHARS = 1 << 20;

    private final HttpClient http;
    private final URI address;
    private final Supplier<String> token;
    private final Listener listener;
    private final Context context;

    private Connection current = new Connection();
    private int failures;

    /**
     * @param server the server's http or https address
     * @param token asked for each handshake, since tokens end and are replaced
     */
    Watch(HttpClient http, URI server, Supplier<String> token, Listener listener, Context context) {
        this.http = http;
        this.address = address(server);
        this.token = token;
        this.listener = listener;
        this.context = context;
    }

    /** Where time, chance and the thread come from. */
    record Context(Worker worker, Ticker ticker, Randomness randomness) {}

    void start() {
        context.worker().execute(this::connect);
    }

    private static URI address(URI server) {
        URI path = server.resolve("/v1/kv/watch");
        return URI.create("ws" + path.toString().substring("http".length()));
    }

    private void connect() {
        Connection connection = new Connection();
        current = connection;
        CompletionStage<WebSocket> opening;
        try {
            opening = http.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + token.get())
                    .connectTimeout(CONNECT_TIMEOUT)
                    .buildAsync(address, connection);
        } catch (IllegalArgumentException e) {
            // the token's file is away, or holds what no header may hold
            comeBack("The token cannot be used");
            return;
        }
        opening.whenComplete((socket, failure) -> context.worker().execute(() -> {
            if (failure != null) {
                comeBack(reason(failure));
            } else {
                connection.opened(socket);
            }
        }));
    }

    private void comeBack(String why) {
        Duration delay = Backoff.DEFAULT.delay(failures++, Jitter.from(context.randomness()));
        LOG.log(Level.WARNING, "{0}; next try in {1} ms", why, String.valueOf(delay.toMillis()));
        context.worker().after(delay, this::connect);
    }

    /** What the server answered instead of an upgrade says most. */
    private static String reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof WebSocketHandshakeException refused) {
            HttpResponse<?> response = refused.getResponse();
            return "No upgrade, but status " + response.statusCode() + " " + OneLine.of((Object) response.body());
        }
        return "No connection: " + OneLine.of(cause);
    }

    /** One connection, from its handshake on. It may speak when another one has taken its place: then it is not heard. */
    private final class Connection implements WebSocket.Listener {

        // confined to the WebSocket, which calls one method at a time
        private final StringBuilder text = new StringBuilder();

        private WebSocket socket;
        private boolean subscribed;
        private boolean pinged;
        private long pingedAt;
        private long heardAt;

        void opened(WebSocket opened) {
            socket = opened;
            ping();
            watchOver();
        }

        private void ping() {
            pinged = true;
            pingedAt = context.ticker().nanos();
            socket.sendText(PING, true);
        }

        private void watchOver() {
            long delay = HEARTBEAT.sleepNanos(
                    heardAt, pinged, pingedAt, context.ticker().nanos());
            context.worker().after(Duration.ofNanos(delay), () -> {
                if (current != this) {
                    return;
                }
                switch (HEARTBEAT.check(
                        heardAt, pinged, pingedAt, context.ticker().nanos())) {
                    case DEAD -> {
                        lost("The server is silent");
                        return;
                    }
                    case PING -> ping();
                    case WAIT -> {}
                }
                watchOver();
            });
        }

        private void lost(String why) {
            if (current != this) {
                return;
            }
            current = new Connection();
            if (socket != null) {
                socket.abort();
            }
            comeBack(why);
        }

        private void alive() {
            heardAt = context.ticker().nanos();
            pinged = false;
        }

        private void heard(String message) {
            if (current != this) {
                return;
            }
            alive();
            JsonNode json;
            try {
                json = JSON.readTree(message);
            } catch (JsonProcessingException e) {
                lost("The server does not speak JSON");
                return;
            }
            String type = json.path("type").asText();
            if (type.equals("pong") && !subscribed) {
                subscribed = true;
                failures = 0;
                LOG.log(Level.INFO, "Connected to {0}", address);
                listener.connected();
            } else if (type.equals("kv-batch-update")) {
                List<Change> changes = changes(json.path("keys"));
                if (!changes.isEmpty()) {
                    listener.changed(changes);
                }
            }
        }

        private List<Change> changes(JsonNode keys) {
            List<Change> changes = new ArrayList<>();
            for (JsonNode each : keys) {
                TaskKey.of(each.path("key").asText())
                        .ifPresent(key ->
                                changes.add(new Change(key, each.path("version").asLong())));
            }
            return changes;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (text.length() > MAX_MESSAGE_CHARS) {
                context.worker().execute(() -> lost("The server says too much at once"));
                return null;
            }
            if (last) {
                String message = text.toString();
                text.setLength(0);
                context.worker().execute(() -> heard(message));
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket from, ByteBuffer data) {
            context.worker().execute(this::alive);
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            context.worker().execute(() -> lost("Closed with " + code + " " + OneLine.of((Object) reason)));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            context.worker().execute(() -> lost("Connection lost: " + OneLine.of(failure)));
        }
    }
}
