package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The id of an event")
class EventIdTest {

    private static final Optional<SubscribeOptions> NOWHERE =
            Optional.of(SubscribeOptions.since(new StreamPosition("", 0)));

    private final EventPlaces places = new EventPlaces("acme");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("brings back every place it was made of, whatever channels, epochs and offsets there are")
    void comesBackWhole(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            EventPlaces made = new EventPlaces("acme");
            Map<String, StreamPosition> expected = new LinkedHashMap<>();
            for (int i = random.nextInt(33); i > 0; i--) {
                String channel = "c" + random.nextInt(1_000);
                StreamPosition position = new StreamPosition(
                        Long.toString(random.nextLong(), 36), random.nextLong() >>> 1 + random.nextInt(62));
                made.at(channel, position.epoch(), position.offset());
                expected.put(channel, position);
            }

            EventId id = EventId.parse(made.id());

            expected.forEach(
                    (channel, position) -> assertThat(id.in(named(channel)).flatMap(SubscribeOptions::since))
                            .contains(position));
            assertThat(id.in(named("elsewhere"))).isEmpty();
        }
    }

    @Test
    void namesThePiecesOfOpenStreams() {
        places.at("ask", "e1", 7);
        places.streamAt("ask", "s_1", 3);
        places.streamAt("ask", "s_2", 0);
        places.streamAt("ask", "s_3", 9);
        places.streamEnded("ask", "s_3");

        assertThat(in("ask").orElseThrow().streams()).containsOnly(Map.entry("s_1", 3L), Map.entry("s_2", 0L));
    }

    @Test
    @DisplayName("names the streams that began last where there are too many")
    void namesTheNewestStreams() {
        places.at("ask", "e1", 7);
        for (int i = 0; i < 20; i++) {
            places.streamAt("ask", "s_" + i, i);
        }

        assertThat(in("ask").orElseThrow().streams())
                .hasSize(16)
                .containsKeys("s_4", "s_19")
                .doesNotContainKey("s_3");
    }

    @Test
    void movesForwardOnly() {
        places.at("chat", "e1", 7);
        places.to("chat", 9);
        places.to("chat", 8);
        places.to("never-subscribed", 5);

        assertThat(in("chat").flatMap(SubscribeOptions::since)).contains(new StreamPosition("e1", 9));
        assertThat(in("never-subscribed")).isEmpty();
    }

    @Test
    void beginsAnewWithALog() {
        places.at("chat", "e1", 7);
        places.streamAt("chat", "s_1", 3);
        places.at("chat", "e2", 0);

        assertThat(in("chat")).contains(SubscribeOptions.since(new StreamPosition("e2", 0)));
    }

    @Test
    void forgetsWhatIsNoLongerSubscribed() {
        places.at("chat", "e1", 7);
        places.gone("chat");

        assertThat(in("chat")).isEmpty();
    }

    @Test
    @DisplayName("means nothing in the channel of that name of another tenant")
    void isOfItsTenant() {
        places.at("chat", "e1", 7);

        assertThat(EventId.parse(places.id()).in(ChannelName.of("chat"))).isEmpty();
    }

    @Test
    @DisplayName("has a bound, and says so where not all had room: its bearer is told that it missed something")
    void isBounded() {
        String epoch = "e".repeat(200);
        for (int i = 0; i < 40; i++) {
            places.at("c" + i, epoch, Long.MAX_VALUE);
            places.streamAt("c" + i, "s".repeat(128), 5);
        }

        String id = places.id();

        assertThat(id.length()).isLessThanOrEqualTo(4_096);
        assertThat(EventId.parse(id).in(named("c0")).flatMap(SubscribeOptions::since))
                .contains(new StreamPosition(epoch, Long.MAX_VALUE));
        assertThat(EventId.parse(id).in(named("c39"))).isEqualTo(NOWHERE);
    }

    @Test
    void leavesOutAPlaceWhoseEpochHasNoRoom() {
        places.at("chat", "e".repeat(300), 1);
        places.at("news", "e1", 1);

        assertThat(in("chat")).isEqualTo(NOWHERE);
        assertThat(in("news").flatMap(SubscribeOptions::since)).contains(new StreamPosition("e1", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "42",
                "2026-01-01T12:00:00Z",
                "550e8400-e29b-41d4-a716-446655440000",
                "Ag",
                "AQ",
                "AQD_____",
                "../../etc/passwd",
                "' or 1=1 --",
                "\u0000",
                "\u4e16\u754c",
                "AQAAAAAAAAAB/w=="
            })
    @DisplayName("of another's making is a place that is gone: a refusal would stop a browser for ever")
    void isGoneIfItIsNotOurs(String foreign) {
        assertThat(EventId.parse(foreign).in(named("chat"))).isEqualTo(NOWHERE);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("that somebody made up is read without harm")
    void survivesNoise(long seed) {
        Random random = new Random(seed);
        places.at("chat", "e1", 7);
        places.streamAt("chat", "s_1", 3);
        byte[] genuine = Base64.getUrlDecoder().decode(places.id());
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = round % 2 == 0 ? genuine.clone() : new byte[random.nextInt(64)];
            if (round % 2 == 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            } else {
                random.nextBytes(bytes);
                if (bytes.length > 1) {
                    bytes[0] = 1;
                    bytes[1] = 0;
                }
            }
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

            assertThatCode(() -> EventId.parse(text).in(named("chat"))).doesNotThrowAnyException();
        }
    }

    private Optional<SubscribeOptions> in(String channel) {
        return EventId.parse(places.id()).in(named(channel));
    }

    private static ChannelName named(String channel) {
        return new ChannelName("acme", channel);
    }
}
