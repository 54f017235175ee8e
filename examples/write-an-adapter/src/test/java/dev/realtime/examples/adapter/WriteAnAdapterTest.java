package dev.realtime.examples.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.UserId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WriteAnAdapterTest {

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    @Test
    void letsInWhoHasASession() throws Exception {
        SessionTable sessions = new SessionTable();
        sessions.login("good", UserId.of("alice"));
        try (WriteAnAdapter server = new WriteAnAdapter(sessions, 0)) {
            connect(server.port(), "good");

            assertThat(received.poll(5, TimeUnit.SECONDS))
                    .contains("\"connected\"")
                    .contains("alice");
        }
    }

    @Test
    void refusesWhoHasNone() throws Exception {
        try (WriteAnAdapter server = new WriteAnAdapter(new SessionTable(), 0)) {
            connect(server.port(), "bad");

            assertThat(received.poll(5, TimeUnit.SECONDS)).contains("UNAUTHORIZED");
            assertThat(received.poll(5, TimeUnit.SECONDS)).contains("goodbye");
            assertThat(received.poll(5, TimeUnit.SECONDS)).isEqualTo("closed 4501");
        }
    }

    private void connect(int port, String token) {
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("realtime.v1.json")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/realtime"), new Collector())
                .join();
        socket.sendText("{\"type\":\"connect\",\"id\":1,\"token\":\"" + token + "\"}", true);
    }

    private final class Collector implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            received.add(text.toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            received.add("closed " + code);
            return null;
        }
    }
}
