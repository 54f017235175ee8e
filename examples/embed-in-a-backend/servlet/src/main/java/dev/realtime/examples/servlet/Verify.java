package dev.realtime.examples.servlet;

import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Does what users would do, over the network, and fails if it does not see what they would see. */
final class Verify {

    private final HttpClient http = HttpClient.newHttpClient();
    private final String authority;
    private final Tokens tokens;

    Verify(int port, String jwtSecret) {
        this.authority = "127.0.0.1:" + port;
        this.tokens = Tokens.hmac(jwtSecret);
    }

    /** @param args port and secret of the tokens. Ends with 0 only if everything was seen */
    public static void main(String[] args) throws Exception {
        new Verify(Integer.parseInt(args[0]), args[1]).all();
        System.out.println("verified");
    }

    void all() throws Exception {
        Client phone = connect("alice");
        Client laptop = connect("alice");
        Client bob = connect("bob");
        for (Client client : new Client[] {phone, laptop, bob}) {
            client.await("{\"type\":\"connection.established\"");
        }
        makeTask("alice");
        makeTask("bob");
        phone.await("{\"type\":\"task.created\",\"payload\":{\"id\":1}}");
        laptop.await("{\"type\":\"task.created\",\"payload\":{\"id\":1}}");
        bob.await("{\"type\":\"task.created\",\"payload\":{\"id\":2}}");
        connectWith("not-a-token").await("closed 1008");
    }

    /** A device of that user. */
    Client connect(String user) {
        return connectWith(tokens.issue(UserId.of(user), Set.of(), Duration.ofMinutes(1)));
    }

    private Client connectWith(String token) {
        Client client = new Client();
        http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + authority + "/ws?token=" + token), client)
                .join();
        return client;
    }

    private void makeTask(String user) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + authority + "/tasks?user=" + user))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 202) {
            throw new IllegalStateException("a task is made with 202, not " + status);
        }
    }

    /** A device and what it hears; all messages here are short enough to come whole. */
    static final class Client implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        /** Fails unless the next thing heard begins like this. */
        void await(String beginning) throws InterruptedException {
            String next = heard.poll(10, TimeUnit.SECONDS);
            if (next == null || !next.startsWith(beginning)) {
                throw new IllegalStateException("need " + beginning + " but heard " + next);
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            heard.add(text.toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("closed " + code + " " + reason);
            return null;
        }
    }
}
