package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.memory.MemoryCursorStore;
import dev.realtime.core.spi.Broker.Page;
import dev.realtime.core.spi.CursorStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is sent to a user who is away")
class OfflineQueueTest extends OneLaneHub {

    private static final UserId ANN = UserId.of("ann");
    private static final ChannelOptions QUEUE =
            ChannelOptions.DEFAULT.with(Feature.RECEIPTS).with(Feature.OFFLINE_QUEUE);

    private int sent;

    @BeforeEach
    void keepsAQueue() {
        build(QUEUE);
    }

    @Test
    void isDeliveredWhenTheUserComesForTheFirstTime() {
        send(2);

        assertThat(comes("phone")).containsExactly("subscribed user:ann at 0 NEW", "user:ann 1 1", "user:ann 2 2");
    }

    @Test
    void isDeliveredOnReturnFromWhereTheDeviceAcknowledged() {
        send(3);
        Peer phone = connect("phone");
        phone.says("delivered user:ann 2");
        phone.vanishes();
        send(1);

        assertThat(comes("phone"))
                .containsExactly("subscribed user:ann at 2 RECOVERED", "user:ann 3 3", "user:ann 4 4");
    }

    @Test
    void isDeliveredToEachDeviceOfTheUser() {
        Peer phone = connect("phone");
        Peer desk = connect("desk");
        send(1);
        phone.says("delivered user:ann 1");
        desk.says("delivered user:ann 1");
        desk.vanishes();
        send(1);
        phone.says("delivered user:ann 2");

        assertThat(comes("desk")).containsExactly("subscribed user:ann at 1 RECOVERED", "user:ann 2 2");
    }

    @Test
    void beginsForANewDeviceWhereTheUserHasGotTo() {
        Peer phone = connect("phone");
        send(3);
        phone.says("delivered user:ann 3");
        phone.vanishes();
        send(1);

        assertThat(comes("tablet")).containsExactly("subscribed user:ann at 3 RECOVERED", "user:ann 4 4");
    }

    @Test
    void isDeliveredFromWhereTheClientItselfSaysItLeftOff() {
        send(3);
        Peer phone = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
        phone.says("connect token-ann - device=phone user:ann=" + epochOf(ChannelName.personal(ANN)) + ":2");

        assertThat(phone.hears().subList(1, 3)).containsExactly("subscribed user:ann at 2 RECOVERED", "user:ann 3 3");
    }

    @Test
    @DisplayName("LI12: is bounded, and what had to go is told")
    void isBoundedAndWhatHadToGoIsTold() {
        build(QUEUE.history(3, 1 << 20, Duration.ofDays(7)));
        Peer phone = connect("phone");
        send(1);
        phone.says("delivered user:ann 1");
        phone.vanishes();
        send(1_000);

        assertThat(comes("phone"))
                .containsExactly(
                        "subscribed user:ann at 1 EXPIRED",
                        "gap user:ann 2-998 EVICTED",
                        "user:ann 999 999",
                        "user:ann 1000 1000",
                        "user:ann 1001 1001");
    }

    @Test
    void countsAsReceivedWhenTheLinkTookItAndTheDialectHasNoWordForIt() {
        Peer old = Peer.known(hub, lane, "ann");
        send(2);
        lane.advance(Duration.ofSeconds(2));
        old.vanishes();
        send(1);
        Peer again = Peer.known(hub, lane, "ann");

        assertThat(again.hears()).containsExactly("connected ann", "user:ann 3 3");
    }

    @Test
    void countsAsReceivedWhileTheConnectionLives() {
        Peer.known(hub, lane, "ann");
        send(2);
        lane.advance(Duration.ofSeconds(2));

        assertThat(comes("tablet")).containsExactly("subscribed user:ann at 2 RECOVERED");
    }

    @Test
    void countsAsReceivedAlsoWhenTheConnectionEndsAtOnce() {
        Peer old = Peer.known(hub, lane, "ann");
        send(2);
        old.vanishes();

        assertThat(Peer.known(hub, lane, "ann").hears()).containsExactly("connected ann");
    }

    @Test
    void isNotDeliveredWhereThereIsNoQueue() {
        build(ChannelOptions.DEFAULT);
        send(2);

        assertThat(comes("phone")).containsExactly("subscribed user:ann at 2 NEW");
    }

    @Test
    void isKeptInOrderWithWhatComesLive() {
        send(300);
        Peer phone = connect("phone");
        send(1);

        List<String> heard = phone.hears();

        assertThat(heard.subList(2, heard.size())).hasSize(301).endsWith("user:ann 300 300", "user:ann 301 301");
    }

    @Test
    void isDeliveredOnceTheStoreOfCursorsIsBack() {
        Hesitant store = new Hesitant();
        hub = builder().channels("user", QUEUE).cursors(store).build();
        send(1);

        assertThat(comes("phone")).isEmpty();
        Peer phone = connect("phone");
        phone.hears();
        lane.advance(Duration.ofSeconds(2));
        assertThat(phone.hears()).isEmpty();

        store.word = CompletableFuture.completedFuture(null);
        lane.advance(Duration.ofSeconds(2));
        assertThat(phone.hears()).containsExactly("subscribed user:ann at 0 NEW", "user:ann 1 1");
    }

    @Test
    @DisplayName("what a peer says while it is not known where to go on waits until it is")
    void isBegunBeforeWhatThePeerSaysOfIt() {
        Hesitant store = new Hesitant();
        hub = builder().channels("user", QUEUE).cursors(store).build();
        store.word = new CompletableFuture<>();
        Peer phone = connect("phone").says("delivered user:ann 0");
        assertThat(phone.hears()).containsExactly("connected ann");

        store.word.complete(null);
        lane.run();

        assertThat(phone.hears()).containsExactly("subscribed user:ann at 0 NEW", "0 unread");
    }

    @Test
    @DisplayName("what a peer says while it is asked once more where to go on waits as well")
    void isBegunAtASecondTryBeforeWhatThePeerSaysOfIt() {
        Hesitant store = new Hesitant();
        hub = builder().channels("user", QUEUE).cursors(store).build();
        Peer phone = connect("phone");
        store.word = new CompletableFuture<>();
        lane.advance(Duration.ofSeconds(2));
        phone.says("delivered user:ann 0");
        assertThat(phone.hears()).containsExactly("connected ann");

        store.word.complete(null);
        lane.run();

        assertThat(phone.hears()).containsExactly("subscribed user:ann at 0 NEW", "0 unread");
    }

    @Test
    void beginsAtTheTopWhereNothingIsKept() {
        PagesBroker broker = new PagesBroker().top("e", 9);
        hub = builder().channels("user", QUEUE).broker(broker).build();
        Peer phone = connect("phone");

        broker.answers(new Page.Entries(List.of(), new StreamPosition("e", 9)));
        lane.run();

        assertThat(phone.hears()).endsWith("subscribed user:ann at 9 NEW");
    }

    @Test
    @DisplayName("was begun before the place that a newcomer was told, where the node had not heard of it yet")
    void beginsWhereTheNewcomerIsToldAlsoBeyondWhatTheNodeHasHeardOf() {
        PagesBroker broker = new PagesBroker().top("e", 1);
        hub = builder().channels("user", QUEUE).broker(broker).build();
        Peer phone = connect("phone");
        broker.answers(PagesBroker.page("e", 3, 3, 3));
        lane.run();
        broker.tells(ChannelName.personal(ANN), "e", 2);
        broker.tells(ChannelName.personal(ANN), "e", 3);
        lane.run();

        assertThat(phone.hears()).containsExactly("connected ann", "subscribed user:ann at 2 NEW", "user:ann 3 3");
    }

    private void build(ChannelOptions options) {
        hub = builder().channels("user", options).build();
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            hub.sendToUser(ANN, Message.of(AnyPayload.of("" + ++sent)));
            lane.run();
        }
    }

    private Peer connect(String device) {
        return Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty())
                .says("connect token-ann - device=" + device);
    }

    /** What a device hears when it connects, but the greeting. */
    private List<String> comes(String device) {
        List<String> heard = connect(device).hears();
        return heard.subList(1, heard.size());
    }

    /** A store that says where a reader has got to when the test does. */
    private static final class Hesitant implements CursorStore {

        private final CursorStore store = new MemoryCursorStore();
        private CompletableFuture<Void> word = CompletableFuture.failedFuture(new IllegalStateException("away"));

        @Override
        public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
            return store.advance(reader, channel, position);
        }

        @Override
        public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
            return word.thenCompose(given -> store.position(reader, channel));
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
