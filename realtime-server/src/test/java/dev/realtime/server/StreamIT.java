package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import dev.realtime.server.handler.HandlerModule;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An answer in pieces from a module of the application, over the real server, read by clients of realtime.v1. */
@Timeout(60)
class StreamIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Integer> ALL =
            IntStream.range(0, Answerer.WORDS).boxed().toList();

    @TempDir
    static Path modules;

    @BeforeAll
    static void installTheModule() throws IOException {
        String file = Answerer.class.getName().replace('.', '/') + ".class";
        Path target = modules.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream compiled = Answerer.class.getResourceAsStream("/" + file)) {
            Files.copy(compiled, target);
        }
        Path services = Files.createDirectories(modules.resolve("META-INF/services"));
        Files.writeString(services.resolve(HandlerModule.class.getName()), Answerer.class.getName());
    }

    private static ServerProcess serve() {
        return ServerProcess.serveWith(modules, "--handlers.modules=answerer");
    }

    @Test
    @DisplayName("S2.14: an answer comes in pieces and ends with its sources and suggested actions")
    void isReadToItsEnd() {
        try (ServerProcess server = serve();
                Reader alice = new Reader(server, "alice");
                Reader bob = new Reader(server, "bob")) {
            alice.connect();
            bob.connect();
            alice.ask();
            long began = System.nanoTime();

            alice.readWords(Answerer.WORDS);
            JsonNode end = alice.await("end");

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(50 * 30));
            assertThat(alice.words).isEqualTo(ALL);
            assertThat(end.get("event").asText()).isEqualTo("ask.response");
            assertThat(end.get("chunks").asInt()).isEqualTo(Answerer.WORDS);
            assertThat(end.get("data").toString())
                    .isEqualTo("{\"sources\":[{\"thread\":12}],\"suggestedActions\":[\"reply\"]}");
            assertThat(bob.hearsNothingOfIt()).isTrue();
        }
    }

    @Test
    @DisplayName("S2.14: a client that is cut in mid-answer loses nothing and gets nothing twice")
    void goesOnAfterACut() {
        try (ServerProcess server = serve();
                Reader alice = new Reader(server, "alice")) {
            alice.connect();
            alice.ask();

            for (int cut = 1; cut < 4; cut++) {
                alice.readWords(cut * 8);
                alice.peer.reset();
                alice.connect();
            }
            alice.readWords(Answerer.WORDS);

            assertThat(alice.await("end").get("chunks").asInt()).isEqualTo(Answerer.WORDS);
            assertThat(alice.words).isEqualTo(ALL);
        }
    }

    @Test
    @DisplayName("S2.14: another window of the user that is opened in mid-answer gets the whole of it")
    void isShownToAWindowThatIsOpenedLate() {
        try (ServerProcess server = serve();
                Reader alice = new Reader(server, "alice");
                Reader late = new Reader(server, "alice")) {
            alice.connect();
            alice.ask();
            alice.readWords(10);

            late.connect();
            JsonNode open = late.await("open");
            late.readWords(Answerer.WORDS);

            assertThat(open.has("offset")).isFalse();
            assertThat(open.get("stream").asText()).isEqualTo(alice.stream);
            assertThat(late.words).isEqualTo(ALL);
            assertThat(late.await("end").has("offset")).isTrue();
        }
    }

    @Test
    void endsWhenItsReaderHasHeardEnough() {
        try (ServerProcess server = serve();
                Reader alice = new Reader(server, "alice")) {
            alice.connect();
            alice.ask();
            alice.readWords(5);

            alice.send("{\"type\":\"cancel\",\"id\":9,\"stream\":\"" + alice.stream + "\"}");

            assertThat(alice.await("end").get("error").asText()).isEqualTo("cancelled");
        }
    }

    /** What a client library does, in few lines. */
    private static final class Reader implements AutoCloseable {
        final List<Integer> words = new ArrayList<>();
        RawPeer peer;
        String stream = "";

        private final ServerProcess server;
        private final String user;
        private String session = "";
        private String epoch = "";
        private long offset;

        Reader(ServerProcess server, String user) {
            this.server = server;
            this.user = user;
        }

        void connect() {
            peer = RawPeer.open(server.port(), "/realtime", "Sec-WebSocket-Protocol: " + Doors.NATIVE_SUBPROTOCOL);
            String token = Tokens.hmac(ServerProcess.SECRET).issue(UserId.of(user), Set.of(), Duration.ofMinutes(5));
            String streams = stream.isEmpty() ? "" : ",\"streams\":{\"" + stream + "\":" + words.size() + "}";
            String since = epoch.isEmpty() ? "" : "\"epoch\":\"" + epoch + "\",\"offset\":" + offset + streams;
            String resume = session.isEmpty() ? "" : "\"session\":\"" + session + "\",";
            send("{\"type\":\"connect\",\"id\":1,\"token\":\"" + token + "\"," + resume + "\"subs\":{\"user:" + user
                    + "\":{" + since + "}}}");
            session = await("connected").get("session").asText();
            JsonNode subscribed = await("subscribed");
            assertThat(subscribed.get("recovered").asBoolean()).isEqualTo(!epoch.isEmpty());
            epoch = subscribed.get("epoch").asText();
            offset = subscribed.get("offset").asLong();
        }

        void ask() {
            send("{\"type\":\"call\",\"id\":2,\"method\":\"ask\",\"data\":{\"question\":\"who?\"}}");
            JsonNode open = await("open");
            stream = open.get("stream").asText();
            offset = open.get("offset").asLong();
        }

        /** Reads on until it has so many. */
        void readWords(int count) {
            while (words.size() < count) {
                JsonNode piece = await("stream");
                assertThat(piece.get("seq").asInt()).isEqualTo(words.size());
                words.add(piece.get("data").get("word").asInt());
            }
        }

        boolean hearsNothingOfIt() {
            send("{\"type\":\"ping\",\"id\":3}");
            return next().path("type").asText().equals("pong");
        }

        void send(String json) {
            peer.send(WireFrame.text(json));
        }

        JsonNode await(String type) {
            while (true) {
                JsonNode json = next();
                assertThat(json.path("type").asText()).isNotIn("error", "gap", "goodbye");
                if (json.path("type").asText().equals(type)) {
                    return json;
                }
            }
        }

        private JsonNode next() {
            PeerEvent.Frame frame = peer.nextFrame();
            try {
                return frame.opcode() == 1 ? JSON.readTree(frame.text()) : JSON.createObjectNode();
            } catch (JsonProcessingException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            if (peer != null) {
                peer.close();
            }
        }
    }
}
