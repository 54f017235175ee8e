package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Limits;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A hub, given a peer that does not read")
class SlowConsumerTest extends OneLaneHub {

    @Test
    void cutsItWhenItIsTooManyBytesBehind() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 2_000))
                .build();
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();

        publishes(30);

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    @Test
    void cutsItWithTheFirstByteThatIsTooMuch() {
        int size = Entry.sizeOf(message("1"));
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 2L * size))
                .build();
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();

        publishes(3);
        assertThat(bob.closedWith()).isZero();
        publishes(1);

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    @Test
    void cutsItForOneMessageThatIsTooMuch() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 200))
                .build();
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();
        publishes(1);

        hub.publish(CHAT, message("x".repeat(200)));
        lane.run();

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    @Test
    void cutsItAsSoonAsTheWindowHasPassedIt() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.window(16, 1 << 20))
                .build();
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();

        publishes(17);
        assertThat(bob.closedWith()).isZero();
        publishes(1);

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    @Test
    void tellsItWhatItMissedByItsAgeWhereTheChannelSkips() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.slowPolicy(SlowPolicy.SKIP))
                .build();
        Peer bob = Peer.known(hub, lane, "bob")
                .says("subscribe chat")
                .takesAtMost(1)
                .stopsReading();
        publishes(8);
        readsOneEveryTwoSeconds(bob, 5);
        lane.advance(Duration.ofSeconds(1));
        bob.hears();

        assertThat(bob.takesAtMost(9).readsAgain().hears()).containsExactly("gap chat 7-8 SLOW");
        publishes(1);
        assertThat(bob.hears()).containsExactly("chat 9 1");
    }

    @Test
    @DisplayName("goes on without a word where its dialect has none for a gap")
    void goesOnWithoutAWordWhereItsDialectHasNoneForAGap() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.slowPolicy(SlowPolicy.SKIP))
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 400))
                .build();
        Peer bob = Peer.connect(hub, lane, new WithoutGaps(LineDialect.IMPLICIT), Peer.user("bob"))
                .says("subscribe chat")
                .stopsReading();
        publishes(4);
        bob.hears();

        assertThat(bob.readsAgain().hears()).isEmpty();
        publishes(1);

        assertThat(bob.hears()).containsExactly("chat 5 1");
    }

    @Test
    void tellsItWhatItMissedWhereTheChannelSkips() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 2_000))
                .channelDefaults(ChannelOptions.DEFAULT.slowPolicy(SlowPolicy.SKIP))
                .build();
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        bob.hears();
        bob.stopsReading();

        publishes(30);
        List<String> late = bob.readsAgain().hears();

        assertThat(bob.closedWith()).isZero();
        assertThat(late.get(0)).isEqualTo("chat 1 1");
        assertThat(late.get(1)).startsWith("gap chat 2-").endsWith(" SLOW");
        long gapEnd = Long.parseLong(late.get(1).replaceAll(".*-(\\d+) SLOW", "$1"));
        assertThat(late.subList(2, late.size())).hasSize((int) (30 - gapEnd));
    }

    @Test
    @DisplayName("LI02: cuts it though it always reads a little")
    void cutsItThoughItAlwaysReadsALittle() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 20_000))
                .build();
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").takesAtMost(1);
        bob.stopsReading();

        for (int second = 0; second < 30 && bob.closedWith() == 0; second++) {
            publishes(10);
            bob.endsOneWrite();
            lane.advance(Duration.ofSeconds(1));
        }

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    @Test
    @DisplayName("LI03: cuts it when one write takes too long")
    void cutsItWhenOneWriteTakesTooLong() {
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();
        publishes(1);

        lane.advance(Duration.ofSeconds(12));

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    @Test
    void cutsItTenSecondsAfterAWriteBeganThatDoesNotEnd() {
        lane.advance(Duration.ofSeconds(100));
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();
        publishes(1);

        lane.advance(Duration.ofSeconds(10));
        assertThat(bob.closedWith()).isZero();
        lane.advance(Duration.ofSeconds(1));

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    @Test
    void forgivesAWriteThatEndedInTime() {
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();
        publishes(1);
        lane.advance(Duration.ofSeconds(9));

        bob.readsAgain();
        lane.advance(Duration.ofSeconds(20));

        assertThat(bob.closedWith()).isZero();
    }

    @Test
    void cutsItWhenItLeavesSomethingUnreadForTooLongAlthoughEveryWriteEnds() {
        lane.advance(Duration.ofSeconds(100));
        Peer bob = Peer.known(hub, lane, "bob")
                .says("subscribe chat")
                .takesAtMost(1)
                .stopsReading();
        publishes(6);

        readsOneEveryTwoSeconds(bob, 4);
        lane.advance(Duration.ofSeconds(2));
        assertThat(bob.closedWith()).isZero();
        lane.advance(Duration.ofSeconds(1));

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    @Test
    void bearsWithItWhileNothingIsUnreadForLong() {
        Peer bob = Peer.known(hub, lane, "bob")
                .says("subscribe chat")
                .takesAtMost(1)
                .stopsReading();
        publishes(3);

        for (int i = 0; i < 30; i++) {
            readsOneEveryTwoSeconds(bob, 1);
            bob.heard();
            publishes(1);
        }

        assertThat(bob.closedWith()).isZero();
    }

    @Test
    void isNotBlamedForTheAgeOfWhatWaitsWhileItReadsHistory() {
        PagesBroker broker = new PagesBroker().top("e", 9);
        hub = builder().broker(broker).build();
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat e:1");
        bob.hears();
        broker.tells(CHAT, "e", 10);
        broker.answers(PagesBroker.page("e", 2, 9, 10));
        bob.takesAtMost(1).stopsReading();
        lane.run();

        readsOneEveryTwoSeconds(bob, 9);

        assertThat(bob.closedWith()).isZero();
        assertThat(bob.hears()).endsWith("chat 9 9", "chat 10 10");
    }

    @Test
    void holdsOnlyTheNewestPong() {
        Peer bob = Peer.known(hub, lane, "bob").stopsReading();
        bob.says("ping");
        bob.hears();

        for (int i = 0; i < 10_000; i++) {
            bob.pings("p" + i);
        }

        assertThat(bob.closedWith()).isZero();
        assertThat(bob.readsAgain().hears()).containsExactly("PONG p9999");
    }

    @Test
    void cutsItWhenItsRepliesPileUp() {
        Peer bob = Peer.known(hub, lane, "bob").stopsReading();

        for (int i = 0; i < 300; i++) {
            bob.says("ping");
        }

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    private void readsOneEveryTwoSeconds(Peer peer, int times) {
        for (int i = 0; i < times; i++) {
            lane.advance(Duration.ofSeconds(2));
            peer.readsOnly(1);
        }
    }

    @Test
    void letsTheWindowGoOnceEverybodyHasReadIt() {
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();
        publishes(100);
        Audience audience = lane1().audience(CHAT);
        assertThat(audience.log().isEmpty()).isFalse();

        bob.readsAgain();
        lane.advance(Duration.ofSeconds(5));

        assertThat(audience.log().isEmpty()).isTrue();
        assertThat(audience.log().hasRing()).isFalse();
    }

    private record WithoutGaps(Dialect dialect) implements Dialect {

        @Override
        public String name() {
            return "without-gaps";
        }

        @Override
        public boolean startsWithConnect() {
            return dialect.startsWithConnect();
        }

        @Override
        public ClientFrame decode(byte[] utf8) {
            return dialect.decode(utf8);
        }

        @Override
        public boolean takesBinary() {
            return dialect.takesBinary();
        }

        @Override
        public ClientFrame decodeBinary(byte[] bytes) {
            return dialect.decodeBinary(bytes);
        }

        @Override
        public EncodedFrame encode(ServerFrame frame) {
            return frame instanceof ServerFrame.Gap ? EncodedFrame.NONE : dialect.encode(frame);
        }
    }

    @Test
    @DisplayName("holds what one reader has not read for as long as he takes, and then no ring")
    void letsTheWindowGoAlsoIfARoundFoundItInUse() {
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();
        publishes(100);
        Audience audience = lane1().audience(CHAT);
        lane.advance(Duration.ofSeconds(3));
        assertThat(audience.log().isEmpty()).isFalse();

        bob.readsAgain();
        lane.advance(Duration.ofSeconds(5));

        assertThat(audience.log().hasRing()).isFalse();
    }

    @Test
    void keepsTheRingForOneRoundWithoutEntries() {
        Peer.known(hub, lane, "bob").says("subscribe chat");
        publishes(1);
        Audience audience = lane1().audience(CHAT);

        lane.advance(Duration.ofSeconds(1));
        assertThat(audience.log().isEmpty()).isTrue();
        assertThat(audience.log().hasRing()).isTrue();
        lane.advance(Duration.ofSeconds(1));

        assertThat(audience.log().hasRing()).isFalse();
    }
}
