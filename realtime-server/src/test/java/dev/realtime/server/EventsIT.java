package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import dev.realtime.testkit.EventPeer;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program's event streams, read as browsers read them. */
@Timeout(90)
class EventsIT {

    private static final Tokens TOKENS = Tokens.hmac(ServerProcess.SECRET);
    private static final int MESSAGES = 1_000;
    private static final String APP = "Origin: https://app.example.com";

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.serve("--origins=https://app.example.com", "--limits.max-connections-per-user=4");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/realtime?tenant=acme&access_token=%s", "/realtime?access_token=%s", "/ws?token=%s"})
    @DisplayName("S4.20: the events of an endpoint are the messages of its WebSocket, in its words")
    void areTheMessagesOfTheSocket(String url) {
        boolean isOfTenant = url.contains("tenant");
        UserId user = new UserId(isOfTenant ? "acme" : "", "words" + url.length());
        String target = url.formatted(token(user));
        String to = isOfTenant ? "channels/events" : "users/" + user.value();
        try (RawPeer socket = RawPeer.open(server.port(), target);
                EventPeer events = EventPeer.open(server.port(), target.replace("?", "/events?"))) {
            if (url.equals("/realtime?access_token=%s")) {
                socket.send(WireFrame.text("{\"type\":\"connect\",\"id\":1}"));
            }
            readTo(() -> socket.nextFrame().text(), url);
            readTo(() -> events.nextEvent().data(), url);
            for (int i = 0; i < 5; i++) {
                publish(to, user.tenant(), "{\"number\":" + i + ",\n \"text\":\"h\u00e9llo \u4e16\u754c\"}");
            }

            for (int i = 0; i < 5; i++) {
                EventPeer.Event event = events.nextEvent();
                assertThat(event.data()).isEqualTo(socket.nextFrame().text()).contains("\"number\":" + i);
                assertThat(event.name()).isEqualTo("message");
            }
        }
    }

    @Test
    @DisplayName("greets as the WebSocket does: its client is told who it is")
    void greets() {
        try (EventPeer events = tenantEvents("greeted", "acme", "")) {
            assertThat(events.nextEvent().data())
                    .contains("\"type\":\"auth.success\"", "\"tenantId\":\"acme\",\"userId\":\"greeted\"");
        }
    }

    @Test
    @DisplayName("a client of the JDK reads them line by line")
    void areReadByAPlainClient() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + server.port() + "/realtime/events?tenant=lines"))
                .header("Authorization", "Bearer " + token(new UserId("lines", "jdk")))
                .build();
        HttpResponse<Stream<String>> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines());

        assertThat(answer.statusCode()).isEqualTo(200);
        try (Stream<String> lines = answer.body()) {
            CompletableFuture.runAsync(() -> publish("channels/events", "lines", "{\"goalId\":\"g1\"}"));
            assertThat(lines.filter(line -> line.contains("goalId")).findFirst().orElseThrow())
                    .startsWith("data: {\"type\":\"goal.created\"");
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("S4.20, P2: a client that is cut comes back with the last id, and loses and repeats nothing")
    void losesAndRepeatsNothing(long seed) {
        String tenant = "cuts" + seed;
        goesOn(seed, tenant, id -> tenantEvents("cut", tenant, id), "channels/events");
    }

    @Test
    @DisplayName("so does one of several channels, of which each goes on")
    void goesOnInSeveralChannels() {
        String target = "/ws/events?userId=several&channel=chat&channel=notifications&channel=documents";

        goesOn(4, "", id -> EventPeer.open(server.port(), target, header(id)), "channels/chat", "channels/documents");
    }

    private void goesOn(long seed, String tenant, Function<String, EventPeer> open, String... channels) {
        Random random = new Random(seed);
        EventPeer events = open.apply("");
        readTo(events::nextEvent, "");
        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < MESSAGES; i++) {
                publish(channels[i % channels.length], tenant, "{\"number\":" + i + "}");
            }
        });
        List<Integer> seen = new ArrayList<>();
        int cuts = 0;
        while (seen.size() < MESSAGES) {
            for (int left = random.nextInt(150); left > 0 && seen.size() < MESSAGES; left--) {
                EventPeer.Event event = events.await("\"number\":");
                seen.add(number(event));
            }
            cuts++;
            String id = events.lastId();
            if (random.nextBoolean()) {
                events.peer().reset();
            } else {
                events.close();
            }
            events = open.apply(id);
        }
        events.close();
        publishing.join();

        assertThat(cuts).isGreaterThan(5);
        for (int part = 0; part < channels.length; part++) {
            int of = part;
            assertThat(seen.stream().filter(number -> number % channels.length == of))
                    .as("seed " + seed)
                    .containsExactlyElementsOf(IntStream.range(0, MESSAGES)
                            .filter(number -> number % channels.length == of)
                            .boxed()
                            .toList());
        }
    }

    @Test
    @DisplayName("P2: a client whose log began anew is told so once, before the next event")
    void tellsOfANewEpochOnce() {
        String id;
        try (EventPeer before = tenantEvents("epoch", "acme", "")) {
            before.nextEvent();
            id = before.lastId();
        }
        try (ServerProcess restarted = ServerProcess.serve();
                EventPeer events = tenantEvents(restarted, "epoch", "acme", id)) {
            assertThat(events.nextEvent())
                    .extracting(EventPeer.Event::name, EventPeer.Event::data)
                    .containsExactly("gap", "{\"channel\":\"events\",\"reason\":\"EPOCH\"}");
            assertThat(events.nextEvent().data()).contains("auth.success");
            publish(restarted, "channels/events", "acme", "{\"number\":1}");
            assertThat(events.nextEvent().data()).contains("\"number\":1");

            try (EventPeer again = tenantEvents(restarted, "epoch", "acme", events.lastId())) {
                assertThat(again.nextEvent().data()).contains("auth.success");
            }
        }
    }

    @Test
    @DisplayName("an id of another server's making is no reason to stop: its bearer is told that it missed something")
    void goesOnWithAForeignId() {
        try (EventPeer events = tenantEvents("foreign", "acme", "1731090123456-0")) {
            assertThat(events.answer().status()).isEqualTo(200);
            assertThat(events.nextEvent().name()).isEqualTo("gap");
            assertThat(events.nextEvent().data()).contains("auth.success");
        }
    }

    @Test
    @DisplayName("an id opens nothing: with another user's a client reads its own")
    void readsNothingByAnothersId() {
        String id;
        try (EventPeer alice = userEvents("alice-of-ids", "")) {
            alice.nextEvent();
            publish("users/alice-of-ids", "", "{\"secret\":1}");
            alice.await("secret");
            id = alice.lastId();
            publish("users/alice-of-ids", "", "{\"secret\":2}");
        }

        try (EventPeer mallory = userEvents("mallory", id)) {
            assertThat(mallory.nextEvent().data()).contains("connection.established");
            publish("users/mallory", "", "{\"mine\":1}");

            assertThat(mallory.nextEvent().data()).contains("mine");
        }
    }

    @Test
    @DisplayName("P15: nobody hears of another tenant")
    void hearsNothingOfAnotherTenant() {
        try (EventPeer acme = tenantEvents("p15", "p15-acme", "");
                EventPeer globex = tenantEvents("p15", "p15-globex", "")) {
            acme.nextEvent();
            globex.nextEvent();
            publish("channels/events", "p15-acme", "{\"of\":\"acme\"}");
            publish("channels/events", "p15-globex", "{\"of\":\"globex\"}");

            assertThat(acme.nextEvent().data()).contains("\"of\":\"acme\"");
            assertThat(globex.nextEvent().data()).contains("\"of\":\"globex\"");
        }
        assertThat(EventPeer.open(
                                server.port(),
                                "/realtime/events?tenant=globex&access_token=" + token(new UserId("acme", "p15")))
                        .answer()
                        .status())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("P14, S4.7: the stream ends with its token, and says so in its last event; the token opens no other")
    void endsWithItsToken() {
        String token = TOKENS.issue(new UserId("acme", "brief"), Set.of(), Duration.ofSeconds(3));
        String target = "/realtime/events?tenant=acme&access_token=" + token;
        try (EventPeer events = EventPeer.open(server.port(), target)) {
            EventPeer.Event last = events.nextEvent();
            for (Optional<EventPeer.Event> next = Optional.of(last); next.isPresent(); next = events.next()) {
                last = next.get();
            }

            assertThat(last.data()).contains("\"type\":\"error\"", "\"code\":\"UNAUTHORIZED\"");
        }
        await().atMost(Duration.ofSeconds(5))
                .until(() -> EventPeer.open(server.port(), target).answer().status() == 401);
    }

    @Test
    @DisplayName("counts among the connections of its user, and tells who has too many")
    void countsAsAConnection() {
        List<EventPeer> peers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            peers.add(tenantEvents("counted", "acme", ""));
            assertThat(peers.get(i).nextEvent().data()).contains("auth.success");
        }

        try (EventPeer tooMany = tenantEvents("counted", "acme", "")) {
            assertThat(tooMany.nextEvent().data()).contains("\"type\":\"error\"", "RATE_LIMIT_EXCEEDED");
            assertThat(tooMany.next()).isEmpty();
        }
        assertThat(server.get("/stats").body()).contains("counted\":4");
        peers.forEach(EventPeer::close);
        await().untilAsserted(() -> assertThat(server.get("/stats").body()).doesNotContain("counted"));
        assertThat(server.output()).anyMatch(line -> line.contains("connected: user acme/counted, sse:tenant-events"));
    }

    @Test
    @DisplayName("AU19: a user who is blocked loses his streams and gets no other")
    void endsForABlockedUser() {
        try (EventPeer events = userEvents("blocked", "")) {
            events.nextEvent();

            server.call(ServerProcess.KEY, "{\"key\":\"websocket.block\",\"params\":{\"userId\":\"blocked\"}}");

            assertThat(events.next()).isEmpty();
        }
        assertThat(EventPeer.open(server.port(), "/ws/events?token=" + token(UserId.of("blocked")))
                        .answer()
                        .status())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("a channel that is not the client's is refused in its dialect's words, and the others are read")
    void refusesAChannelInItsWords() {
        String target =
                "/realtime/events?channel=chat&channel=secret-of-others&access_token=" + token(UserId.of("rights"));
        try (EventPeer events = EventPeer.open(server.port(), target)) {
            EventPeer.Event refusal = events.await("\"type\":\"error\"");
            publish("channels/chat", "", "{\"number\":1}");

            assertThat(refusal.data()).contains("secret-of-others", "PERMISSION_DENIED");
            assertThat(events.await("\"number\":1").data()).contains("\"type\":\"message\",\"channel\":\"chat\"");
        }
    }

    @Test
    @DisplayName("HS18: a page elsewhere reads nothing, one that may is let in by fetch with its token")
    void looksAtOrigins() {
        String bearer = "Authorization: Bearer " + token(new UserId("acme", "page"));
        String target = "/realtime/events?tenant=acme";
        HttpAnswer first =
                new RawHttp(server.port()).request("OPTIONS " + target, APP, "Access-Control-Request-Method: GET");
        HttpAnswer foreign =
                new RawHttp(server.port()).request("GET " + target, "Origin: https://evil.example", bearer);
        HttpAnswer bad = new RawHttp(server.port()).request("GET " + target, APP, "Authorization: Bearer nonsense");

        assertThat(first.status()).isEqualTo(204);
        assertThat(first.header("access-control-allow-origin")).contains("https://app.example.com");
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.header("access-control-allow-origin")).isEmpty();
        assertThat(bad.status()).isEqualTo(401);
        assertThat(bad.header("access-control-allow-origin")).contains("https://app.example.com");
        try (EventPeer page = EventPeer.open(server.port(), target, APP, bearer)) {
            assertThat(page.answer().header("access-control-allow-origin")).contains("https://app.example.com");
            assertThat(page.nextEvent().data()).contains("auth.success");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "400 GET /ws/events",
                "401 GET /realtime/events?tenant=acme",
                "401 GET /realtime/events?tenant=acme&access_token=nonsense",
                "401 GET /v1/kv/watch/events",
                "404 GET /nowhere/events",
                "405 POST /ws/events?userId=a",
                "405 HEAD /ws/events?userId=a",
                "400 GET /ws/events?userId=a&userId=b",
                "400 GET /ws/events?userId=a&channel=NOT",
                "426 GET /ws"
            })
    @DisplayName("a request that is none of these is answered with a status and why")
    void answersOthers(String expected) {
        String[] words = expected.split(" ", 2);

        try (RawPeer peer = RawPeer.connect(server.port())) {
            peer.send(new RawHttp(server.port()).head(words[1]));
            HttpAnswer answer = words[1].startsWith("HEAD") ? peer.answerWithoutBody() : peer.answer();
            assertThat(answer.status()).isEqualTo(Integer.parseInt(words[0]));
            assertThat(answer.body()).matches(body -> body.isEmpty() || body.startsWith("{\"error\":{\"code\":"));
        }
    }

    @Test
    @DisplayName("P8, P9: one that does not read is cut, and its neighbours miss nothing")
    void cutsWhoDoesNotRead() {
        String data = "\"" + "x".repeat(40_000) + "\"";
        RawPeer narrow = RawPeer.connect(server.port(), 4_096);
        String chat = "/ws/events?channel=analytics&userId=";
        try (EventPeer stuck = EventPeer.open(narrow, chat + "stuck");
                EventPeer healthy = EventPeer.open(server.port(), chat + "healthy");
                RawPeer socket = server.member("neighbour", "analytics")) {
            assertThat(stuck.answer().status()).isEqualTo(200);
            healthy.nextEvent();
            for (int i = 0; i < 100; i++) {
                server.broadcast("analytics", data);
                assertThat(healthy.nextEvent().data()).contains(data);
                assertThat(socket.nextFrame().text()).contains(data);
            }

            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(server.get("/stats").body()).doesNotContain("stuck").contains("\"healthy\":1");
                assertThat(server.heldPeerPorts()).doesNotContain(narrow.localPort());
            });
        }
    }

    @Test
    @DisplayName("P11: a silent stream is kept alive by comments, and its peer need not answer")
    void keepsASilentStreamAlive() {
        try (ServerProcess quick = ServerProcess.serve("--limits.ping-after=300ms", "--limits.dead-after=900ms");
                EventPeer events = EventPeer.open(quick.port(), "/ws/events?userId=silent")) {
            events.nextEvent();
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(
                    quick::terminate, CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS));

            assertThat(events.next()).isEmpty();
            assertThat(events.comments()).isGreaterThan(3);
            stopping.join();
        }
    }

    @Test
    @DisplayName("P12, F2: SIGTERM ends every stream in its dialect's words, and the program with 0")
    void drains() {
        try (ServerProcess stopping = ServerProcess.serve("--server.drain=1s");
                EventPeer plain = EventPeer.open(stopping.port(), "/ws/events?userId=drained");
                EventPeer own = EventPeer.open(
                        stopping.port(), "/realtime/events?access_token=" + token(UserId.of("drained")))) {
            plain.nextEvent();
            own.await("\"type\":\"subscribed\"");
            stopping.terminate();

            assertThat(own.nextEvent().data()).contains("\"type\":\"goodbye\",\"code\":4001");
            assertThat(own.next()).isEmpty();
            assertThat(plain.next()).isEmpty();
            own.peer().shutdownOutput();
            plain.peer().shutdownOutput();
            assertThat(stopping.exit()).isZero();
        }
    }

    @Test
    @DisplayName(
            "P12: while the server drains a browser is told to come back, and a program that it cannot have a stream")
    void sendsLateComersBack() {
        List<RawPeer> others = new ArrayList<>();
        String target = "/ws/events?userId=late";
        try (ServerProcess stopping = ServerProcess.serve("--server.drain=10s")) {
            for (int i = 0; i < 50; i++) {
                others.add(stopping.member("u" + i, "chat"));
            }
            stopping.terminate();
            await().atMost(Duration.ofSeconds(3))
                    .until(() -> stopping.get("/ready").status() == 503);

            HttpAnswer program = new RawHttp(stopping.port()).request("GET " + target);
            try (EventPeer browser = EventPeer.open(stopping.port(), target)) {
                assertThat(browser.answer().status()).isEqualTo(200);
                assertThat(browser.answer().body()).startsWith("retry: ");
                assertThat(browser.next()).isEmpty();
            }
            assertThat(program.status()).isEqualTo(503);
            assertThat(program.header("retry-after")).contains("1");
        } finally {
            others.forEach(RawPeer::close);
        }
    }

    private static void readTo(Supplier<?> next, String url) {
        next.get();
        if (url.equals("/realtime?access_token=%s")) {
            // its own channel is subscribed to
            next.get();
        }
    }

    private static EventPeer tenantEvents(String user, String tenant, String id) {
        return tenantEvents(server, user, tenant, id);
    }

    private static EventPeer tenantEvents(ServerProcess on, String user, String tenant, String id) {
        String target = "/realtime/events?tenant=" + tenant + "&access_token=" + token(new UserId(tenant, user));
        return EventPeer.open(on.port(), target, header(id));
    }

    private static EventPeer userEvents(String user, String id) {
        return EventPeer.open(server.port(), "/ws/events?token=" + token(UserId.of(user)), header(id));
    }

    private static String header(String id) {
        return id.isEmpty() ? "Cache-Control: no-cache" : "Last-Event-ID: " + id;
    }

    private static String token(UserId user) {
        return TOKENS.issue(user, Set.of(), Duration.ofMinutes(5));
    }

    private static int number(EventPeer.Event event) {
        return Integer.parseInt(event.data().replaceFirst(".*\"number\":([0-9]+).*", "$1"));
    }

    private static void publish(String to, String tenant, String data) {
        publish(server, to, tenant, data);
    }

    private static void publish(ServerProcess on, String to, String tenant, String data) {
        HttpAnswer answer = new RawHttp(on.port())
                .post(
                        "/v1/" + to + "/publications",
                        "{\"tenant\":\"" + tenant + "\",\"event\":\"goal.created\",\"data\":" + data + "}",
                        "x-api-key: " + ServerProcess.KEY,
                        "Content-Type: application/json");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
}
