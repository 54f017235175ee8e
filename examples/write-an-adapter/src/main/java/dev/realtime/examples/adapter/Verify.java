package dev.realtime.examples.adapter;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Does what users and a display would do, over the network, and fails if it does not see what they would see. */
final class Verify {

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    Verify(int port) {
        this.base = "ws://127.0.0.1:" + port;
    }

    /** @param args port and a session that is logged in. Ends with 0 only if everything was seen */
    public static void main(String[] args) throws Exception {
        new Verify(Integer.parseInt(args[0])).all(args[1]);
        System.out.println("verified");
    }

    void all(String session) throws InterruptedException {
        whoHasNoSessionIsRefused();
        Client display = new Client("/display?session=" + session);
        display.await("{\"ready\":true}");
        Client alice = new Client("/realtime");
        alice.say("{\"type\":\"connect\",\"id\":1,\"token\":\"" + session + "\"}");
        alice.await("\"type\":\"connected\"");
        alice.say("{\"type\":\"publish\",\"id\":2,\"channel\":\"news\",\"data\":{\"title\":\"hello\"}}");
        alice.await("\"type\":\"ack\"");
        display.await("{\"news\":{\"title\":\"hello\"},\"at\":");
    }

    private void whoHasNoSessionIsRefused() throws InterruptedException {
        Client stranger = new Client("/realtime");
        stranger.say("{\"type\":\"connect\",\"id\":1,\"token\":\"made-up\"}");
        stranger.await("UNAUTHORIZED");
        stranger.await("closed 4501");
    }

    /** A connection and what it hears; all messages here are short enough to come whole. */
    private final class Client implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final WebSocket socket;

        Client(String pathAndQuery) {
            socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create(base + pathAndQuery), this)
                    .join();
        }

        void say(String json) {
            socket.sendText(json, true).join();
        }

        /** Reads over everything up to a message that holds this. */
        void await(String part) throws InterruptedException {
            String message = "";
            while (!message.contains(part)) {
                message = heard.poll(10, TimeUnit.SECONDS);
                if (message == null) {
                    throw new IllegalStateException("not seen: " + part);
                }
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            heard.add(text.toString());
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            heard.add("closed " + code);
            return null;
        }
    }
}
