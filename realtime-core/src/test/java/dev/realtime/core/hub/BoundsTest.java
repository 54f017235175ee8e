package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.CursorStore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("What a hub takes at most")
class BoundsTest extends OneLaneHub {

    private final HeldBroker broker = new HeldBroker();

    @Nested
    @DisplayName("of connections")
    class OfConnections {

        @Test
        void isSoManyAtOnce() {
            hub = with(limits -> limits.maxConnections = 2);
            Peer ann = Peer.known(hub, lane, "ann");
            Peer.known(hub, lane, "bob");

            Peer third = Peer.known(hub, lane, "cid");
            assertThat(third.hears()).containsExactly("goodbye OVERLOADED");
            assertThat(third.closedWith()).isEqualTo(4006);
            ann.vanishes();

            assertThat(Peer.known(hub, lane, "dan").closedWith()).isZero();
            assertThat(hub.connections()).isEqualTo(2);
        }

        @Test
        void areThoseOnItsOwnLanes() {
            assertThatIllegalArgumentException().isThrownBy(() -> Peer.known(hub, new ManualLane(), "ann"));
            assertThat(hub.connections()).isZero();
        }
    }

    @Nested
    @DisplayName("of publishes")
    class OfPublishes {

        // 160 bytes of its own, and those of the entry.
        private final Message message = Message.of(Payload.binary(new byte[40]));

        @Test
        void isSoManyBytesThatWait() {
            hub = builder()
                    .broker(broker)
                    .limits(Limits.DEFAULT.with(limits -> limits.maxPendingPublishBytes = 400))
                    .build();
            CompletableFuture<StreamPosition> first = publish();
            CompletableFuture<StreamPosition> second = publish();
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();

            assertThatThrownBy(publish()::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(RefusedException.class)
                    .extracting(failure -> ((RefusedException) failure.getCause()).code())
                    .isEqualTo(ErrorCode.OVERLOADED);
            assertThat(broker.held()).isEqualTo(2);
        }

        @Test
        void isAsMuchAgainWhenTheBrokerTookSome() {
            hub = builder()
                    .broker(broker)
                    .limits(Limits.DEFAULT.with(limits -> limits.maxPendingPublishBytes = 400))
                    .build();
            CompletableFuture<StreamPosition> first = publish();
            publish();
            publish();

            broker.letGo();

            assertThat(first).isCompletedWithValueMatching(position -> position.offset() == 1);
            assertThat(publish()).isNotDone();
            assertThat(publish()).isCompletedExceptionally();
        }

        @Test
        void refusesForGoodWhatNeverFits() {
            hub = builder()
                    .broker(broker)
                    .limits(Limits.DEFAULT.with(limits -> limits.maxPendingPublishBytes = 400))
                    .build();
            Message huge = Message.of(Payload.binary(new byte[400]));

            assertThatThrownBy(hub.publish(CHAT, huge).toCompletableFuture()::join)
                    .hasCauseInstanceOf(RefusedException.class)
                    .extracting(failure -> ((RefusedException) failure.getCause()).code())
                    .isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
            assertThat(publish()).isNotDone();
            assertThat(publish()).as("nothing was counted").isNotDone();
        }

        @Test
        void tellsAPeerThatItIsTooMuch() {
            hub = builder()
                    .broker(broker)
                    .limits(Limits.DEFAULT.with(limits -> limits.maxPendingPublishBytes = 200))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob");

            bob.says("publish chat x", "publish chat y");
            lane.run();

            assertThat(bob.hears()).containsExactly("failure OVERLOADED");
        }

        private CompletableFuture<StreamPosition> publish() {
            return hub.publish(CHAT, message).toCompletableFuture();
        }
    }

    @Nested
    @DisplayName("of channels")
    class OfChannels {

        @Test
        void isSoManyAtOnceOnEachLane() {
            hub = with(limits -> limits.maxChannels = 2);
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            // The third is the one of the user.
            bob.says("subscribe a", "subscribe b", "subscribe c", "unsubscribe a", "subscribe c");

            assertThat(bob.hears())
                    .containsExactly(
                            "subscribed a at 0 NEW",
                            "subscribed b at 0 NEW",
                            "failure LIMIT_EXCEEDED",
                            "unsubscribed a",
                            "subscribed c at 0 NEW");
        }

        @Test
        void isAShareOfThemOnEachOfSeveralLanes() {
            ManualLane two = new ManualLane();
            hub = builder()
                    .lanes(List.of(lane, two))
                    .limits(Limits.DEFAULT.with(limits -> limits.maxChannels = 2))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob");

            for (int i = 0; i < 20; i++) {
                bob.says("subscribe room:" + i);
                two.run();
                lane.run();
            }

            // Half of two, and one for what cannot be divided; one is the channel of the user.
            assertThat(bob.hears())
                    .filteredOn(line -> line.startsWith("subscribed"))
                    .hasSizeBetween(2, 3);
        }

        @Test
        void isNoneThatNobodyReads() {
            hub = builder().broker(broker).build();
            Peer ann = Peer.known(hub, lane, "ann");
            Peer bob = Peer.known(hub, lane, "bob");
            letAllGo();
            ann.says("subscribe chat");
            bob.says("subscribe chat");
            letAllGo();
            assertThat(broker.attached()).containsOnlyOnce(CHAT);

            ann.vanishes();
            assertThat(broker.attached()).contains(CHAT);
            bob.says("unsubscribe chat");

            assertThat(broker.attached()).containsExactly(ChannelName.of("user:bob"));
        }

        @Test
        void isNoneWhoseReaderLeftBeforeItWasThere() {
            hub = builder().broker(broker).build();
            Peer bob = Peer.known(hub, lane, "bob");
            letAllGo();
            bob.says("subscribe chat");
            assertThat(broker.held()).isOne();

            bob.vanishes();
            letAllGo();

            assertThat(broker.attached()).isEmpty();
            assertThat(lane1().audiences()).isEmpty();
        }

        @Test
        void isOneForAllWhoAskedBeforeItWasThere() {
            hub = builder().broker(broker).build();
            Peer ann = Peer.known(hub, lane, "ann");
            Peer bob = Peer.known(hub, lane, "bob");
            letAllGo();
            ann.says("subscribe chat");
            bob.says("subscribe chat");
            assertThat(stats().subscribers()).isEmpty();

            letAllGo();

            assertThat(ann.hears()).endsWith("subscribed chat at 0 NEW").hasSize(2);
            assertThat(bob.hears()).endsWith("subscribed chat at 0 NEW").hasSize(2);
            assertThat(broker.attached()).containsOnlyOnce(CHAT);
            assertThat(stats().subscribers()).containsEntry(CHAT, 2);
        }
    }

    @Test
    void closesItsBrokerWithIt() {
        hub = builder().broker(broker).build();
        assertThat(broker.isClosed()).isFalse();

        hub.close();

        assertThat(broker.isClosed()).isTrue();
    }

    @Test
    void closesItsStoreOfCursorsWithIt() {
        boolean[] closed = {false};
        hub = builder()
                .cursors(new CursorStore() {
                    @Override
                    public CompletionStage<Boolean> advance(
                            String reader, ChannelName channel, StreamPosition position) {
                        return CompletableFuture.completedFuture(true);
                    }

                    @Override
                    public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
                        return CompletableFuture.completedFuture(Optional.empty());
                    }

                    @Override
                    public void close() {
                        closed[0] = true;
                    }
                })
                .build();

        hub.close();

        assertThat(closed[0]).isTrue();
    }

    @Test
    void spreadsChannelsOverItsLanes() {
        ManualLane[] lanes = {new ManualLane(), new ManualLane(), new ManualLane(), new ManualLane()};
        hub = Hub.builder()
                .lanes(List.of(lanes))
                .ticker(lane)
                .authorizer(Authorizer.everything())
                .build();
        int[] owned = new int[4];

        for (int i = 0; i < 1_000; i++) {
            LaneHub owner = hub.kernel().ownerOf(ChannelName.of("room:" + i));
            owned[List.of(lanes).indexOf((ManualLane) owner.lane())]++;
        }

        assertThat(Arrays.stream(owned).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(150, 350));
    }

    private Hub with(Consumer<Limits.Builder> changes) {
        return builder().limits(Limits.DEFAULT.with(changes)).build();
    }

    private void letAllGo() {
        while (broker.held() > 0) {
            broker.letGo();
            lane.run();
        }
    }
}
