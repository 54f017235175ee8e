package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Broker.Page;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A hub, given a peer that lost its connection")
class ResumeTest extends OneLaneHub {

    private String epoch;

    @BeforeEach
    void publishFive() {
        for (int i = 1; i <= 5; i++) {
            epoch = hub.publish(CHAT, Message.of(AnyPayload.of("" + i)))
                    .toCompletableFuture()
                    .join()
                    .epoch();
        }
    }

    @Test
    void goesOnWhereItLeftOff() {
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();

        ann.says("subscribe chat " + epoch + ":3");
        hub.publish(CHAT, Message.of(AnyPayload.of("6")));
        lane.run();

        assertThat(ann.hears()).containsExactly("subscribed chat at 3 RECOVERED", "chat 4 4", "chat 5 5", "chat 6 6");
    }

    @Test
    @DisplayName("a position before the subscription's beginning was answered as recovered, over a hole")
    void isNotToldThatItHasWhatLiesBeforeItsSubscription() {
        Peer ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        publishes(1);
        ann.hears();

        assertThat(ann.says("subscribe chat " + epoch + ":4").hears()).containsExactly("subscribed chat at 6 EXPIRED");
        assertThat(ann.says("subscribe chat " + epoch + ":5").hears())
                .containsExactly("subscribed chat at 6 RECOVERED");

        assertThat(ann.says("unsubscribe chat", "subscribe chat " + epoch + ":4")
                        .hears())
                .containsExactly("unsubscribed chat", "subscribed chat at 4 RECOVERED", "chat 5 5", "chat 6 1");
    }

    @Test
    @DisplayName("one's own channel was denied while it waited for the others")
    void mayAskForItsOwnChannelAtOnce() {
        CompletableFuture<Boolean> permission = new CompletableFuture<>();
        hub = builder().authorizer((who, action, channel) -> permission).build();
        Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
        ann.says("connect token-ann - chat", "subscribe user:ann");
        assertThat(ann.hears()).containsExactly("connected ann");

        permission.complete(true);
        lane.run();

        assertThat(ann.hears())
                .containsExactly(
                        "subscribed chat at 0 NEW", "subscribed user:ann at 0 NEW", "subscribed user:ann at 0 NEW");
    }

    @Test
    @DisplayName("a reader put into the window is not slow if the window moves on before its first read")
    void readsFromHistoryWhatLeavesTheWindowBeforeItCould() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.window(16, 1 << 20))
                .build();
        Peer.known(hub, lane, "bob").says("subscribe chat");
        publishFive();
        Peer ann = Peer.known(hub, lane, "ann").stopsReading().says("ping");
        ann.hears();

        ann.says("subscribe chat " + epoch + ":3");
        publishes(40);
        ann.readsAgain();

        assertThat(ann.closedWith()).isZero();
        assertThat(ann.hears())
                .hasSize(43)
                .startsWith("subscribed chat at 3 RECOVERED", "chat 4 4", "chat 5 5", "chat 6 1")
                .endsWith("chat 45 40");
    }

    @Test
    @DisplayName("what all others have read stays in the window for a reader who has just come back to it")
    void findsInTheWindowWhatAllOthersHaveRead() {
        PagesBroker broker = new PagesBroker().top("e", 9);
        hub = builder().broker(broker).build();
        Peer.known(hub, lane, "bob").says("subscribe chat");
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();
        for (int offset = 10; offset <= 12; offset++) {
            broker.tells(CHAT, "e", offset);
        }
        lane.run();

        // Before the turn in which she reads.
        lane.execute(() -> broker.tells(CHAT, "e", 13));
        ann.says("subscribe chat e:10");

        assertThat(ann.hears())
                .containsExactly("subscribed chat at 10 RECOVERED", "chat 11 11", "chat 12 12", "chat 13 13");
        assertThat(broker.reads()).isZero();
    }

    @Test
    @DisplayName("P7: what was published during a long way back was held against a reader the moment he was through")
    void isNotJudgedByTheAgeOfWhatItCouldNotRead() {
        PagesBroker broker = new PagesBroker().top("e", 9);
        hub = builder().broker(broker).build();
        Peer ann = Peer.known(hub, lane, "ann").says("subscribe chat e:1");
        broker.tells(CHAT, "e", 10);
        lane.advance(Duration.ofSeconds(20));

        ann.stopsReading();
        broker.answers(PagesBroker.page("e", 2, 9, 10));
        lane.advance(Duration.ofSeconds(3));

        assertThat(ann.closedWith()).isZero();
        assertThat(ann.readsAgain().hears()).endsWith("chat 9 9", "chat 10 10");
    }

    @Test
    void isToldWhenHistoryGaveUpWhatItCameFor() {
        PagesBroker broker = new PagesBroker().top("e", 9);
        hub = builder().broker(broker).build();
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();
        ann.says("subscribe chat e:1");
        broker.answers(PagesBroker.page("e", 2, 4, 9));
        lane.run();

        broker.answers(new Page.Lost(Page.Lost.Reason.EXPIRED, 10, new StreamPosition("e", 9)));
        lane.run();

        assertThat(ann.hears())
                .containsExactly(
                        "subscribed chat at 1 RECOVERED", "chat 2 2", "chat 3 3", "chat 4 4", "gap chat 5-9 EVICTED");
    }

    @Test
    @DisplayName("a peer ahead of this node was put back when history gave up what follows its place")
    void keepsItsPlaceAheadOfAWindowThatIsBehindHistory() {
        PagesBroker broker = new PagesBroker().top("e", 9);
        hub = builder().broker(broker).build();
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();

        ann.says("subscribe chat e:12");
        broker.answers(new Page.Lost(Page.Lost.Reason.EXPIRED, 15, new StreamPosition("e", 14)));
        for (int offset = 10; offset <= 14; offset++) {
            broker.tells(CHAT, "e", offset);
        }
        lane.run();

        assertThat(ann.hears()).containsExactly("subscribed chat at 12 RECOVERED", "chat 13 13", "chat 14 14");
    }

    @Test
    void isToldWhereItStandsWhenItSubscribesAgain() {
        Peer ann = Peer.known(hub, lane, "ann").says("subscribe chat " + epoch + ":3");
        ann.hears();

        ann.says("subscribe chat", "subscribe chat " + epoch + ":5", "subscribe chat " + epoch + ":6")
                .says("subscribe chat other:5");

        assertThat(ann.hears())
                .containsExactly(
                        "subscribed chat at 5 NEW",
                        "subscribed chat at 5 RECOVERED",
                        "subscribed chat at 5 AHEAD",
                        "subscribed chat at 5 EPOCH");
    }

    @Test
    void isToldWhereItStandsBeforeTheGapItHasNotBeenToldOf() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 1_000))
                .channelDefaults(ChannelOptions.DEFAULT.slowPolicy(SlowPolicy.SKIP))
                .build();
        Peer ann = Peer.known(hub, lane, "ann").says("subscribe chat").stopsReading();
        publishes(20);
        ann.says("subscribe chat").hears();

        assertThat(ann.readsAgain().hears()).startsWith("subscribed chat at 1 NEW", "gap chat 2-15 SLOW");
    }

    @Test
    void isToldWhenTheLogBeganAnew() {
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();

        ann.says("subscribe chat other:3");

        assertThat(ann.hears()).containsExactly("subscribed chat at 5 EPOCH");
    }

    @Test
    @DisplayName("MS15: an offset from the future is not recovered")
    void isToldWhenItIsAheadOfTheLog() {
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();

        ann.says("subscribe chat " + epoch + ":9");

        assertThat(ann.hears()).containsExactly("subscribed chat at 5 AHEAD");
    }

    @Test
    void isToldWhenHistoryDoesNotReachBack() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.history(2, 1 << 20, Duration.ofMinutes(1)))
                .build();
        publishFive();
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();

        ann.says("subscribe chat " + epoch + ":2");

        assertThat(ann.hears()).containsExactly("subscribed chat at 5 EXPIRED");
    }

    @Test
    void isSentAwayToComeBackWhenHistoryHasNotWhatItShouldHave() {
        PagesBroker broker = new PagesBroker().top("e", 9);
        hub = builder().broker(broker).build();
        Peer ann = Peer.known(hub, lane, "ann").says("subscribe chat e:1");
        broker.answers(PagesBroker.page("e", 2, 4, 9));
        lane.run();

        broker.answers(new Page.Entries(List.of(), new StreamPosition("e", 9)));
        lane.run();

        assertThat(ann.closedWith()).isEqualTo(4005);
    }

    @Test
    void keepsItsClientIdSoThatItsOwnMessagesStayAway() {
        Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
        ann.says("connect token-ann - chat", "publish! chat 6");
        String secret = hub.kernel().sessions().secretOf(connectionOf("ann").client(), UserId.of("ann"));
        ann.vanishes();

        Peer again = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
        again.says("connect token-ann " + secret + " chat=" + epoch + ":4");

        assertThat(again.hears())
                .containsExactly(
                        "connected ann resumed",
                        "subscribed chat at 4 RECOVERED",
                        "subscribed user:ann at 0 NEW",
                        "chat 5 5");
    }

    @Test
    void losesNothingOfAPageWhoseFirstEntriesAreItsOwn() {
        Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
        ann.says("connect token-ann - chat", "publish! chat 6", "publish! chat 7");
        String secret = hub.kernel().sessions().secretOf(connectionOf("ann").client(), UserId.of("ann"));
        ann.vanishes();
        publishes(3);

        Peer again = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
        again.says("connect token-ann " + secret + " chat=" + epoch + ":5");

        assertThat(again.hears()).endsWith("chat 8 1", "chat 9 2", "chat 10 3").hasSize(6);
    }

    @Test
    void goesOnWithTheWindowAfterAPageThatIsAllItsOwn() {
        PagesBroker broker = new PagesBroker().top("e", 9);
        hub = builder().broker(broker).build();
        Peer ann = Peer.known(hub, lane, "ann").says("subscribe chat e:7");
        String client = connectionOf("ann").client();
        broker.tells(CHAT, "e", 10);
        List<Publication> own = List.of(
                new Publication(8, 0, message("8").from(client).withoutEcho()),
                new Publication(9, 0, message("9").from(client).withoutEcho()));

        broker.answers(new Page.Entries(own, new StreamPosition("e", 10)));
        lane.run();

        assertThat(ann.hears()).endsWith("subscribed chat at 7 RECOVERED", "chat 10 10");
    }

    @Test
    @DisplayName("P7: a backlog far beyond what a client may lag is read page by page")
    void pullsALongBacklogAtItsOwnPace() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 2_000))
                .channelDefaults(ChannelOptions.DEFAULT.history(10_000, 1 << 30, Duration.ofMinutes(1)))
                .build();
        for (int i = 1; i <= 1_000; i++) {
            publishFive();
        }
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();
        ann.stopsReading();

        ann.says("subscribe chat " + epoch + ":0");
        int writes = 0;
        while (writes++ < 1_000 && hub.connections() == 1 && !caughtUp(ann)) {
            ann.readsAgain().stopsReading();
        }

        assertThat(ann.closedWith()).isZero();
        assertThat(connectionOf("ann").subscriptions().get(CHAT).position()).isEqualTo(5_000);
    }

    private boolean caughtUp(Peer peer) {
        Cursor cursor = connectionOf("ann").subscriptions().get(CHAT);
        return cursor != null && cursor.isLive() && cursor.position() == 5_000 && !peer.isAborted();
    }
}
