package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Authorizer.Action;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A request for the history of a channel")
class HistoryTest extends OneLaneHub {

    @Test
    void givesTheOldestFirst() {
        publishes(3);

        assertThat(ask("history chat")).containsExactly("history of chat [1, 2, 3] of 3");
    }

    @Test
    void givesWhatComesAfterAPosition() {
        publishes(5);

        assertThat(ask("history chat " + epochOf(CHAT) + ":3")).containsExactly("history of chat [4, 5] of 5");
    }

    @Test
    void givesTheNewestFirstWhenReversed() {
        publishes(5);

        assertThat(ask("history chat 2 back")).containsExactly("history of chat [5, 4] of 5 from 4");
        assertThat(ask("history chat " + epochOf(CHAT) + ":4 2 back"))
                .containsExactly("history of chat [3, 2] of 5 from 2");
    }

    @Test
    void givesNoMoreThanAskedFor() {
        publishes(5);

        assertThat(ask("history chat 2")).containsExactly("history of chat [1, 2] of 5 from 2");
    }

    @Test
    @DisplayName("a subscriber is told how much there is to ask for, and that there is nothing")
    void isAnnouncedWithTheSubscription() {
        hub = builder()
                .channels("brief", ChannelOptions.DEFAULT.history(7, 1 << 20, Duration.ofMinutes(1)))
                .channels("blank", ChannelOptions.DEFAULT.withoutHistory())
                .build();
        NotedDialect dialect = new NotedDialect();

        Peer.connect(hub, lane, dialect, Peer.user("ann")).says("subscribe brief", "subscribe blank");

        assertThat(dialect.frames())
                .filteredOn(ServerFrame.Subscribed.class::isInstance)
                .extracting(frame -> ((ServerFrame.Subscribed) frame).history().map(ChannelOptions.History::count))
                .containsExactly(Optional.of(7), Optional.empty());
    }

    @Test
    void givesAHundredIfNothingIsSaid() {
        publishes(101);

        assertThat(ask("history chat")).first().asString().endsWith("99, 100] of 101 from 100");
    }

    @Test
    void givesNoMoreThanTheLimitWhateverIsAskedFor() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxHistoryCount = 2))
                .build();
        publishes(5);

        assertThat(ask("history chat 100")).containsExactly("history of chat [1, 2] of 5 from 2");
    }

    @Test
    void endsAPageThatWouldNotFitIntoTheControlQueue() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxControlBytes = 2_000))
                .build();
        for (int i = 0; i < 4; i++) {
            hub.publish(CHAT, Message.of(AnyPayload.of("\"" + "x".repeat(600) + "\"")));
        }
        lane.run();

        assertThat(ask("history chat")).containsExactly("history of chat [1, 2] of 4 from 2");
    }

    @Test
    void isRefusedWithoutALimitAboveZero() {
        assertThat(ask("history chat 0")).containsExactly("failure BAD_REQUEST");
    }

    @Test
    void saysWhenTheLogDoesNotReachThere() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.history(2, 1 << 20, Duration.ofMinutes(1)))
                .build();
        publishes(5);

        assertThat(ask("history chat " + epochOf(CHAT) + ":1")).containsExactly("failure UNRECOVERABLE_POSITION");
        assertThat(ask("history chat other:1")).containsExactly("failure UNRECOVERABLE_POSITION");
        assertThat(ask("history chat " + epochOf(CHAT) + ":9 back")).containsExactly("failure UNRECOVERABLE_POSITION");
    }

    @Test
    void leavesOutWhatTheAskerDidNotWantToHearOfHimself() {
        Peer bob = Peer.known(hub, lane, "bob").says("publish chat 1", "publish! chat 2");
        bob.hears();

        assertThat(bob.says("history chat").hears()).containsExactly("history of chat [1] of 2");
        assertThat(ask("history chat")).containsExactly("history of chat [1, 2] of 2");
    }

    @Test
    @DisplayName("says where to go on, also when all that it read is left out")
    void goesOnBehindWhatIsLeftOut() {
        Peer bob = Peer.known(hub, lane, "bob").says("publish! chat 1", "publish! chat 2", "publish chat 3");
        bob.hears();

        assertThat(bob.says("history chat 2").hears()).containsExactly("history of chat [] of 3 from 2");
        assertThat(bob.says("history chat " + epochOf(CHAT) + ":2 2").hears())
                .containsExactly("history of chat [3] of 3");
    }

    @Test
    @DisplayName("CH13: needs the right to read the history")
    void needsTheRight() {
        hub = builder()
                .authorizer((who, action, channel) -> CompletableFuture.completedFuture(action != Action.HISTORY))
                .build();
        publishes(1);

        assertThat(ask("history chat")).containsExactly("failure PERMISSION_DENIED");
    }

    @Test
    void ofAPersonalChannelIsForItsUserAlone() {
        hub = builder().authorizer(Authorizer.nothing()).build();
        hub.sendToUser(UserId.of("bob"), Message.of(AnyPayload.of("1")));
        lane.run();

        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();
        assertThat(bob.says("history user:bob").hears()).containsExactly("history of user:bob [1] of 1");
        assertThat(ask("history user:bob")).containsExactly("failure PERMISSION_DENIED");
    }

    @Test
    void isAnsweredWithATemporaryErrorWhileTheBrokerIsAway() {
        PagesBroker broker = new PagesBroker();
        hub = builder().broker(broker).build();
        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();
        bob.says("history chat");

        broker.fails();
        lane.run();

        assertThat(bob.hears()).containsExactly("failure NOT_AVAILABLE");
    }

    @Test
    @DisplayName("many pages asked for at once cut a client on a slow link")
    void comesAsFastAsItIsRead() {
        for (int i = 0; i < 40; i++) {
            hub.publish(CHAT, Message.of(AnyPayload.of("\"" + "x".repeat(2_000) + "\"")));
        }
        lane.run();
        Peer bob = Peer.known(hub, lane, "bob");
        bob.hears();
        bob.stopsReading().says("ping");

        for (int i = 0; i < 8; i++) {
            bob.says("history chat");
        }
        assertThat(bob.closedWith()).isZero();
        for (int i = 0; i < 20; i++) {
            bob.readsAgain();
            lane.run();
        }

        assertThat(bob.hears().stream().filter(line -> line.startsWith("history of chat")))
                .hasSize(8);
    }

    private List<String> ask(String request) {
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();
        return ann.says(request).hears();
    }
}
