package dev.realtime.examples.team;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Does what a team would do, over the network, and fails if it does not see what a team would see. It needs nothing of the
 * server's own code.
 */
final class Verify {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String authority;
    private final String key;

    Verify(int port, String key) {
        this.authority = "127.0.0.1:" + port;
        this.key = key;
    }

    /**
     * Takes the admin key from {@code REALTIME_AUTH_ADMIN_KEY}: arguments can be read by everybody on the machine.
     *
     * @param args port. Ends with 0 only if everything was seen
     */
    public static void main(String[] args) throws Exception {
        new Verify(Integer.parseInt(args[0]), System.getenv("REALTIME_AUTH_ADMIN_KEY")).all();
        System.out.println("verified");
    }

    void all() throws Exception {
        Client ann = new Client("ann");
        Client bob = new Client("bob");
        for (String channel : List.of("chat", "notifications", "documents", "analytics")) {
            ann.subscribe(channel);
            bob.subscribe(channel);
        }
        chatGoesToTheOthers(ann, bob);
        theAssistantAnswersWordByWord(bob);
        anAlertReachesTheTeam(ann, bob);
        whoComesLateSeesHowADocumentStands(ann);
        figuresCome(ann);
    }

    private static void chatGoesToTheOthers(Client ann, Client bob) throws InterruptedException {
        ann.send("{\"type\":\"message\",\"channel\":\"chat\",\"data\":{\"text\":\"good morning\"}}");
        bob.await("chat", data -> data.path("text").asText().equals("good morning"));
    }

    private void theAssistantAnswersWordByWord(Client bob) throws Exception {
        call("ai.chat", "{\"prompt\":\"What changed?\"}");
        List<String> words = new ArrayList<>();
        JsonNode end = bob.await("chat", data -> {
            if (data.has("chunk")) {
                words.add(data.path("chunk").asText());
            }
            return data.path("done").asBoolean();
        });
        check(words.size() > 5, "the answer came in pieces");
        check(String.join("", words).equals(end.path("text").asText()), "the pieces make up the answer");
    }

    private void anAlertReachesTheTeam(Client ann, Client bob) throws Exception {
        call("alerts.raise", "{\"alertType\":\"high_value_lead\",\"message\":\"a large one\"}");
        for (Client member : List.of(ann, bob)) {
            member.await(
                    "notifications", data -> data.path("alertType").asText().equals("high_value_lead"));
        }
    }

    private void whoComesLateSeesHowADocumentStands(Client ann) throws Exception {
        call("documents.process", "{\"documentId\":\"d1\"}");
        ann.await("documents", data -> data.path("status").asText().equals("processing"));
        ann.await("documents", data -> data.path("status").asText().equals("complete"));
        ann.await("documents", data -> data.path("status").asText().equals("ready"));

        Client late = new Client("late");
        late.subscribe("documents");
        JsonNode first = late.await("documents", data -> true);
        check(first.path("status").asText().equals("ready"), "a late subscriber sees the last state first");
    }

    private static void figuresCome(Client ann) throws InterruptedException {
        JsonNode figures =
                ann.await("analytics", data -> data.path("activeUsers").asInt() > 0);
        check(figures.has("requestsPerMinute") && figures.has("avgResponseTime"), "the figures are whole");
    }

    private void call(String name, String params) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + authority + "/call"))
                .header("x-api-key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"" + name + "\",\"params\":" + params + "}"))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        check(answer.statusCode() == 200, name + " is answered with 200, not " + answer.statusCode());
    }

    private static void check(boolean seen, String what) {
        if (!seen) {
            throw new IllegalStateException("not seen: " + what);
        }
    }

    /** A member of the team at a screen. */
    private final class Client implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final WebSocket socket;

        Client(String user) throws InterruptedException {
            socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://" + authority + "/ws?userId=" + user + "&role=member"), this)
                    .join();
            await("system", data -> data.has("clientId"));
        }

        void subscribe(String channel) throws InterruptedException {
            send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
            await("system", data -> data.path("message").asText().equals("Subscribed to " + channel));
        }

        void send(String json) {
            socket.sendText(json, true).join();
        }

        /** Reads over everything up to such a message of the channel. */
        JsonNode await(String channel, Predicate<JsonNode> isIt) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (true) {
                JsonNode message = heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                check(message != null, "a message of " + channel);
                if (message.path("channel").asText().equals(channel) && isIt.test(message.path("data"))) {
                    return message.path("data");
                }
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    heard.add(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    throw new IllegalStateException("the server writes JSON", e);
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
