package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Limits;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A reader of a stream, given a gap in its channel")
class StreamGapTest extends OneLaneHub {

    private static final Limits SMALL_LAG = Limits.DEFAULT.with(limits -> limits.maxLagBytes = 1_000);

    private Peer ann;
    private StreamPublisher stream;

    private void start(ChannelOptions options, Limits limits) {
        hub = builder().channelDefaults(options).limits(limits).build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        stream = hub.openStream(CHAT, "ask.response", "ask_7");
        lane.run();
        ann.hears();
    }

    private void sendsAndEnds() {
        stream.send(AnyPayload.of("0"));
        stream.end(AnyPayload.of("done"));
        lane.run();
    }

    private static ChannelOptions slow(SlowPolicy policy) {
        return StreamTest.WITH_STREAMS.slowPolicy(policy);
    }

    @Test
    @DisplayName("who missed the end of a stream waited for minutes, until nobody seemed to write it")
    void isToldTheEndThatIsInTheGap() {
        start(slow(SlowPolicy.SKIP), SMALL_LAG);
        ann.stopsReading();
        sendsAndEnds();
        publishes(10);

        ann.readsAgain();

        assertThat(ann.hears())
                .startsWith("ask_7 0 0", "gap chat 2-7 SLOW")
                .endsWith("chat 12 10", "chat - ends ask_7 after 1: done");
    }

    @Test
    @DisplayName("who lost the connection behind the end and before he was told of it waited for minutes")
    void isToldTheEndThatLiesBeforeThePlaceWhereItLeftOff() {
        start(StreamTest.WITH_STREAMS, Limits.DEFAULT);
        sendsAndEnds();
        publishes(1);

        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat " + epochOf(CHAT) + ":3 %ask_7=0");

        assertThat(bob.hears())
                .endsWith("subscribed chat at 3 RECOVERED", "ask_7 0 0", "chat - ends ask_7 after 1: done");
    }

    @Test
    @DisplayName("who left off before the end is told of it once, in its place")
    void isToldTheEndOnceThatLiesBehindThePlaceWhereItLeftOff() {
        start(StreamTest.WITH_STREAMS, Limits.DEFAULT);
        sendsAndEnds();
        publishes(1);

        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat " + epochOf(CHAT) + ":1 %ask_7=0");
        lane.advance(Duration.ofSeconds(5));

        assertThat(bob.hears())
                .endsWith("subscribed chat at 1 RECOVERED", "ask_7 0 0", "chat 2 ends ask_7 after 1: done", "chat 3 1");
    }

    @Test
    void readsOnWhatIsStillWritten() {
        start(slow(SlowPolicy.SKIP), SMALL_LAG);
        ann.stopsReading();
        publishes(10);
        ann.readsAgain();

        sendsAndEnds();

        assertThat(ann.hears()).contains("gap chat 3-9 SLOW").endsWith("ask_7 0 0", "chat 12 ends ask_7 after 1: done");
    }

    @Test
    @DisplayName("the end of a stream was passed over where only the newest entry counts")
    void isToldTheEndThatOnesWhoGoOnWithTheNewestPassOver() {
        start(slow(SlowPolicy.LATEST), Limits.DEFAULT);
        ann.stopsReading();
        sendsAndEnds();
        publishes(3);

        ann.readsAgain();
        lane.advance(Duration.ofSeconds(2));

        assertThat(ann.hears()).contains("chat 5 3", "ask_7 0 0").endsWith("chat - ends ask_7 after 1: done");
    }

    @Test
    void isToldTheEndBehindTheGapOnce() {
        start(slow(SlowPolicy.SKIP).window(16, 1 << 20), Limits.DEFAULT);
        stream.send(AnyPayload.of("0"));
        lane.run();
        ann.stopsReading();
        publishes(20);
        stream.end(AnyPayload.of("done"));
        publishes(1);
        ann.hears();

        ann.readsOnly(1);
        lane.advance(Duration.ofSeconds(3));
        assertThat(ann.hears()).containsExactly("gap chat 3-7 SLOW");
        ann.readsAgain();
        lane.advance(Duration.ofSeconds(3));

        assertThat(ann.hears())
                .startsWith("chat 8 7")
                .endsWith("chat 21 20", "chat 22 ends ask_7 after 1: done", "chat 23 1");
    }

    @Nested
    @DisplayName("and a log of open streams that answers late")
    class LateAnswer {

        private final PagesBroker broker = new PagesBroker().top("e", 0);

        @BeforeEach
        void askForTheEnd() {
            hub = builder()
                    .broker(broker)
                    .channelDefaults(slow(SlowPolicy.SKIP))
                    .limits(SMALL_LAG)
                    .build();
            ann = Peer.known(hub, lane, "ann").says("subscribe chat");
            broker.answers(latest(List.of()));
            lane.run();
            broker.tells(CHAT, "e", 1, StreamEntry.open("ask_7", "ask.response"));
            lane.run();
            gap(2, 12);
            assertThat(ann.hears()).contains("gap chat 3-9 SLOW");
            assertThat(broker.reads()).isEqualTo(1);
        }

        private void gap(long from, long to) {
            ann.stopsReading();
            for (long offset = from; offset <= to; offset++) {
                broker.tells(CHAT, "e", offset);
                lane.run();
            }
            ann.readsAgain();
        }

        private Page latest(List<Publication> entries) {
            return new Page.Latest(entries, 0, false, new StreamPosition("n", 2));
        }

        private void answersWithTheEnd() {
            broker.answers(latest(List.of(new Publication(
                    2, 0, StreamEntry.end(StreamEntry.open("ask_7", ""), 1, AnyPayload.of("done"), "")))));
            lane.run();
        }

        private void findsTheChunk() {
            Publication chunk = new Publication(1, 0, StreamEntry.chunk("", AnyPayload.of("0")));
            broker.answers(new Page.Entries(List.of(chunk), new StreamPosition("e", 1)));
            lane.run();
        }

        @Test
        @DisplayName("a channel stood still at an end that was told in another's place")
        void isToldInItsPlaceAnEndThatCameMeanwhile() {
            broker.tells(CHAT, "e", 13, StreamEntry.end(StreamEntry.open("ask_7", ""), 1, AnyPayload.of("done"), ""));
            broker.tells(CHAT, "e", 14);
            lane.run();
            answersWithTheEnd();

            findsTheChunk();

            assertThat(ann.hears()).containsExactly("ask_7 0 0", "chat 13 ends ask_7 after 1: done", "chat 14 14");
        }

        @Test
        void asksOnceAtATimeHoweverManyGapsThereAre() {
            gap(13, 23);
            gap(24, 34);
            assertThat(broker.reads()).isEqualTo(1);

            broker.answers(latest(List.of()));
            lane.run();
            lane.advance(Duration.ofSeconds(2));

            assertThat(broker.reads()).isEqualTo(1);
            answersWithTheEnd();
            findsTheChunk();
            assertThat(ann.hears()).endsWith("ask_7 0 0", "chat - ends ask_7 after 1: done");
        }

        @Test
        void isLeftInPeaceOnceItHasLeft() {
            ann.says("unsubscribe chat").hears();

            answersWithTheEnd();
            lane.advance(Duration.ofSeconds(2));

            assertThat(ann.hears()).isEmpty();
            assertThat(broker.reads()).isZero();
        }
    }
}
