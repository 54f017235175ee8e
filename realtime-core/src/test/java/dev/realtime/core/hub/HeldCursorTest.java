package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A cursor that may not go beyond an entry yet")
class HeldCursorTest extends OneLaneHub {

    private Peer ann;
    private Cursor cursor;

    @BeforeEach
    void holdBeforeTheThird() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.window(16, 1 << 20))
                .build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat");
        cursor = connectionOf("ann").subscriptions().get(CHAT);
        publishes(2);
        cursor.holdAt(3);
        ann.hears();
    }

    @Test
    void keepsWhatFollowsUntilItGoesOn() {
        publishes(2);
        assertThat(ann.hears()).isEmpty();

        cursor.goOn();
        lane.run();

        assertThat(ann.hears()).containsExactly("chat 3 1", "chat 4 2");
    }

    @Test
    void lagsByNothingMeanwhile() {
        publishes(2);

        assertThat(cursor.lagBytes()).isZero();
    }

    @Test
    void leavesTheLaneInPeace() {
        publishes(2);

        lane.runOneTurn();

        assertThat(connectionOf("ann").ready().isEmpty()).isTrue();
    }

    @Test
    void doesNotHoldBackOtherChannels() {
        ann.says("subscribe news").hears();
        publishes(1);

        hub.publish(ChannelName.of("news"), Message.of(AnyPayload.of("7")));
        lane.run();

        assertThat(ann.hears()).containsExactly("news 1 7");
    }

    @Test
    void readsFromHistoryWhatLeftTheWindowMeanwhile() {
        publishes(40);

        cursor.goOn();
        lane.run();

        assertThat(ann.closedWith()).isZero();
        assertThat(ann.hears()).hasSize(40).startsWith("chat 3 1").endsWith("chat 42 40");
    }

    @Test
    void isNotJudgedByTheAgeOfWhatItCouldNotRead() {
        publishes(1);
        lane.advance(Duration.ofSeconds(20));
        ann.stopsReading().says("ping");

        cursor.goOn();
        lane.advance(Duration.ofSeconds(3));

        assertThat(ann.closedWith()).isZero();
    }

    @Test
    void readsWhatLiesBefore() {
        cursor.holdAt(4);

        publishes(3);

        assertThat(ann.hears()).containsExactly("chat 3 1");
    }

    @Test
    @DisplayName("stands before an entry of its page also where the page leaves out what lies between")
    void standsBeforeAnEntryBehindAHoleOfItsPage() {
        cursor.catchUp = new CatchUp(3);
        cursor.catchUp.read(List.of(new Publication(5, 0, message("5"))), 5);
        cursor.holdAt(3);
        assertThat(cursor.isHeld()).isFalse();

        cursor.holdAt(5);

        assertThat(cursor.isHeld()).isTrue();
    }

    @Test
    @DisplayName("is not slow if it is not read at all while its window moves on")
    void readsFromHistoryWhatLeftTheWindowWhileItWasSuspended() {
        ann.stopsReading();
        cursor.goOn();
        publishes(3);
        ann.hears();
        cursor.suspend();

        publishes(40);
        cursor.resume();
        ann.readsAgain();

        assertThat(ann.closedWith()).isZero();
        assertThat(ann.hears()).hasSize(42).startsWith("chat 4 2", "chat 5 3").endsWith("chat 45 40");
    }
}
