package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Authorizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A hub on two lanes, given a subscriber on the lane that does not own the channel")
class TwoLanesTest {

    private static final ChannelName CHAT = ChannelName.of("chat");
    private static final int WINDOW = 16;

    private final ManualLane one = new ManualLane().oneOfSeveral();
    private final ManualLane two = new ManualLane().oneOfSeveral();
    private final PagesBroker broker = new PagesBroker().top("e", 0);
    private Hub hub;
    private ManualLane owner;
    private ManualLane other;
    private LaneHub ownersSide;
    private Peer bob;

    @BeforeEach
    void subscribe() {
        hub = Hub.builder()
                .lanes(List.of(one, two))
                .ticker(one)
                .authorizer(Authorizer.everything())
                .broker(broker)
                .channelDefaults(ChannelOptions.DEFAULT.window(WINDOW, 1 << 20))
                .build();
        ownersSide = hub.kernel().ownerOf(CHAT);
        owner = ownersSide.lane() == one ? one : two;
        other = owner == one ? two : one;
        bob = Peer.known(hub, other, "bob").says("subscribe chat");
        settle();
        bob.hears();
    }

    @Test
    void bringsTheNewsAcross() {
        broker.tells(CHAT, "e", 1);
        settle();

        assertThat(bob.hears()).containsExactly("chat 1 1");
    }

    @Test
    void isCountedWithThoseOfTheOtherLanes() {
        Peer.known(hub, owner, "ann").says("subscribe chat");
        Peer.known(hub, owner, "cid").says("subscribe news");
        settle();

        CompletableFuture<HubStats> stats = hub.stats().toCompletableFuture();
        settle();

        assertThat(stats.join().connections()).isEqualTo(3);
        assertThat(stats.join().subscribers()).isEqualTo(Map.of(CHAT, 2, ChannelName.of("news"), 1));
        assertThat(stats.join().users()).hasSize(3);
    }

    @Test
    void makesPublishersWaitForALaneThatIsBehindAndGoesOnWhenItLooks() {
        List<CompletableFuture<StreamPosition>> published = publishes(2 * WINDOW);
        owner.run();
        assertThat(published).anySatisfy(publish -> assertThat(publish).isNotDone());

        settle();

        assertThat(published).allSatisfy(publish -> assertThat(publish).isCompleted());
        assertThat(bob.hears()).hasSize(2 * WINDOW).endsWith("chat 32 x");
    }

    @Test
    @DisplayName("publishers that waited for a lane waited for ever when the log began anew")
    void letsPublishersGoOnWhenTheLogBeginsAnew() {
        List<CompletableFuture<StreamPosition>> published = publishes(2 * WINDOW);
        owner.run();

        owner.execute(() -> ownersSide.restart(CHAT, "e", new StreamPosition("f", 0)));
        settle();

        assertThat(published).allSatisfy(publish -> assertThat(publish).isCompleted());
    }

    @Test
    void letsPublishersGoOnWhenItsLastReaderLeaves() {
        List<CompletableFuture<StreamPosition>> published = publishes(2 * WINDOW);
        owner.run();

        bob.vanishes();
        settle();

        assertThat(published).allSatisfy(publish -> assertThat(publish).isCompleted());
    }

    @Test
    @DisplayName("a lane that settled a turn of the old log let go entries of the new one that it had not seen")
    void keepsTheMarksOfTwoLogsApart() {
        broker.tells(CHAT, "e", 1);
        broker.tells(CHAT, "e", 2);
        owner.run();
        bob.meanwhile(() -> {
            broker.tells(CHAT, "f", 1);
            owner.run();
        });
        other.runOneTurn();

        broker.tells(CHAT, "f", 2);
        settle();

        assertThat(bob.hears())
                .containsExactly("chat 1 1", "chat 2 2", "subscribed chat at 0 EPOCH", "chat 1 1", "chat 2 2");
        assertThat(bob.closedWith()).isZero();
    }

    @Test
    void followsNoOldNewsOfAnotherEpoch() {
        owner.execute(() -> ownersSide.restart(CHAT, "e", new StreamPosition("f", 7)));
        owner.execute(() -> ownersSide.restart(CHAT, "e", new StreamPosition("g", 3)));
        settle();
        broker.tells(CHAT, "f", 8);
        settle();

        assertThat(bob.hears()).containsExactly("subscribed chat at 7 EPOCH", "chat 8 8");
    }

    private List<CompletableFuture<StreamPosition>> publishes(int count) {
        List<CompletableFuture<StreamPosition>> published = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            published.add(hub.publish(CHAT, Message.of(AnyPayload.of("x"))).toCompletableFuture());
        }
        return published;
    }

    private void settle() {
        for (int i = 0; i < 10; i++) {
            owner.run();
            other.run();
        }
    }
}
