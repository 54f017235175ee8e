package dev.realtime.examples.assistant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Does what users would do, over the network, and fails if it does not see what they would see. */
final class Verify {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> OF_A_SYNCHRONISATION = List.of(
            "sync.started",
            "thread.new",
            "sync.progress",
            "thread.new",
            "sync.progress",
            "thread.new",
            "sync.progress",
            "thread.updated",
            "deal.risk",
            "task.created",
            "sync.completed");

    private final HttpClient http = HttpClient.newHttpClient();
    private final String authority;
    private final Tokens tokens;
    private final String key;

    Verify(int port, String secret, String key) {
        this.authority = "127.0.0.1:" + port;
        this.tokens = Tokens.hmac(secret);
        this.key = key;
    }

    /** @param args the port; the environment has secret and key. Ends with 0 only if everything was seen */
    public static void main(String[] args) throws Exception {
        String secret = System.getenv("REALTIME_AUTH_JWT_SECRET");
        new Verify(Integer.parseInt(args[0]), secret, System.getenv("REALTIME_AUTH_ADMIN_KEY")).all();
        System.out.println("verified");
    }

    void all() throws Exception {
        Client phone = new Client("ann");
        Client laptop = new Client("ann");
        Client bob = new Client("bob");
        aSynchronisationIsToldOnEveryDevice(phone, laptop);
        theDevicesOfAUserKnowOfEachOther(phone, laptop);
        anAnswerComesInPieces(laptop, phone);
        nobodyElseHears(bob);
        phone.leave();
        laptop.leave();
        whatHappensMeanwhileWaits();
    }

    private static void aSynchronisationIsToldOnEveryDevice(Client phone, Client laptop) throws InterruptedException {
        phone.send("{\"type\":\"sync.request\",\"payload\":{}}");
        for (Client device : List.of(phone, laptop)) {
            List<String> events = new ArrayList<>();
            device.await(event -> {
                events.add(event.path("type").asText());
                return event.path("type").asText().equals("sync.completed");
            });
            check(events.equals(OF_A_SYNCHRONISATION), "a synchronisation, but " + events);
        }
    }

    private static void theDevicesOfAUserKnowOfEachOther(Client phone, Client laptop) throws InterruptedException {
        phone.send("{\"type\":\"thread.view\",\"payload\":{\"threadId\":\"t1\"}}");
        laptop.await(event -> event.path("payload").path("viewed").asBoolean());
        phone.send("{\"type\":\"typing.start\",\"payload\":{\"threadId\":\"t1\"}}");
        laptop.await(event -> event.path("type").asText().equals("typing.started"));
    }

    private static void anAnswerComesInPieces(Client asking, Client other) throws InterruptedException {
        asking.send("{\"type\":\"ask.request\",\"payload\":{\"question\":\"What is new?\"}}");
        for (Client device : List.of(asking, other)) {
            StringBuilder answer = new StringBuilder();
            JsonNode end = device.await(event -> {
                answer.append(event.path("payload").path("chunk").asText());
                return event.path("payload").has("sources");
            });
            check(answer.toString().endsWith("about it."), "the whole answer, but " + answer);
            check(end.path("payload").path("suggestedActions").size() == 2, "what could be done");
        }
    }

    private static void nobodyElseHears(Client bob) throws InterruptedException {
        bob.send("{\"type\":\"ping\"}");
        JsonNode first = bob.await(event -> true);
        check(first.path("type").asText().equals("pong"), "nothing of another user, but " + first);
    }

    private void whatHappensMeanwhileWaits() throws Exception {
        for (int number = 1; number <= 3; number++) {
            publish("ann", "{\"event\":\"task.created\",\"data\":{\"number\":" + number + "}}");
        }
        Client back = new Client("ann");
        for (int number = 1; number <= 3; number++) {
            JsonNode event = back.await(any -> true);
            check(event.path("payload").path("number").asInt() == number, "event " + number + ", but " + event);
        }
    }

    private void publish(String user, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + authority + "/v1/users/" + user + "/publications"))
                .header("x-api-key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        check(answer.statusCode() == 200, "an event is taken, but " + answer.statusCode());
    }

    private static void check(boolean seen, String what) {
        if (!seen) {
            throw new IllegalStateException("not seen: " + what);
        }
    }

    /** One device of a user. */
    private final class Client implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final WebSocket socket;

        Client(String user) throws InterruptedException {
            String token = tokens.issue(UserId.of(user), Set.of(), Duration.ofMinutes(5));
            socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://" + authority + "/ws?token=" + token), this)
                    .join();
            await(event -> event.path("type").asText().equals("connection.established"));
        }

        void send(String json) {
            socket.sendText(json, true).join();
        }

        void leave() {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }

        /** Reads over everything up to such an event. */
        JsonNode await(Predicate<JsonNode> isIt) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (true) {
                JsonNode event = heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                check(event != null, "an event in time");
                if (isIt.test(event)) {
                    return event;
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
