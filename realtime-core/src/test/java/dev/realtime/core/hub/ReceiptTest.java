package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.memory.MemoryBroker;
import dev.realtime.core.memory.MemoryCursorStore;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.BrokerDecorator;
import dev.realtime.core.spi.CursorStore;
import dev.realtime.core.spi.CursorStoreDecorator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A receipt")
class ReceiptTest extends OneLaneHub {

    private static final UserId ANN = UserId.of("ann");

    private Peer ann;

    @BeforeEach
    void receiptsAreKept() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.with(Feature.RECEIPTS))
                .channels("off", ChannelOptions.DEFAULT)
                .build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat", "subscribe off");
        publishes(5);
        ann.hears();
    }

    @Test
    void isAnsweredWithWhatIsStillUnread() {
        assertThat(ann.says("receipt chat 3").hears()).containsExactly("2 unread");
        assertThat(unread(ANN)).isEqualTo(2);
    }

    @Test
    void neverMovesBack() {
        ann.says("receipt chat 3");
        ann.hears();

        assertThat(ann.says("receipt chat 1").hears()).containsExactly("2 unread");
    }

    @Test
    void ofDeliverySaysNothingAboutReading() {
        assertThat(ann.says("delivered chat 5").hears()).containsExactly("5 unread");
    }

    @Test
    void isOneForAllDevicesOfTheUser() {
        ann.says("receipt chat 4");
        Peer phone = Peer.known(hub, lane, "ann").says("subscribe chat " + epochOf(CHAT) + ":5");
        phone.hears();

        assertThat(phone.says("receipt chat 2").hears()).containsExactly("1 unread");
    }

    @Test
    void ofOneUserIsNotThatOfAnother() {
        ann.says("receipt chat 5");

        assertThat(unread(UserId.of("bob"))).isEqualTo(5);
        assertThat(unread(new UserId("acme", "ann"))).isEqualTo(5);
    }

    @Test
    void countsEverythingWhenTheLogBeganAnew() {
        hub.kernel().cursors().advance(Reader.eyes(ANN), CHAT, new StreamPosition("earlier", 400));

        assertThat(unread(ANN)).isEqualTo(5);
    }

    @Test
    void forWhatWasNotDeliveredYetIsAMistake() {
        assertThat(ann.says("receipt chat 6").hears()).containsExactly("failure BAD_REQUEST");
        assertThat(unread(ANN)).isEqualTo(5);
    }

    @Test
    void ofAnEarlierLogIsRefused() {
        assertThat(ann.says("receipt chat earlier:3").hears()).containsExactly("failure UNRECOVERABLE_POSITION");
        assertThat(ann.says("receipt chat " + epochOf(CHAT) + ":3").hears()).containsExactly("2 unread");
    }

    @Test
    @DisplayName("MS21: in a channel that one is not in is refused")
    void needsASubscription() {
        assertThat(ann.says("receipt secret 0").hears()).containsExactly("failure PERMISSION_DENIED");
    }

    @Test
    void isNotAvailableWhereNoneAreKept() {
        assertThat(ann.says("receipt off 0").hears()).containsExactly("failure NOT_AVAILABLE");
    }

    @Test
    @DisplayName("of what the link took is kept where receipts are, and nowhere else")
    void ofWhatTheLinkTookIsKeptWhereReceiptsAre() {
        hub.publish(ChannelName.of("off"), message("1"));
        lane.run();
        ann.vanishes();

        assertThat(reached(CHAT)).isPresent();
        assertThat(reached(ChannelName.of("off"))).isEmpty();
        assertThat(hub.kernel().cursors().position(Reader.anyDevice(UserId.of("bob")), CHAT))
                .isCompletedWithValue(Optional.empty());
    }

    @Test
    void ofAPersonalChannelIsForItsUser() {
        hub.sendToUser(ANN, Message.of(AnyPayload.of("1")));
        hub.sendToUser(ANN, Message.of(AnyPayload.of("2")));
        lane.run();
        ann.hears();

        assertThat(ann.says("receipt user:ann 1").hears()).containsExactly("1 unread");
        assertThat(ann.says("receipt user:bob 1").hears()).containsExactly("failure PERMISSION_DENIED");
    }

    @Test
    @DisplayName("of what was read is shared where receipts are, each once")
    void ofWhatWasReadIsShared() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.with(Feature.RECEIPTS))
                .channels("chat", ChannelOptions.DEFAULT.with(Feature.RECEIPTS).with(Feature.SHARED_RECEIPTS))
                .build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat", "subscribe news");
        publishes(5);

        ann.says("delivered chat 5", "receipt news 0");
        assertThat(shared(CHAT)).isZero();
        ann.says("receipt chat 3", "receipt chat 3", "receipt chat 2");
        assertThat(shared(CHAT)).isOne();
        ann.says("receipt chat 4");

        assertThat(shared(CHAT)).isEqualTo(2);
        assertThat(shared(ChannelName.of("news"))).isZero();
    }

    @Test
    @DisplayName("was told of last though another device had read further, when the store answered late")
    void ofWhatWasReadIsSharedAsFarAsItWentInTheEnd() {
        List<String> told = new ArrayList<>();
        Broker broker = new BrokerDecorator(new MemoryBroker(1 << 20, lane, lane, new SystemRandomness())) {
            @Override
            public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
                if (message.kind() == Message.Kind.READ) {
                    told.add(message.tags().get("offset"));
                }
                return super.publish(channel, message);
            }
        };
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.with(Feature.RECEIPTS).with(Feature.SHARED_RECEIPTS))
                .broker(broker)
                .cursors(new CursorStoreDecorator(new MemoryCursorStore()) {
                    @Override
                    public CompletionStage<Boolean> advance(
                            String reader, ChannelName channel, StreamPosition position) {
                        CompletionStage<Boolean> moved = super.advance(reader, channel, position);
                        boolean isLate = reader.equals(Reader.eyes(ANN)) && position.offset() == 3;
                        return isLate ? late : moved;
                    }
                })
                .build();
        Peer phone = Peer.known(hub, lane, "ann").says("subscribe chat");
        Peer desk = Peer.known(hub, lane, "ann").says("subscribe chat");
        publishes(5);

        phone.says("receipt chat 3");
        desk.says("receipt chat 5");
        late.complete(true);
        lane.run();

        assertThat(told).isNotEmpty().containsOnly("5");
    }

    @Test
    @DisplayName("of a feed was shared with nobody, since nobody can watch a feed")
    void ofAFeedIsNotShared() {
        hub = builder()
                .channels(
                        "room",
                        ChannelOptions.DEFAULT
                                .with(Feature.FEED)
                                .with(Feature.RECEIPTS)
                                .with(Feature.SHARED_RECEIPTS))
                .build();
        ann = Peer.known(hub, lane, "ann").says("subscribe room:*");
        hub.publish(ChannelName.of("room:1"), message("1"));
        lane.run();
        ann.hears();

        assertThat(ann.says("receipt room:* 1").hears()).containsExactly("0 unread");
        assertThat(shared(ChannelName.of("room:1").feed())).isZero();
    }

    private long shared(ChannelName channel) {
        return hub.kernel()
                .broker()
                .attach(channel.presence())
                .toCompletableFuture()
                .join()
                .offset();
    }

    @Test
    void countsAsACommandUntilTheStoreHasIt() {
        CompletableFuture<Boolean> stored = new CompletableFuture<>();
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxOutstandingCommands = 1))
                .channelDefaults(ChannelOptions.DEFAULT.with(Feature.RECEIPTS))
                .cursors(new AwayStore() {
                    @Override
                    public CompletionStage<Boolean> advance(
                            String reader, ChannelName channel, StreamPosition position) {
                        return stored;
                    }
                })
                .build();
        ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty()).says("connect token-ann - chat");
        ann.hears();

        ann.says("receipt chat 0");
        assertThat(ann.isRead()).isFalse();
        ann.says("unsubscribe chat");
        assertThat(ann.hears()).isEmpty();
        stored.complete(true);
        lane.run();

        assertThat(ann.hears()).containsExactly("failure NOT_AVAILABLE", "unsubscribed chat");
        assertThat(ann.isRead()).isTrue();
    }

    @Test
    void tellsTelemetryThatTheStoreIsAway() {
        Told told = new Told();
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.with(Feature.RECEIPTS))
                .cursors(new AwayStore())
                .telemetry(told.telemetry())
                .build();
        ann = Peer.known(hub, lane, "ann").says("subscribe chat", "receipt chat 0");
        assertThat(told.by("failed")).containsExactly("failed CURSOR_STORE");
        told.forget();

        publishes(1);
        ann.vanishes();

        assertThat(told.by("failed")).contains("failed CURSOR_STORE");
    }

    @Test
    void isAnsweredWithATemporaryErrorWhileTheStoreIsAway() {
        hub = builder()
                .channelDefaults(ChannelOptions.DEFAULT.with(Feature.RECEIPTS))
                .cursors(new AwayStore())
                .build();
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        bob.hears();

        assertThat(bob.says("receipt chat 0").hears()).containsExactly("failure NOT_AVAILABLE");
        assertThat(bob.says("ping").hears()).containsExactly("pong");
    }

    private Optional<StreamPosition> reached(ChannelName channel) {
        return hub.kernel()
                .cursors()
                .position(Reader.anyDevice(ANN), channel)
                .toCompletableFuture()
                .join();
    }

    private long unread(UserId user) {
        return hub.unread(user, CHAT).toCompletableFuture().join();
    }

    private static class AwayStore implements CursorStore {

        @Override
        public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
            return CompletableFuture.failedFuture(new IllegalStateException("away"));
        }

        @Override
        public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
            return CompletableFuture.failedFuture(new IllegalStateException("away"));
        }

        @Override
        public void close() {}
    }
}
