package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.BrokerDecorator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A part of a node that listens to a channel")
class EarTest extends OneLaneHub {

    private final List<Long> heard = new ArrayList<>();
    private final Ear ear = publication -> heard.add(publication.offset());

    @Test
    void hearsEveryEntryOnce() {
        lane1().listen(CHAT, ear, isTold -> {});

        publishes(3);
        burst(3);

        assertThat(heard).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void hearsNothingOfWhatCameBefore() {
        Peer.known(hub, lane, "bob").says("subscribe chat");
        publishes(2);

        lane1().listen(CHAT, ear, isTold -> {});
        publishes(1);

        assertThat(heard).containsExactly(3L);
    }

    @Test
    void hearsNothingMoreOnceItLeaves() {
        Ear other = publication -> {};
        lane1().listen(CHAT, ear, isTold -> {});
        lane1().listen(CHAT, other, isTold -> {});
        publishes(1);

        lane1().unlisten(CHAT, ear);
        publishes(1);
        lane1().unlisten(CHAT, other);

        assertThat(heard).containsExactly(1L);
        assertThat(lane1().audiences()).isEmpty();
    }

    @Test
    void keepsNoRoundGoingByItself() {
        lane1().listen(CHAT, ear, isTold -> {});
        publishes(3);

        lane.advance(Duration.ofSeconds(5));

        assertThat(lane.alarms()).isZero();
    }

    @Test
    void leavesNoRingBehindThoughNobodyIsConnected() {
        lane1().listen(CHAT, ear, isTold -> {});
        publishes(3);

        lane.advance(Duration.ofSeconds(5));

        assertThat(lane1().audience(CHAT).log().hasRing()).isFalse();
    }

    @Test
    void isToldAlsoWhereThereIsNothingToHear() {
        hub = builder()
                .broker(new BrokerDecorator(new PagesBroker()) {
                    @Override
                    public CompletionStage<StreamPosition> attach(ChannelName channel) {
                        return CompletableFuture.failedFuture(new IllegalStateException("away"));
                    }
                })
                .build();
        List<Boolean> told = new ArrayList<>();

        lane1().listen(CHAT, ear, told::add);

        assertThat(told).containsExactly(false);
        assertThat(lane1().audiences()).isEmpty();
    }

    // All in one turn.
    private void burst(int count) {
        for (int i = 0; i < count; i++) {
            hub.publish(CHAT, message("x"));
        }
        lane.run();
    }
}
