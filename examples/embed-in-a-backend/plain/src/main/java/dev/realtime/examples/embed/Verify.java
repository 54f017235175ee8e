package dev.realtime.examples.embed;

import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Does what a user of the backend would do, over the network, and fails if it does not see what the user would see. */
final class Verify implements WebSocket.Listener {

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    /** @param args port and secret of the tokens. Ends with 0 only if everything was seen */
    public static void main(String[] args) throws Exception {
        String token = Tokens.hmac(args[1]).issue(UserId.of("alice"), Set.of(), Duration.ofMinutes(1));
        new Verify().all(Integer.parseInt(args[0]), token);
        System.out.println("verified");
    }

    private void all(int port, String token) throws InterruptedException {
        WebSocket alice = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("realtime.v1.json")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/realtime"), this)
                .join();
        say(alice, "{\"type\":\"connect\",\"id\":1,\"token\":\"" + token + "\"}");
        await("\"type\":\"connected\"", "\"user\":\"alice\"");
        say(alice, "{\"type\":\"call\",\"id\":2,\"method\":\"tasks.count\"}");
        await("\"id\":2", "{\"count\":5}");
        say(alice, "{\"type\":\"history\",\"id\":3,\"channel\":\"chat\"}");
        await("\"id\":3", "{\"text\":\"hello\"}");
        say(alice, "{\"type\":\"history\",\"id\":4,\"channel\":\"user:alice\"}");
        await("\"id\":4", "\"event\":\"task.created\"", "{\"id\":1}");
    }

    private static void say(WebSocket socket, String json) {
        socket.sendText(json, true).join();
    }

    /** Reads over everything up to a message that holds all these. */
    private void await(String... parts) throws InterruptedException {
        while (true) {
            String message = heard.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new IllegalStateException("not seen: " + String.join(" ", parts));
            }
            if (Set.of(parts).stream().allMatch(message::contains)) {
                return;
            }
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            heard.add(text.toString());
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }
}
