package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Limits;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import dev.realtime.core.spi.BrokerDecorator;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Entries that arrive from a bus which repeats and loses")
class ArrivalsTest extends OneLaneHub {

    private final PagesBroker broker = new PagesBroker().top("e", 0);
    private Peer bob;

    @BeforeEach
    void subscribe() {
        hub = builder()
                .broker(broker)
                .channelDefaults(ChannelOptions.DEFAULT.window(16, 4_000))
                .build();
        bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        bob.hears();
    }

    @Test
    void areTakenOnce() {
        tells("e", 1, 1, 2, 1, 2);

        assertThat(bob.hears()).containsExactly("chat 1 1", "chat 2 2");
    }

    @Test
    void waitUntilTheHoleBeforeThemWasRead() {
        tells("e", 1, 4, 5);
        assertThat(bob.hears()).containsExactly("chat 1 1");

        answers(PagesBroker.page("e", 2, 3, 5));

        assertThat(bob.hears()).containsExactly("chat 2 2", "chat 3 3", "chat 4 4", "chat 5 5");
        assertThat(broker.reads()).isZero();
    }

    @Test
    void waitUntilOneHoleAfterTheOtherWasRead() {
        tells("e", 4, 6, 7);

        answers(PagesBroker.page("e", 1, 3, 7));
        assertThat(bob.hears()).containsExactly("chat 1 1", "chat 2 2", "chat 3 3", "chat 4 4");
        answers(PagesBroker.page("e", 5, 5, 7));

        assertThat(bob.hears()).containsExactly("chat 5 5", "chat 6 6", "chat 7 7");
        assertThat(broker.reads()).isZero();
    }

    @Test
    void countOnceForASlowReaderHoweverOftenTheyAreTold() {
        hub = builder()
                .broker(broker)
                .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 400))
                .build();
        bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();

        tells("e", 1);
        tells("e", 2, 2, 2, 2);

        assertThat(bob.closedWith()).isZero();
    }

    @Test
    void goOnAfterWhatNobodyHasAnyMore() {
        tells("e", 4);

        answers(new Page.Lost(Page.Lost.Reason.EXPIRED, 4, new StreamPosition("e", 4)));

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    @Test
    void goOnWithWhatIsLeftForReadersWhoMayLeaveSomethingOut() {
        hub = builder()
                .broker(broker)
                .channelDefaults(ChannelOptions.DEFAULT.slowPolicy(SlowPolicy.SKIP))
                .build();
        bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        bob.hears();
        tells("e", 4);

        answers(new Page.Lost(Page.Lost.Reason.EXPIRED, 4, new StreamPosition("e", 4)));

        assertThat(bob.hears()).containsExactly("gap chat 1-3 SLOW", "chat 4 4");
    }

    @Test
    void goOnInAnotherLogWhereAPageTellsOfIt() {
        tells("e", 1, 4);

        answers(new Page.Lost(Page.Lost.Reason.EPOCH, 1, new StreamPosition("f", 0)));
        tells("f", 1);

        assertThat(bob.hears()).containsExactly("chat 1 1", "subscribed chat at 0 EPOCH", "chat 1 1");
    }

    @Test
    void goOnAfterWhatNobodyHasAnyMoreAlsoIfNothingFollows() {
        tells("e", 4);

        answers(new Page.Lost(Page.Lost.Reason.EXPIRED, 5, new StreamPosition("e", 4)));

        assertThat(bob.closedWith()).isEqualTo(4003);
    }

    @Test
    @DisplayName("before the broker has said where the channel stands are taken afterwards")
    void areTakenOnceTheChannelIsAttached() {
        CompletableFuture<StreamPosition> attached = new CompletableFuture<>();
        hub = builder()
                .broker(new BrokerDecorator(broker) {
                    @Override
                    public CompletionStage<StreamPosition> attach(ChannelName channel) {
                        return channel.equals(CHAT) ? attached : super.attach(channel);
                    }
                })
                .build();
        bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        tells("e", 1, 2);
        bob.hears();

        attached.complete(new StreamPosition("e", 1));
        lane.run();

        assertThat(bob.hears()).containsExactly("subscribed chat at 1 NEW", "chat 2 2");
    }

    @Test
    void areAskedForAgainWhenTheBrokerWasAway() {
        tells("e", 2);
        answers(PagesBroker.page("e", 1, 0, 0));
        assertThat(broker.reads()).isZero();

        lane.advance(Duration.ofSeconds(1));
        answers(PagesBroker.page("e", 1, 2, 2));

        assertThat(bob.hears()).containsExactly("chat 1 1", "chat 2 2");
    }

    @Test
    void comeTooLateForALogThatBeganAnew() {
        tells("e", 1);
        tells("f", 1);
        tells("e", 2);
        tells("f", 2);

        assertThat(bob.hears()).containsExactly("chat 1 1", "subscribed chat at 0 EPOCH", "chat 1 1", "chat 2 2");
    }

    @Test
    @DisplayName("late entries of the log before moved a channel that was just attached back to it, for ever")
    void comeTooLateForAChannelThatWasAttachedToTheNewLog() {
        hub = builder().broker(broker.top("f", 2)).build();
        bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        bob.hears();

        tells("e", 9, 10);
        answers(PagesBroker.page("f", 3, 2, 2));
        tells("f", 3);

        assertThat(bob.hears()).containsExactly("chat 3 3");
    }

    @Test
    @DisplayName("late entries of the log before were asked about for ever where history had given up what follows")
    void comeTooLateForAChannelWhoseHistoryIsShort() {
        hub = builder().broker(broker.top("f", 2)).build();
        bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        bob.hears();

        tells("e", 9);
        answers(new Page.Lost(Page.Lost.Reason.EXPIRED, 5, new StreamPosition("f", 6)));
        assertThat(broker.reads()).isZero();
        tells("f", 3);

        assertThat(bob.hears()).containsExactly("chat 3 3");
    }

    @Test
    @DisplayName("an entry of a new log waits until the broker says that it began")
    void waitForTheBrokersWordOnANewLog() {
        tells("e", 1);
        lane1().appended(CHAT, "g", new Publication(4, 0, message("4")));
        lane.run();
        assertThat(bob.hears()).containsExactly("chat 1 1");

        answers(new Page.Lost(Page.Lost.Reason.EPOCH, 1, new StreamPosition("g", 5)));

        assertThat(bob.hears()).containsExactly("subscribed chat at 3 EPOCH", "chat 4 4");
    }

    @Test
    @DisplayName("a page of the old log that came late moved the new one on to offsets it never had")
    void fillNoHoleOfAnotherLog() {
        tells("e", 1, 100);
        lane1().restart(CHAT, "e", new StreamPosition("f", 0));
        lane.run();
        bob.hears();

        answers(new Page.Lost(Page.Lost.Reason.EXPIRED, 100, new StreamPosition("e", 100)));
        tells("f", 1);

        assertThat(bob.hears()).containsExactly("chat 1 1");
    }

    @Test
    @DisplayName("sixteen large entries were kept in spite of a window of 4,000 bytes")
    void areKeptUpToTheBytesOfAWindow() {
        Payload large = Payload.binary(new byte[3_000]);
        for (long offset = 2; offset <= 10; offset++) {
            broker.tells(CHAT, "e", offset, large);
        }
        answers(PagesBroker.page("e", 1, 1, 10));

        assertThat(bob.hears()).extracting(line -> line.substring(0, 6)).containsExactly("chat 1", "chat 2", "chat 3");
        assertThat(broker.reads()).isOne();
    }

    @Test
    @DisplayName("what had come beside a hole that nobody can fill was given up with it")
    void areNotGivenUpWithWhatWasBeforeThem() {
        joinsWhere(SlowPolicy.SKIP);
        tells("e", 4, 5);

        answers(new Page.Lost(Page.Lost.Reason.EXPIRED, 6, new StreamPosition("e", 5)));

        assertThat(bob.hears()).containsExactly("gap chat 1-3 SLOW", "chat 4 4", "chat 5 5");
    }

    @Test
    @DisplayName("the newest of a burst that was more than a window was lost where nothing else counts")
    void areKeptIfNothingIsNewerWhereOnlyThatCounts() {
        joinsWhere(SlowPolicy.LATEST);
        Payload large = Payload.binary(new byte[3_000]);
        for (long offset = 2; offset <= 10; offset++) {
            broker.tells(CHAT, "e", offset, large);
        }
        lane.run();

        answers(new Page.Lost(Page.Lost.Reason.EXPIRED, 11, new StreamPosition("e", 10)));

        assertThat(bob.hears()).last().asString().startsWith("chat 10 ");
    }

    private void joinsWhere(SlowPolicy policy) {
        hub = builder()
                .broker(broker)
                .channelDefaults(ChannelOptions.DEFAULT.window(16, 4_000).slowPolicy(policy))
                .build();
        bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        bob.hears();
    }

    private void tells(String epoch, long... offsets) {
        for (long offset : offsets) {
            broker.tells(CHAT, epoch, offset);
        }
        lane.run();
    }

    private void answers(Page page) {
        broker.answers(page);
        lane.run();
    }
}
