package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.realtime.auth.Tokens;
import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.spi.Call;
import dev.realtime.core.spi.CallHandler;
import dev.realtime.core.spi.CallHandlers;
import dev.realtime.server.config.ConfigException;
import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application that embeds the server and answers its clients, over real sockets. */
@Timeout(30)
class CallsTest {

    private static final String SECRET = "vY3xk8Qm2Lr7Tn5Wz9Bc4Hd6Jf1Gp0Se";
    private static final String ADMIN_KEY = "correct-horse-battery";

    private final CountDownLatch neverInTime = new CountDownLatch(1);
    private final Semaphore blocked = new Semaphore(0);
    private RealtimeServer server;

    @BeforeEach
    void start() {
        server = server().start();
    }

    @AfterEach
    void stop() {
        neverInTime.countDown();
        server.close();
    }

    private RealtimeServer.Builder server() {
        return RealtimeServer.builder()
                .set("server.port", "0")
                .set("auth.jwt.secret", SECRET)
                .set("auth.admin-key", ADMIN_KEY)
                .set("limits.call-timeout", "700ms")
                .set("handlers.threads", "2")
                .set("handlers.modules", "greeter")
                .onCall("who.am.i", CallHandler.answering(CallsTest::describe))
                .onCall("block", CallHandler.answering(this::block))
                .onCall("fail", call -> {
                    throw new IllegalStateException("inside");
                })
                .onCall("guarded", call -> {
                    throw new RefusedException(ErrorCode.PERMISSION_DENIED, "not you");
                })
                .onCalls(CallsTest::chat)
                .call("slow", params -> {
                    blocked.release();
                    await().until(() -> neverInTime.getCount() == 0);
                    return CompletableFuture.completedStage(Payload.EMPTY);
                })
                .call("ai.chat", params -> {
                    answerPrompt(server.hub(), params);
                    return CompletableFuture.completedStage(Payload.EMPTY);
                });
    }

    private static Payload describe(Call call) {
        return Payload.json("{\"user\":\"" + call.caller().user() + "\",\"verified\":"
                + call.caller().verified() + "}");
    }

    private Payload block(Call call) throws InterruptedException {
        blocked.release();
        neverInTime.await();
        return Payload.EMPTY;
    }

    /** What an assistant does: it takes the prompt at once and speaks on a channel. */
    private static CallHandlers chat(Hub hub) {
        return CallHandlers.NONE.with("ai.chat", CallHandler.hearing(call -> answerPrompt(hub, call.data())));
    }

    private static void answerPrompt(Hub hub, Payload prompt) {
        String asked = new String(prompt.bytes(), StandardCharsets.UTF_8);
        hub.publish(ChannelName.of("chat"), Message.of("ai.chat", Payload.json("{\"answerTo\":" + asked + "}")));
    }

    @Test
    void answersWhatAClientAsks() {
        try (RawPeer alice = client("alice")) {
            assertThat(ask(alice, "{\"type\":\"call\",\"id\":7,\"method\":\"who.am.i\",\"data\":{}}"))
                    .isEqualTo("{\"type\":\"reply\",\"id\":7,\"data\":{\"user\":\"alice\",\"verified\":true}}");
            assertThat(ask(alice, "{\"type\":\"call\",\"id\":8,\"method\":\"fail\"}"))
                    .contains("\"id\":8", "INTERNAL_ERROR")
                    .doesNotContain("inside");
            assertThat(ask(alice, "{\"type\":\"call\",\"id\":9,\"method\":\"guarded\"}"))
                    .contains("\"id\":9", "PERMISSION_DENIED", "not you");
            assertThat(ask(alice, "{\"type\":\"call\",\"method\":\"guarded\"}"))
                    .contains("PERMISSION_DENIED")
                    .doesNotContain("\"id\"");
        }
    }

    @Test
    @DisplayName("S1.24: a prompt of one client is answered on the channel that all of them see")
    void chatsWithAnAssistant() {
        try (RawPeer alice = client("alice");
                RawPeer bob = client("bob")) {
            subscribe(alice);
            subscribe(bob);

            alice.send(WireFrame.text("{\"type\":\"call\",\"method\":\"ai.chat\",\"data\":{\"prompt\":\"hi\"}}"));

            for (RawPeer peer : List.of(alice, bob)) {
                assertThat(peer.nextFrame().text())
                        .contains("\"event\":\"ai.chat\"", "\"data\":{\"answerTo\":{\"prompt\":\"hi\"}}");
            }
        }
    }

    @Test
    @DisplayName("S1.16: the key ai.chat of POST /call answers on channel chat")
    void chatsWithAnAssistantOverHttp() {
        try (RawPeer alice = client("alice")) {
            subscribe(alice);

            HttpAnswer answer = new RawHttp(server.port())
                    .post(
                            "/call",
                            "{\"key\":\"ai.chat\",\"params\":{\"prompt\":\"hi\"}}",
                            "x-api-key: " + ADMIN_KEY,
                            "Content-Type: application/json");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(alice.nextFrame().text())
                    .contains("\"channel\":\"chat\"", "\"data\":{\"answerTo\":{\"prompt\":\"hi\"}}");
        }
    }

    @Test
    @DisplayName("F37: a handler that blocks holds up its own client's calls and nothing else")
    void isolatesAHandlerThatBlocks() throws InterruptedException {
        try (RawPeer alice = client("alice");
                RawPeer bob = client("bob")) {
            subscribe(alice);
            subscribe(bob);
            alice.send(WireFrame.text("{\"type\":\"call\",\"id\":1,\"method\":\"block\"}"));
            blocked.acquire();

            assertThat(ask(bob, "{\"type\":\"call\",\"id\":2,\"method\":\"who.am.i\"}"))
                    .contains("bob");
            bob.send(WireFrame.text("{\"type\":\"publish\",\"channel\":\"chat\",\"data\":\"for all\",\"echo\":false}"));
            assertThat(alice.nextFrame().text()).contains("for all");

            assertThat(alice.nextFrame().text()).contains("\"id\":1", "TIMEOUT");
            for (int id = 10; id < 20; id++) {
                assertThat(ask(alice, "{\"type\":\"call\",\"id\":" + id + ",\"method\":\"who.am.i\"}"))
                        .contains("\"id\":" + id, "OVERLOADED");
            }
            assertThat(blocked.availablePermits()).isZero();
        }
    }

    @Test
    @DisplayName("F37: where handlers block on all threads, calls are refused and messages flow")
    void refusesCallsWhenNoThreadIsFree() throws InterruptedException {
        List<RawPeer> stuck = new ArrayList<>();
        try (RawPeer bob = client("bob")) {
            subscribe(bob);
            for (int i = 0; i < 2; i++) {
                RawPeer peer = client("stuck" + i);
                stuck.add(peer);
                peer.send(WireFrame.text("{\"type\":\"call\",\"id\":1,\"method\":\"block\"}"));
            }
            blocked.acquire(2);

            assertThat(ask(bob, "{\"type\":\"call\",\"id\":2,\"method\":\"who.am.i\"}"))
                    .contains("OVERLOADED");
            server.hub().publish(ChannelName.of("chat"), Message.of(Payload.json("\"still here\"")));
            assertThat(bob.nextFrame().text()).contains("still here");

            neverInTime.countDown();
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> ask(bob, "{\"type\":\"call\",\"id\":3,\"method\":\"who.am.i\"}")
                            .contains("bob"));
        } finally {
            stuck.forEach(RawPeer::close);
        }
    }

    @Test
    @DisplayName("F37: what a key of POST /call does may block, its socket's lane goes on")
    void letsAKeyBlock() throws InterruptedException {
        String body = "{\"key\":\"slow\"}";
        List<RawPeer> others = new ArrayList<>();
        try (RawPeer admin = RawPeer.connect(server.port())) {
            admin.send(new RawHttp(server.port())
                            .head(
                                    "POST /call",
                                    "x-api-key: " + ADMIN_KEY,
                                    "Content-Type: application/json",
                                    "Content-Length: " + body.length()))
                    .send(body);
            blocked.acquire();

            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                others.add(client("other" + i));
            }
            neverInTime.countDown();
            assertThat(admin.answer().status()).isEqualTo(200);
        } finally {
            others.forEach(RawPeer::close);
        }
    }

    @Test
    void takesInTheModulesThatTheConfigurationNames() {
        try (RawPeer alice = client("alice")) {
            alice.send(WireFrame.text("{\"type\":\"call\",\"method\":\"greet\",\"data\":\"hello\"}"));

            assertThat(alice.nextFrame().text()).contains("\"event\":\"greeting\",\"data\":\"hello\"");
        }
        assertThatThrownBy(() -> server().set("handlers.modules", "nobody").check())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("but greeter");
    }

    @Test
    void endsItsThreads() {
        try (RawPeer alice = client("alice")) {
            ask(alice, "{\"type\":\"call\",\"id\":1,\"method\":\"who.am.i\"}");
            assertThat(handlerThreads()).isPositive();
        }

        server.close();

        await().atMost(Duration.ofSeconds(5)).until(() -> handlerThreads() == 0);
    }

    private static long handlerThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("realtime-handler-"))
                .count();
    }

    private RawPeer client(String user) {
        String token = Tokens.hmac(SECRET).issue(UserId.of(user), Set.of(), Duration.ofMinutes(1));
        RawPeer peer = RawPeer.open(server.port(), "/realtime", "Sec-WebSocket-Protocol: " + Doors.NATIVE_SUBPROTOCOL);
        peer.send(WireFrame.text("{\"type\":\"connect\",\"token\":\"" + token + "\"}"));
        assertThat(peer.nextFrame().text()).contains("connected");
        assertThat(peer.nextFrame().text()).contains("user:" + user);
        return peer;
    }

    private static void subscribe(RawPeer peer) {
        assertThat(ask(peer, "{\"type\":\"subscribe\",\"channel\":\"chat\"}")).contains("subscribed");
    }

    private static String ask(RawPeer peer, String message) {
        peer.send(WireFrame.text(message));
        return peer.nextFrame().text();
    }
}
