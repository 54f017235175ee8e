package dev.realtime.examples.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.auth.Tokens;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import dev.realtime.server.RealtimeServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EmbedInABackendTest {

    @Test
    void reachesAUserFromTheBackendsOwnProcess() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        String secret = "a secret of this test, which nobody else has";
        String token = Tokens.hmac(secret).issue(UserId.of("alice"), Set.of(), Duration.ofMinutes(1));
        try (RealtimeServer server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("auth.jwt.secret", secret)
                .start()) {
            WebSocket alice = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create("ws://127.0.0.1:" + server.port() + "/ws?token=" + token), listener(received))
                    .join();
            assertThat(received.poll(5, TimeUnit.SECONDS)).contains("connection.established");

            server.hub().sendToUser(UserId.of("alice"), Message.of("task.created", Payload.json("{\"id\":1}")));

            assertThat(received.poll(5, TimeUnit.SECONDS))
                    .isEqualTo("{\"type\":\"task.created\",\"payload\":{\"id\":1}}");
            alice.abort();
        }
    }

    private static WebSocket.Listener listener(BlockingQueue<String> received) {
        return new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                received.add(text.toString());
                socket.request(1);
                return null;
            }
        };
    }
}
