package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A peer that waits for its first page of history")
class FirstPageTest extends OneLaneHub {

    private final PagesBroker broker = new PagesBroker().top("e", 9);
    private Peer ann;

    @BeforeEach
    void connect() {
        hub = builder().broker(broker).build();
        ann = Peer.known(hub, lane, "ann");
        ann.hears();
    }

    @Test
    void isToldThatTheLogBeganAnewMeanwhile() {
        ann.says("subscribe chat e:1");

        lane1().restart(CHAT, "e", new StreamPosition("f", 3));
        lane.run();
        assertThat(ann.hears()).isEmpty();
        answers(PagesBroker.page("e", 2, 9, 9));
        broker.tells(CHAT, "f", 4);
        lane.run();

        assertThat(ann.hears()).containsExactly("subscribed chat at 3 EPOCH", "chat 4 4");
    }

    @Test
    void startsOverWhereThePageTellsThatTheLogBeganAnew() {
        ann.says("subscribe chat e:1");
        broker.top("f", 5);

        answers(new Page.Lost(Page.Lost.Reason.EPOCH, 1, new StreamPosition("f", 5)));
        broker.tells(CHAT, "f", 6);
        lane.run();

        assertThat(ann.hears()).containsExactly("subscribed chat at 5 EPOCH", "chat 6 6");
        assertThat(stats().subscribers()).containsEntry(CHAT, 1);
    }

    @Test
    @DisplayName("a newcomer was shown the newest of a new log under the old one's epoch")
    void startsOverWhereTheNewestAreOfAnotherLog() {
        hub = builder()
                .broker(broker)
                .channels(
                        "chat",
                        ChannelOptions.DEFAULT
                                .slowPolicy(SlowPolicy.LATEST_PER_KEY)
                                .with(Feature.CACHED))
                .build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        ann.hears();
        Page newest =
                new Page.Latest(List.of(new Publication(1, 0, message("1"))), 0, false, new StreamPosition("f", 1));
        broker.top("f", 1);

        answers(newest);
        assertThat(ann.hears()).isEmpty();
        answers(newest);

        assertThat(ann.hears()).containsExactly("subscribed chat at 0 NEW", "chat 1 1");
        assertThat(lane1().audience(CHAT).log().epoch()).isEqualTo("f");
    }

    @Test
    void waitsForNoneWhereNothingIsMissing() {
        assertThat(ann.says("subscribe chat e:9").hears()).containsExactly("subscribed chat at 9 RECOVERED");
        assertThat(broker.reads()).isZero();
    }

    @Test
    void isToldThatTheLogBeganAnewWhileItsStreamsWereRead() {
        hub = builder()
                .broker(broker)
                .channelDefaults(ChannelOptions.DEFAULT.with(Feature.STREAMS))
                .build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat e:9 %s_1=0");
        ann.hears();

        lane1().restart(CHAT, "e", new StreamPosition("f", 3));
        answers(new Page.Latest(List.of(), 0, false, new StreamPosition("e", 9)));
        broker.tells(CHAT, "f", 4);
        lane.run();

        assertThat(ann.hears()).startsWith("subscribed chat at 3 EPOCH").endsWith("chat 4 4");
    }

    @Test
    void isRefusedWhenTheBrokerCannotBeReachedAndMayTryAgain() {
        ann.says("subscribe chat e:1");

        broker.fails();
        lane.run();
        assertThat(ann.hears()).containsExactly("failure NOT_AVAILABLE");
        assertThat(stats().subscribers()).isEmpty();

        ann.says("subscribe chat e:7");
        answers(PagesBroker.page("e", 8, 9, 9));
        assertThat(ann.hears()).containsExactly("subscribed chat at 7 RECOVERED", "chat 8 8", "chat 9 9");
    }

    @Test
    void keepsItsPlaceAheadOfAWindowThatHasNotHeardOfIt() {
        ann.says("subscribe chat e:12");

        answers(PagesBroker.page("e", 13, 14, 14));
        for (int offset = 10; offset <= 14; offset++) {
            broker.tells(CHAT, "e", offset);
        }
        lane.run();

        assertThat(ann.hears()).containsExactly("subscribed chat at 12 RECOVERED", "chat 13 13", "chat 14 14");
    }

    @Test
    void mayLeaveMeanwhile() {
        ann.says("subscribe chat e:1");

        ann.vanishes();
        answers(PagesBroker.page("e", 2, 9, 9));

        assertThat(stats().subscribers()).isEmpty();
        assertThat(lane1().audiences()).isEmpty();
    }

    @Test
    void getsWhatIsPublishedMeanwhileAfterIt() {
        ann.says("subscribe chat e:7");
        broker.tells(CHAT, "e", 10);
        lane.run();
        assertThat(ann.hears()).isEmpty();

        answers(PagesBroker.page("e", 8, 10, 10));

        assertThat(ann.hears()).containsExactly("subscribed chat at 7 RECOVERED", "chat 8 8", "chat 9 9", "chat 10 10");
    }

    private void answers(Page page) {
        broker.answers(page);
        lane.run();
    }
}
