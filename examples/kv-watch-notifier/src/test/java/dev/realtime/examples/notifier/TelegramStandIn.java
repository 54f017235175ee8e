package dev.realtime.examples.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Stands in for Telegram: keeps the rules of the Bot API that a notifier can break, and refuses what Telegram refuses.
 *
 * <p>As a program it also has pages for scripts: {@code GET /messages} lists what was sent, {@code POST
 * /press/<message>/<data>} presses a button.
 *
 * <p><b>Threads:</b> thread-safe; everything is guarded by the monitor, which long polls release.
 */
final class TelegramStandIn implements AutoCloseable {

    static final String TOKEN = "4200:AAH-of-the-stand-in";
    static final long CHAT = 1234567;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_TEXT = 4096;
    private static final int MAX_DATA_BYTES = 64;

    static {
        // else each answer waits 40 ms for the acknowledgement of its own head
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer http;
    private final List<Sent> sent = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>();
    private final Map<Integer, JsonNode> keyboards = new HashMap<>();
    private final Deque<ObjectNode> updates = new ArrayDeque<>();
    private final Deque<Refusal> refusals = new ArrayDeque<>();
    private Consumer<Sent> onSent = message -> {};
    private int lastId = 100;
    private boolean isPolled;

    private TelegramStandIn(int port) {
        try {
            http = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "stand-in");
            thread.setDaemon(true);
            return thread;
        }));
        http.createContext("/", this::handle);
        http.start();
    }

    /** @param arguments the port, 0 by default */
    public static void main(String[] arguments) {
        TelegramStandIn standIn = new TelegramStandIn(arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]));
        standIn.whenSent(message -> System.out.println("chat: " + message.text().replace("\n", " | ") + "  "
                + message.buttons().stream().map(Button::text).toList()));
        System.out.println("Telegram's stand-in is ready: " + standIn.url());
    }

    static TelegramStandIn start() {
        return new TelegramStandIn(0);
    }

    /** A message that was accepted. */
    record Sent(int id, String text, List<Button> buttons) {
        Button button(String text) {
            return buttons.stream()
                    .filter(each -> each.text().equals(text))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** One of {@code url} and {@code data} is empty. */
    record Button(String text, String url, String data) {}

    private record Refusal(int status, int retryAfter) {}

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** What became of a press; empty if it was not answered. */
    synchronized Optional<String> answer(String press) {
        return Optional.ofNullable(answers.get(press));
    }

    synchronized boolean hasButtons(int message) {
        return keyboards.containsKey(message);
    }

    /** Called with each message between Telegram's taking and its answer. */
    synchronized void whenSent(Consumer<Sent> action) {
        onSent = action;
    }

    /** The next message is refused. */
    synchronized void refuseNext(int status, Duration retryAfter) {
        refusals.add(new Refusal(status, (int) retryAfter.toSeconds()));
    }

    /** @return the press's id */
    String press(int message, String data) {
        return press(CHAT, message, data);
    }

    synchronized String press(long chat, int message, String data) {
        String id = "press" + ++lastId;
        ObjectNode update = JSON.createObjectNode().put("update_id", lastId);
        ObjectNode query = update.putObject("callback_query").put("id", id).put("data", data);
        query.putObject("from").put("id", 7).put("is_bot", false).put("first_name", "Ann");
        ObjectNode of = query.putObject("message").put("message_id", message).put("date", 1);
        of.putObject("chat").put("id", chat).put("type", "private");
        updates.add(update);
        notifyAll();
        return id;
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            ObjectNode answer;
            try {
                answer = forScripts(path).orElse(null);
                if (answer == null) {
                    answer = JSON.createObjectNode().put("ok", true);
                    answer.set("result", call(path, form(body)));
                }
            } catch (RefusedException e) {
                answer = JSON.createObjectNode()
                        .put("ok", false)
                        .put("error_code", e.status)
                        .put("description", e.getMessage());
                if (e.retryAfter > 0) {
                    answer.putObject("parameters").put("retry_after", e.retryAfter);
                }
            } catch (InterruptedException e) {
                return;
            }
            byte[] bytes = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.path("error_code").asInt(200), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Optional<ObjectNode> forScripts(String path) {
        if (path.startsWith("/press/")) {
            String[] parts = path.split("/", 4);
            return Optional.of(JSON.createObjectNode().put("press", press(Integer.parseInt(parts[2]), parts[3])));
        }
        if (path.startsWith("/answers/")) {
            return Optional.of(JSON.createObjectNode()
                    .put("answer", answers.getOrDefault(path.substring("/answers/".length()), "")));
        }
        if (path.equals("/messages")) {
            ObjectNode all = JSON.createObjectNode();
            all.set("messages", JSON.valueToTree(sent));
            return Optional.of(all);
        }
        return Optional.empty();
    }

    private JsonNode call(String path, Map<String, String> parameters) throws InterruptedException {
        if (!path.startsWith("/bot" + TOKEN + "/")) {
            throw new RefusedException(401, "Unauthorized");
        }
        String method = path.substring(path.lastIndexOf('/') + 1);
        return switch (method) {
            case "getMe" -> JSON.createObjectNode()
                    .put("id", 4200)
                    .put("is_bot", true)
                    .put("first_name", "ZenFlo")
                    .put("username", "ZenFlo_bot");
            case "sendMessage" -> sendMessage(parameters);
            case "getUpdates" -> getUpdates(parameters);
            case "answerCallbackQuery" -> answerCallbackQuery(parameters);
            case "editMessageReplyMarkup" -> editMessageReplyMarkup(parameters);
            default -> throw new RefusedException(404, "Not Found");
        };
    }

    private JsonNode sendMessage(Map<String, String> parameters) {
        Consumer<Sent> action;
        Sent message;
        synchronized (this) {
            Refusal refusal = refusals.poll();
            if (refusal != null) {
                throw new RefusedException(refusal.status(), "Refused: as the test wants it", refusal.retryAfter());
            }
            needChat(parameters);
            String text = shown(parameters.getOrDefault("text", ""), parameters.getOrDefault("parse_mode", ""));
            JsonNode markup = json(parameters.getOrDefault("reply_markup", "{}"));
            message = new Sent(++lastId, text, buttons(markup));
            sent.add(message);
            keyboards.put(message.id(), markup);
            action = onSent;
        }
        action.accept(message);
        ObjectNode result =
                JSON.createObjectNode().put("message_id", message.id()).put("date", 1);
        result.putObject("chat").put("id", CHAT).put("type", "private");
        return result.put("text", message.text());
    }

    private synchronized JsonNode getUpdates(Map<String, String> parameters) throws InterruptedException {
        if (isPolled) {
            throw new RefusedException(409, "Conflict: terminated by other getUpdates request");
        }
        int offset = Integer.parseInt(parameters.getOrDefault("offset", "0"));
        updates.removeIf(update -> update.path("update_id").asInt() < offset);
        isPolled = true;
        try {
            // short, as a client that was killed is noticed only at the end
            long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
            while (updates.isEmpty() && System.nanoTime() - end < 0) {
                wait(50);
            }
        } finally {
            isPolled = false;
        }
        ArrayNode result = JSON.createArrayNode();
        updates.forEach(result::add);
        return result;
    }

    private synchronized JsonNode answerCallbackQuery(Map<String, String> parameters) {
        String id = parameters.getOrDefault("callback_query_id", "");
        if (!id.startsWith("press") || answers.putIfAbsent(id, parameters.getOrDefault("text", "")) != null) {
            throw new RefusedException(
                    400, "Bad Request: query is too old and response timeout expired or query ID is invalid");
        }
        notifyAll();
        return JSON.getNodeFactory().booleanNode(true);
    }

    private synchronized JsonNode editMessageReplyMarkup(Map<String, String> parameters) {
        needChat(parameters);
        int id = Integer.parseInt(parameters.getOrDefault("message_id", "0"));
        if (sent.stream().noneMatch(message -> message.id() == id)) {
            throw new RefusedException(400, "Bad Request: message to edit not found");
        }
        List<Button> buttons = buttons(json(parameters.getOrDefault("reply_markup", "{}")));
        if (buttons.isEmpty() && keyboards.remove(id) == null) {
            throw new RefusedException(400, "Bad Request: message is not modified");
        }
        return JSON.createObjectNode().put("message_id", id);
    }

    private static void needChat(Map<String, String> parameters) {
        if (!parameters.getOrDefault("chat_id", "").equals(String.valueOf(CHAT))) {
            throw new RefusedException(400, "Bad Request: chat not found");
        }
    }

    /** What people see: markup must be closed, and what is left must fit. */
    private static String shown(String text, String parseMode) {
        String plain = text;
        if (parseMode.equals("HTML")) {
            String unmarked = text.replaceAll("<b>([^<>]*)</b>", "$1");
            if (unmarked.matches("(?s).*[<>].*") || unmarked.matches("(?s).*&(?!(amp|lt|gt|quot);).*")) {
                throw new RefusedException(400, "Bad Request: can't parse entities");
            }
            plain = unmarked.replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&amp;", "&");
        }
        if (plain.isBlank()) {
            throw new RefusedException(400, "Bad Request: message text is empty");
        }
        if (plain.length() > MAX_TEXT) {
            throw new RefusedException(400, "Bad Request: message is too long");
        }
        return plain;
    }

    private static List<Button> buttons(JsonNode markup) {
        List<Button> buttons = new ArrayList<>();
        for (JsonNode row : markup.path("inline_keyboard")) {
            for (JsonNode button : row) {
                buttons.add(button(button));
            }
        }
        return buttons;
    }

    private static Button button(JsonNode json) {
        Button button = new Button(
                json.path("text").asText(),
                json.path("url").asText(),
                json.path("callback_data").asText());
        if (button.text().isBlank()) {
            throw new RefusedException(400, "Bad Request: inline keyboard button text is empty");
        }
        if (json.has("url") == json.has("callback_data")) {
            throw new RefusedException(400, "Bad Request: inline keyboard button needs exactly one optional field");
        }
        if (json.has("url") && !button.url().matches("(https?|tg)://\\S+")) {
            throw new RefusedException(
                    400, "Bad Request: inline keyboard button URL is invalid: unsupported URL protocol");
        }
        if (json.has("callback_data")
                && (button.data().isEmpty() || button.data().getBytes(UTF_8).length > MAX_DATA_BYTES)) {
            throw new RefusedException(400, "Bad Request: BUTTON_DATA_INVALID");
        }
        return button;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new RefusedException(400, "Bad Request: can't parse reply keyboard markup JSON object");
        }
    }

    private static Map<String, String> form(String body) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : body.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2) {
                parameters.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
            }
        }
        return parameters;
    }

    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int status;
        private final int retryAfter;

        RefusedException(int status, String why) {
            this(status, why, 0);
        }

        RefusedException(int status, String why, int retryAfter) {
            super(why);
            this.status = status;
            this.retryAfter = retryAfter;
        }
    }
}
