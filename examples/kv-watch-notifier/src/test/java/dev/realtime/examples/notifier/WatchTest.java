package dev.realtime.examples.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.memory.SystemRandomness;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a server that does what real ones rarely do. Time passes twenty times faster. */
@Timeout(60)
class WatchTest {

    private static final int FASTER = 20;

    private final StubServer server = new StubServer();
    private final ThreadWorker thread = new ThreadWorker("watch");
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final AtomicReference<String> token = new AtomicReference<>("first");

    @BeforeEach
    void start() {
        Worker faster = new Worker() {
            @Override
            public void execute(Runnable task) {
                thread.execute(task);
            }

            @Override
            public void after(Duration delay, Runnable task) {
                thread.after(delay.dividedBy(FASTER), task);
            }
        };
        Watch.Listener listener = new Watch.Listener() {
            @Override
            public void connected() {
                heard.add("connected");
            }

            @Override
            public void changed(List<Change> changes) {
                changes.forEach(change -> heard.add(change.key() + "@" + change.version()));
            }
        };
        new Watch(
                        HttpClient.newHttpClient(),
                        server.address(),
                        token::get,
                        listener,
                        new Watch.Context(faster, () -> System.nanoTime() * FASTER, new SystemRandomness()))
                .start();
    }

    @AfterEach
    void end() {
        thread.close();
        server.close();
    }

    @Test
    void knowsThatItHearsWhenItsPingIsAnswered() throws Exception {
        try (StubServer.Handshake connection = server.next().accept()) {
            connection.say("{\"type\":\"kv-batch-update\",\"keys\":[{\"key\":\"todo.early\",\"version\":1}]}");
            assertThat(next()).isEqualTo("todo.early@1");
            connection.say("{\"type\":\"pong\"}");
            assertThat(next()).isEqualTo("connected");
        }
    }

    @Test
    void keepsTasksAndNothingElse() throws Exception {
        try (StubServer.Handshake connection = server.next().accept().say("{\"type\":\"pong\"}")) {
            connection.say("{\"type\":\"news\",\"keys\":[{\"key\":\"todo.a\",\"version\":1}]}");
            connection.say(
                    "{\"type\":\"kv-batch-update\",\"keys\":[{\"key\":\"todo.index\",\"version\":2},{\"key\":\"x\"}]}");
            connection.say("{\"type\":\"kv-batch-update\",\"keys\":[{\"key\":\"todo.b\",\"version\":1731090123456}]}");

            assertThat(next()).isEqualTo("connected");
            assertThat(next()).isEqualTo("todo.b@1731090123456");
        }
    }

    @Test
    @DisplayName("a server that accepts and never answers is given up")
    void givesASilentServerUp() throws Exception {
        try (StubServer.Handshake silent = server.next().accept();
                StubServer.Handshake second = server.next()) {
            assertThat(silent.socket().isConnected()).isTrue();
            assertThat(second.head()).startsWith("GET /v1/kv/watch HTTP/1.1");
            assertThat(heard).isEmpty();
        }
    }

    @Test
    @DisplayName("a 502 of a proxy, a broken connection and a message that is no JSON all end with a new handshake")
    void comesBack() throws Exception {
        server.next().refuse(502, "<html>Bad Gateway</html>").close();
        server.next().accept().close();
        try (StubServer.Handshake odd = server.next().accept().say("hello?");
                StubServer.Handshake good = server.next().accept().say("{\"type\":\"pong\"}")) {
            assertThat(odd.head()).contains("Bearer first");
            assertThat(next()).isEqualTo("connected");
            assertThat(good.socket().isClosed()).isFalse();
        }
    }

    @Test
    void bringsTheTokenThatIsGoodNow() throws Exception {
        try (StubServer.Handshake first = server.next()) {
            assertThat(first.head()).contains("Authorization: Bearer first");
            token.set("second");
            first.refuse(401, "{}");
        }
        try (StubServer.Handshake second = server.next()) {
            assertThat(second.head()).contains("Authorization: Bearer second");
        }
    }

    private String next() throws InterruptedException {
        return heard.poll(30, TimeUnit.SECONDS);
    }
}
