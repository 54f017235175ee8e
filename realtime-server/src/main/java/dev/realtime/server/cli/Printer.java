package dev.realtime.server.cli;

import dev.realtime.server.call.Json;
import dev.realtime.server.call.JsonFields;
import java.io.PrintWriter;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** The other end of a realtime.v1 connection, which prints what it hears. <b>Threads:</b> called serially by the client. */
final class Printer implements WebSocket.Listener {

    private static final String NOTHING = "-";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean raw;
    private final int count;
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private int printed;

    /**
     * @param raw whether everything is printed as it came
     * @param count messages to print; 0 for all
     */
    Printer(PrintWriter out, PrintWriter err, boolean raw, int count) {
        this.out = out;
        this.err = err;
        this.raw = raw;
        this.count = count;
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

    /** Waits for the end. @return what the process exits with */
    int await() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            err.println("the connection broke: " + e.getCause().getClass().getSimpleName());
            return ExitCode.FAILURE;
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
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
        if (raw) {
            out.println(json);
        }
        switch (type) {
            case "ping" -> socket.sendText("{\"type\":\"pong\"}", true);
            case "error" -> err.println(json);
            case "message", "end" -> message(fields.orElseThrow());
            default -> {
                // What is left is about the connection, and is printed with --raw.
            }
        }
        out.flush();
    }

    private void message(JsonFields message) {
        if (!raw) {
            String channel = message.text("channel").orElse(NOTHING);
            out.println(channel + "\t" + raw(message, "offset") + "\t" + raw(message, "data"));
        }
        printed++;
        if (printed == count) {
            out.flush();
            end.complete(ExitCode.OK);
        }
    }

    private static String raw(JsonFields message, String name) {
        return message.raw(name)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse(NOTHING);
    }
}
