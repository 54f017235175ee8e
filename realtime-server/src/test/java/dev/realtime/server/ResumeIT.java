package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.auth.Tokens;
import dev.realtime.core.UserId;
import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of realtime.v1 that is cut again and again while others publish. */
@Timeout(60)
class ResumeIT {

    private static final int MESSAGES = 2_000;
    private static final int MOST_BETWEEN_CUTS = 250;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String token =
            Tokens.hmac(ServerProcess.SECRET).issue(UserId.of("alice"), Set.of(), Duration.ofMinutes(5));

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("P2: a client that is cut goes on where it stopped, nothing lost and nothing twice")
    void losesAndRepeatsNothing(long seed) throws Exception {
        try (ServerProcess server = ServerProcess.serve("--limits.max-connections=50")) {
            Reader reader = new Reader(server, new Random(seed));
            reader.connect();
            CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> publish(server));

            while (reader.seen.size() < MESSAGES) {
                reader.readUntilTheNextCut();
                reader.connect();
            }

            publishing.join();
            assertThat(reader.seen)
                    .isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
            assertThat(reader.cuts).isGreaterThan(3);
            reader.peer.close();
        }
    }

    private void publish(ServerProcess server) {
        try (RawPeer publisher = open(server)) {
            publisher.send(WireFrame.text("{\"type\":\"connect\",\"id\":1,\"token\":\"" + token + "\"}"));
            for (int i = 0; i < MESSAGES; i++) {
                publisher.send(WireFrame.text(
                        "{\"type\":\"publish\",\"id\":" + (i + 2) + ",\"channel\":\"chat\",\"data\":" + i + "}"));
                if (i % 50 == 0) {
                    awaitAck(publisher, i + 2);
                }
            }
            awaitAck(publisher, MESSAGES + 1);
        }
    }

    private static void awaitAck(RawPeer publisher, int id) {
        String ack = "{\"type\":\"ack\",\"id\":" + id + ",";
        String text = publisher.nextFrame().text();
        while (!text.startsWith(ack)) {
            assertThat(text).doesNotContain("\"type\":\"error\"");
            text = publisher.nextFrame().text();
        }
    }

    private static RawPeer open(ServerProcess server) {
        return RawPeer.open(server.port(), "/realtime", "Sec-WebSocket-Protocol: " + Doors.NATIVE_SUBPROTOCOL);
    }

    /** What a client library does, in few lines. */
    private final class Reader {
        final List<Integer> seen = new ArrayList<>();
        int cuts;
        RawPeer peer;

        private final ServerProcess server;
        private final Random random;
        private String session = "";
        private String epoch = "";
        private long offset;

        Reader(ServerProcess server, Random random) {
            this.server = server;
            this.random = random;
        }

        void connect() {
            peer = open(server);
            String since = epoch.isEmpty() ? "" : "\"epoch\":\"" + epoch + "\",\"offset\":" + offset;
            String resume = session.isEmpty() ? "" : "\"session\":\"" + session + "\",";
            peer.send(WireFrame.text("{\"type\":\"connect\",\"id\":1,\"token\":\"" + token + "\"," + resume
                    + "\"subs\":{\"chat\":{" + since + "}}}"));
            session = await("connected").get("session").asText();
            JsonNode subscribed = await("subscribed");
            while (!subscribed.get("channel").asText().equals("chat")) {
                subscribed = await("subscribed");
            }
            assertThat(subscribed.get("recovered").asBoolean()).isEqualTo(!epoch.isEmpty());
            epoch = subscribed.get("epoch").asText();
            offset = subscribed.get("offset").asLong();
        }

        void readUntilTheNextCut() {
            int left = 1 + random.nextInt(MOST_BETWEEN_CUTS);
            while (left-- > 0 && seen.size() < MESSAGES) {
                JsonNode message = await("message");
                offset = message.get("offset").asLong();
                seen.add(message.get("data").asInt());
            }
            cuts++;
            if (random.nextBoolean()) {
                peer.reset();
            } else {
                peer.close();
            }
        }

        private JsonNode await(String type) {
            while (true) {
                PeerEvent.Frame frame = peer.nextFrame();
                JsonNode json = frame.opcode() == 1 ? parse(frame.text()) : JSON.createObjectNode();
                assertThat(json.path("type").asText()).isNotIn("error", "gap", "goodbye");
                if (json.path("type").asText().equals(type)) {
                    return json;
                }
            }
        }

        private JsonNode parse(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new AssertionError(e);
            }
        }
    }
}
