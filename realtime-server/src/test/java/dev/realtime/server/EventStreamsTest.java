package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.auth.Tokens;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.StreamPublisher;
import dev.realtime.testkit.EventPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that come in pieces, over an event stream. */
@Timeout(60)
class EventStreamsTest {

    private static final UserId ANN = UserId.of("ann");
    private static final int PIECES = 300;
    private static final int PIECES_A_STEP = 10;

    private final String token = Tokens.hmac(ServerProcess.SECRET).issue(ANN, Set.of(), Duration.ofMinutes(5));
    private RealtimeServer server;

    @BeforeEach
    void start() {
        server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("auth.jwt.secret", ServerProcess.SECRET)
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/events?token=", "/realtime/events?access_token="})
    @DisplayName("P2, S2.14: a reader that is cut in mid-answer gets each piece once, in order, and the end")
    void goesOnInMidAnswer(String target) {
        Random random = new Random(7);
        EventPeer events = EventPeer.open(server.port(), target + token);
        events.nextEvent();
        StreamPublisher answer = server.hub().openStream(ANN, "ask.response");
        List<Integer> seen = new ArrayList<>();
        for (int said = 0; said < PIECES; said += PIECES_A_STEP) {
            for (int piece = said; piece < said + PIECES_A_STEP; piece++) {
                answer.send(Payload.json("{\"word\":" + piece + "}"));
            }
            int until = said + random.nextInt(PIECES_A_STEP);
            while (seen.size() < until) {
                seen.add(word(events));
            }
            events.peer().reset();
            events = EventPeer.open(server.port(), target + token, "Last-Event-ID: " + events.lastId());
        }
        answer.end(Payload.json("{\"sources\":[]}"));
        while (seen.size() < PIECES) {
            seen.add(word(events));
        }

        assertThat(seen).isEqualTo(IntStream.range(0, PIECES).boxed().toList());
        assertThat(events.await("sources").data()).contains("ask.response");
        events.close();
    }

    private static int word(EventPeer events) {
        String data = events.await("\"word\":").data();
        return Integer.parseInt(data.replaceFirst(".*\"word\":([0-9]+).*", "$1"));
    }
}
