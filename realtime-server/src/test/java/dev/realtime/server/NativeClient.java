package dev.realtime.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client of realtime.v1 that says what its test says, and reads message by message. Confined to its test. */
final class NativeClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RawPeer peer;

    NativeClient(int port) {
        peer = RawPeer.open(port, "/realtime", "Sec-WebSocket-Protocol: " + Doors.NATIVE_SUBPROTOCOL)
                .patience(Duration.ofSeconds(15));
    }

    /** One that is connected, with that token, and subscribed to {@code chat}. */
    static NativeClient inChat(int port, String token) {
        NativeClient client = new NativeClient(port);
        client.connect(token, "\"subs\":{\"chat\":{}}");
        client.awaitSubscribed("chat");
        return client;
    }

    /** @param more other fields of {@code connect}, or none. @return {@code connected} */
    JsonNode connect(String token, String more) {
        send("{\"type\":\"connect\",\"id\":1,\"token\":\"" + token + "\"" + (more.isEmpty() ? "" : "," + more) + "}");
        return await("connected");
    }

    void send(String json) {
        peer.send(WireFrame.text(json));
    }

    /** Reads over everything up to a message of that type. */
    JsonNode await(String type) {
        JsonNode json = next();
        while (!json.path("type").asText().equals(type)) {
            json = next();
        }
        return json;
    }

    /** Reads over everything up to {@code subscribed} for that channel; the user's own is subscribed when it suits it. */
    JsonNode awaitSubscribed(String channel) {
        JsonNode subscribed = await("subscribed");
        while (!subscribed.path("channel").asText().equals(channel)) {
            subscribed = await("subscribed");
        }
        return subscribed;
    }

    /** The next message; an empty object for a ping of WebSocket's own. */
    JsonNode next() {
        return json(peer.nextFrame());
    }

    /** Everything up to an answer to what is asked now. */
    List<JsonNode> untilNow() {
        send("{\"type\":\"ping\",\"id\":99}");
        List<JsonNode> heard = new ArrayList<>();
        for (JsonNode json = next(); !json.path("type").asText().equals("pong"); json = next()) {
            heard.add(json);
        }
        return heard;
    }

    /** Reads to the end and notes everything. */
    Ending ending() {
        List<JsonNode> heard = new ArrayList<>();
        PeerEvent event = peer.next();
        while (event instanceof PeerEvent.Frame frame) {
            heard.add(json(frame));
            event = peer.next();
        }
        return new Ending(heard, event);
    }

    void reset() {
        peer.reset();
    }

    @Override
    public void close() {
        peer.close();
    }

    private static JsonNode json(PeerEvent.Frame frame) {
        try {
            return frame.opcode() == 1 ? JSON.readTree(frame.text()) : JSON.createObjectNode();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** What came last, and how it ended. */
    record Ending(List<JsonNode> heard, PeerEvent end) {

        JsonNode last() {
            return heard.get(heard.size() - 1);
        }

        List<String> types() {
            return heard.stream().map(json -> json.path("type").asText()).toList();
        }

        /** What the messages of channels held. */
        List<String> data() {
            return heard.stream()
                    .filter(json -> json.path("type").asText().equals("message"))
                    .map(json -> json.path("data").toString())
                    .toList();
        }
    }
}
