package dev.realtime.server.cli;

import dev.realtime.core.spi.Ticker;
import dev.realtime.server.call.Json;
import dev.realtime.server.call.JsonFields;
import java.io.PrintWriter;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The other end of a realtime.v1 connection, which prints what it hears. <b>Threads:</b> called serially by the client. */
final class Printer implements WebSocket.Listener {

    private static final String NOTHING = "-";

    private final PrintWriter out;
    private final PrintWriter err;
    private final Wanted wanted;
    private final Duration patience;
    private final Ticker ticker;
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private int printed;
    // How long the server may say nothing, and when it last said something; read by whoever waits.
    private volatile long patienceNanos;
    private volatile long heardNanos;

    /**
     * What to print.
     *
     * @param channels without which there is nothing to wait for
     * @param raw whether everything is printed as it came
     * @param count messages to print; 0 for all
     */
    record Wanted(Set<String> channels, boolean raw, int count) {}

    /** @param patience how long the server may take to greet, and its pings longer than it says */
    Printer(PrintWriter out, PrintWriter err, Wanted wanted, Duration patience, Ticker ticker) {
        this.out = out;
        this.err = err;
        this.wanted = wanted;
        this.patience = patience;
        this.ticker = ticker;
        this.patienceNanos = patience.toNanos();
        this.heardNanos = ticker.nanos();
    }

    /** The first message. */
    static String connect(String token, Set<String> channels) {
        return Json.object(json -> {
            json.writeStringField("type", "connect");
            json.writeNumberField("id", 1);
            json.writeStringField("token", token);
            json.writeObjectFieldStart("subs");
            for (String channel : channels) {
                json.writeObjectFieldStart(channel);
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }

    /** Waits for the end, which silence is too: nobody tells of a link that was cut. @return what the process exits with */
    int await() throws InterruptedException {
        try {
            for (long left = leftNanos(); left > 0; left = leftNanos()) {
                if (ended(left)) {
                    return end.get();
                }
            }
            err.println("the server is silent");
        } catch (ExecutionException e) {
            err.println("the connection broke: " + e.getCause().getClass().getSimpleName());
        }
        return ExitCode.FAILURE;
    }

    @Override
    public void onOpen(WebSocket socket) {
        hears();
        socket.request(1);
    }

    @Override
    public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        hears();
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        hears();
        text.append(part);
        if (last) {
            hear(socket, text.toString());
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        err.println("closed with " + code + " " + reason);
        end.complete(ExitCode.FAILURE);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        end.completeExceptionally(failure);
    }

    private void hear(WebSocket socket, String json) {
        Optional<JsonFields> fields = JsonFields.read(json.getBytes(StandardCharsets.UTF_8));
        String type = fields.flatMap(it -> it.text("type")).orElse("");
        if (wanted.raw()) {
            out.println(json);
        }
        switch (type) {
            case "ping" -> socket.sendText("{\"type\":\"pong\"}", true);
            case "connected" -> greeted(fields.orElseThrow());
            case "error", "unsubscribed" -> refused(json, fields.orElseThrow());
            case "message", "end" -> message(fields.orElseThrow());
            default -> {
                // What is left is about the connection, and is printed with --raw.
            }
        }
        out.flush();
    }

    private void message(JsonFields message) {
        if (!wanted.raw()) {
            String channel = message.text("channel").orElse(NOTHING);
            out.println(channel + "\t" + raw(message, "offset") + "\t" + raw(message, "data"));
        }
        printed++;
        if (printed == wanted.count()) {
            out.flush();
            end.complete(ExitCode.OK);
        }
    }

    private void greeted(JsonFields connected) {
        long millis = millis(connected, "ping") + millis(connected, "pong");
        patienceNanos = Duration.ofMillis(millis).plus(patience).toNanos();
    }

    /** Without one of its channels it would wait for what never comes. */
    private void refused(String json, JsonFields refusal) {
        err.println(json);
        if (refusal.text("channel").filter(wanted.channels()::contains).isPresent()) {
            err.flush();
            end.complete(ExitCode.FAILURE);
        }
    }

    private void hears() {
        heardNanos = ticker.nanos();
    }

    private long leftNanos() {
        return patienceNanos - (ticker.nanos() - heardNanos);
    }

    private boolean ended(long withinNanos) throws InterruptedException, ExecutionException {
        try {
            end.get(withinNanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static long millis(JsonFields connected, String name) {
        return Long.parseLong(raw(connected, name));
    }

    private static String raw(JsonFields message, String name) {
        return message.raw(name)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse(NOTHING);
    }
}
