package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import java.time.Duration;
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

        hub.publish(ChannelName.of("news"), Message.of(Payload.json("7")));
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
}
