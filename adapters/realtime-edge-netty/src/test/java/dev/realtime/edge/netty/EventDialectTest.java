package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.frame.ServerFrame.GapReason;
import dev.realtime.core.frame.ServerFrame.NotRecovered;
import dev.realtime.core.spi.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A dialect over an event stream")
class EventDialectTest {

    private static final ChannelName CHAT = ChannelName.of("chat");

    private final Words spoken = new Words();
    private final Dialect events = new EventDialect(spoken);
    private final EventPlaces places = new EventPlaces("");

    @BeforeEach
    void subscribe() {
        told(subscribed(4, Optional.of(NotRecovered.NEW)));
    }

    @Test
    void putsAMessageIntoDataAndMovesThePlace() {
        spoken.says = frame -> EncodedFrame.text("{\"a\":1}".getBytes(StandardCharsets.UTF_8));

        assertThat(told(push(5))).isEqualTo("data: {\"a\":1}\n");
        assertThat(position()).isEqualTo(new StreamPosition("e1", 5));
    }

    @Test
    @DisplayName("gives every line of a message a field of its own, whichever way its lines end")
    void splitsLines() {
        spoken.says = frame -> EncodedFrame.text("{\n1,\r\n2,\r3}".getBytes(StandardCharsets.UTF_8));

        assertThat(told(push(5))).isEqualTo("data: {\ndata: 1,\ndata: 2,\ndata: 3}\n");
    }

    @Test
    @DisplayName("leaves out what has no form, whose place is told later")
    void leavesOutWhatHasNoForm() {
        assertThat(events.encode(push(5))).isSameAs(EncodedFrame.NONE);
        assertThat(told(new ServerFrame.Position(CHAT, 5))).isEmpty();
        assertThat(position()).isEqualTo(new StreamPosition("e1", 5));
    }

    @Test
    void carriesABinaryMessageInBase64() {
        spoken.says = frame -> EncodedFrame.binary(new byte[] {1, 2, (byte) 0xff});

        assertThat(told(push(5))).isEqualTo("event: binary\ndata: AQL/\n");
    }

    @Test
    void saysNothingOfASubscriptionThatNobodyAskedForInItsWords() {
        spoken.says = frame -> EncodedFrame.text("Subscribed to chat".getBytes(StandardCharsets.UTF_8));

        assertThat(told(subscribed(4, Optional.empty()))).isEmpty();
    }

    @Test
    void saysItWhereTheDialectTellsOfSubscriptions() {
        spoken.connects = true;
        spoken.says = frame -> EncodedFrame.text("subscribed".getBytes(StandardCharsets.UTF_8));

        assertThat(told(subscribed(9, Optional.of(NotRecovered.EPOCH)))).isEqualTo("data: subscribed\n");
        assertThat(position()).isEqualTo(new StreamPosition("e1", 9));
    }

    @Test
    @DisplayName("has an event of its own for what is lost and the dialect cannot say")
    void tellsOfALoss() {
        assertThat(told(subscribed(9, Optional.of(NotRecovered.EPOCH))))
                .isEqualTo("event: gap\ndata: {\"channel\":\"chat\",\"reason\":\"EPOCH\"}\n");
        assertThat(told(new ServerFrame.Gap(CHAT, 10, 12, GapReason.SLOW)))
                .isEqualTo("event: gap\ndata: {\"channel\":\"chat\",\"from\":10,\"to\":12,\"reason\":\"SLOW\"}\n");
        assertThat(position()).isEqualTo(new StreamPosition("e1", 12));
    }

    @Test
    void tellsOfAGapInTheDialectsWordsIfItHasSome() {
        spoken.says = frame -> EncodedFrame.text("missed 3".getBytes(StandardCharsets.UTF_8));

        assertThat(told(new ServerFrame.Gap(CHAT, 5, 7, GapReason.SLOW))).isEqualTo("data: missed 3\n");
    }

    @Test
    void forgetsThePlaceOfWhatHasEnded() {
        told(new ServerFrame.Unsubscribed(OptionalLong.empty(), CHAT, Optional.empty(), 0));

        assertThat(EventId.parse(places.id()).in(CHAT)).isEmpty();
    }

    @Nested
    @DisplayName("that follows streams without telling of their beginning")
    class Streams {

        @BeforeEach
        void follow() {
            spoken.follows = true;
            told(new ServerFrame.StreamOpen(CHAT, publication(5), "s_1"));
        }

        @Test
        void knowsHowManyPiecesThereWere() {
            told(chunk(0));
            told(chunk(1));

            assertThat(position()).isEqualTo(new StreamPosition("e1", 5));
            assertThat(streams()).containsOnly(Map.entry("s_1", 2L));
        }

        @Test
        void countsThoseThatWillNeverCome() {
            String said = told(new ServerFrame.StreamGap(CHAT, "s_1", 0, 6, GapReason.EVICTED));

            assertThat(said)
                    .isEqualTo("event: gap\ndata: {\"channel\":\"chat\",\"stream\":\"s_1\",\"from\":0,\"to\":6,"
                            + "\"reason\":\"EVICTED\"}\n");
            assertThat(streams()).containsOnly(Map.entry("s_1", 7L));
        }

        @Test
        void forgetsAStreamWithItsEnd() {
            told(new ServerFrame.StreamEnd(CHAT, publication(6), "s_1", 2, ""));

            assertThat(streams()).isEmpty();
            assertThat(position()).isEqualTo(new StreamPosition("e1", 6));
        }

        @Test
        @DisplayName("keeps its place at an open that stands elsewhere")
        void keepsItsPlaceAtAnOpenThatIsShownElsewhere() {
            Publication shown = Publication.unplaced(0, publication(3).message());

            told(new ServerFrame.StreamOpen(CHAT, shown, "s_2"));

            assertThat(position()).isEqualTo(new StreamPosition("e1", 5));
            assertThat(streams()).containsKeys("s_1", "s_2");
        }

        private ServerFrame chunk(long seq) {
            return new ServerFrame.StreamChunk(CHAT, "s_1", "ask", seq, Payload.json("1"));
        }
    }

    @Test
    @DisplayName("does not follow a stream of which the dialect tells nothing")
    void doesNotFollowWhatItCannotTell() {
        assertThat(events.encode(new ServerFrame.StreamOpen(CHAT, publication(5), "s_1")))
                .isSameAs(EncodedFrame.NONE);
        assertThat(events.encode(new ServerFrame.StreamEnd(CHAT, publication(6), "s_1", 0, "")))
                .isSameAs(EncodedFrame.NONE);
    }

    private String told(ServerFrame frame) {
        byte[] bytes = events.encode(frame).bytes();
        int lines = EventFrame.apply(bytes, places);
        return new String(bytes, lines, bytes.length - lines, StandardCharsets.UTF_8);
    }

    private StreamPosition position() {
        return EventId.parse(places.id())
                .in(CHAT)
                .flatMap(SubscribeOptions::since)
                .orElseThrow();
    }

    private Map<String, Long> streams() {
        return EventId.parse(places.id()).in(CHAT).orElseThrow().streams();
    }

    private static ServerFrame subscribed(long offset, Optional<NotRecovered> reason) {
        return new ServerFrame.Subscribed(
                OptionalLong.empty(),
                CHAT,
                new StreamPosition("e1", offset),
                reason.isEmpty(),
                reason,
                Optional.empty(),
                0);
    }

    private static ServerFrame push(long offset) {
        return new ServerFrame.Push(CHAT, publication(offset));
    }

    private static Publication publication(long offset) {
        return new Publication(offset, 0, Message.of(Payload.json("1")));
    }

    /** Says to everything what the test wants; at first nothing. */
    private static final class Words implements Dialect {
        private Function<ServerFrame, EncodedFrame> says = frame -> EncodedFrame.NONE;
        private boolean connects;
        private boolean follows;

        @Override
        public String name() {
            return "words";
        }

        @Override
        public ClientFrame decode(byte[] utf8) {
            return new ClientFrame.Malformed(OptionalLong.empty(), "never asked");
        }

        @Override
        public ClientFrame decodeBinary(byte[] bytes) {
            return decode(bytes);
        }

        @Override
        public EncodedFrame encode(ServerFrame frame) {
            return says.apply(frame);
        }

        @Override
        public boolean startsWithConnect() {
            return connects;
        }

        @Override
        public boolean followsUntoldStreams() {
            return follows;
        }
    }
}
