package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.Feature;
import dev.realtime.core.Clients;
import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Limits;
import dev.realtime.core.RefusedException;
import dev.realtime.core.UserId;
import dev.realtime.core.policy.BlockList.Subject;
import dev.realtime.core.spi.Authorizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An application")
class ServerSideControlTest extends OneLaneHub {

    private static final UserId ANN = UserId.of("ann");
    private static final ChannelName OPEN = ChannelName.of("open");

    /** What the authorizer says of every channel but {@code open}. */
    private CompletionStage<Boolean> answer = CompletableFuture.completedFuture(false);

    private final Authorizer guarded =
            (who, action, channel) -> channel.equals(OPEN) ? CompletableFuture.completedFuture(true) : answer;
    private Peer ann;

    @BeforeEach
    void connect() {
        build(builder());
    }

    private void build(HubBuilder builder) {
        hub = builder.authorizer(guarded).build();
        ann = connected("-");
    }

    @Nested
    @DisplayName("that subscribes a user")
    class Subscribes {

        @Test
        void hasHimTreatedAsIfHeHadAskedAndWereAllowed() {
            assertThat(outcome(hub.subscribe(ANN, CHAT))).isEqualTo(1);
            publishes(1);

            assertThat(ann.hears()).containsExactly("subscribed chat at 0 NEW", "chat 1 1");
        }

        @Test
        void reachesAllHisConnectionsAndNobodyElses() {
            Peer second = Peer.known(hub, lane, "ann");
            Peer bob = Peer.known(hub, lane, "bob");
            second.hears();
            bob.hears();

            assertThat(outcome(hub.subscribe(ANN, CHAT))).isEqualTo(2);

            assertThat(ann.hears()).containsExactly("subscribed chat at 0 NEW");
            assertThat(second.hears()).containsExactly("subscribed chat at 0 NEW");
            assertThat(bob.hears()).isEmpty();
        }

        @Test
        void mayMeanASingleClient() {
            String client = connectionOf("ann").client();
            Peer second = connected("-");

            assertThat(outcome(hub.subscribe(Clients.of(ANN, client), CHAT))).isEqualTo(1);

            assertThat(ann.hears()).containsExactly("subscribed chat at 0 NEW");
            assertThat(second.hears()).isEmpty();
            assertThat(outcome(hub.subscribe(Clients.of(UserId.of("bob"), client), CHAT)))
                    .isZero();
        }

        @Test
        void saysNothingToWhoIsSubscribedAlready() {
            ann.says("subscribe open");
            ann.hears();

            assertThat(outcome(hub.subscribe(ANN, OPEN))).isEqualTo(1);

            assertThat(ann.hears()).isEmpty();
        }

        @Test
        void decidesForRefreshesToo() {
            outcome(hub.subscribe(ANN, CHAT));
            ann.says("refresh token-ann");
            ann.hears();

            publishes(1);

            assertThat(ann.hears()).containsExactly("chat 1 1");
        }

        @Test
        void leavesAPeerThatHasNotPresentedItselfAlone() {
            Peer silent = Peer.connect(hub, lane, LineDialect.EXPLICIT, Peer.user("bob"));

            assertThat(outcome(hub.subscribe(UserId.of("bob"), CHAT))).isZero();

            assertThat(silent.says("connect").hears()).doesNotContain("subscribed chat at 0 NEW");
        }

        @Test
        void keepsWithinTheChannelsOfAConnection() {
            build(builder().limits(Limits.DEFAULT.with(limits -> limits.maxChannelsPerConnection = 1)));
            ann.says("subscribe open");
            ann.hears();

            assertThat(outcome(hub.subscribe(ANN, CHAT))).isZero();
            assertThat(ann.hears()).isEmpty();
            ann.says("unsubscribe open");
            assertThat(outcome(hub.subscribe(ANN, CHAT))).isEqualTo(1);

            assertThat(ann.hears()).containsExactly("unsubscribed open", "subscribed chat at 0 NEW");
        }

        @Test
        void keepsWithinTheSeatsOfAChannel() {
            build(builder().channels("chat", ChannelOptions.DEFAULT.maxSubscribers(1)));
            Peer second = connected("-");

            assertThat(outcome(hub.subscribe(ANN, CHAT))).isEqualTo(1);
            assertThat(heardByAll(ann, second)).containsExactly("subscribed chat at 0 NEW");
            outcome(hub.unsubscribe(ANN, CHAT));

            assertThat(outcome(hub.subscribe(ANN, CHAT))).isEqualTo(1);
        }

        @Test
        void waitsForWhatThePeerAskedForBefore() {
            CompletableFuture<Boolean> late = hesitant();
            ann.says("subscribe chat");

            CompletionStage<Integer> subscribing = hub.subscribe(ANN, CHAT);
            lane.run();
            assertThat(subscribing.toCompletableFuture()).isNotDone();
            late.complete(false);

            assertThat(outcome(subscribing)).isEqualTo(1);
            assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED", "subscribed chat at 0 NEW");
        }

        @Test
        void isAnsweredAlsoWhenThePeerIsGoneFirst() {
            hesitant();
            ann.says("subscribe chat");
            CompletionStage<Integer> subscribing = hub.subscribe(ANN, CHAT);
            CompletionStage<Integer> unsubscribing = hub.unsubscribe(ANN, CHAT);
            lane.run();

            ann.vanishes();

            assertThat(outcome(subscribing)).isZero();
            assertThat(outcome(unsubscribing)).isZero();
        }

        @Test
        void isToldWhereTheBrokerIsAway() {
            PagesBroker broker = new PagesBroker().top("e", 0);
            build(builder().broker(broker));
            broker.refusesToAttach();

            CompletionStage<Integer> subscribing = hub.subscribe(ANN, CHAT);
            lane.run();

            assertRefused(subscribing, ErrorCode.NOT_AVAILABLE);
            assertThat(ann.hears()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"chat#bob,cid", "chat:*"})
        void cannotHaveHimWhereTheEngineLetsHimNever(String channel) {
            assertRefused(hub.subscribe(ANN, ChannelName.of(channel)), ErrorCode.PERMISSION_DENIED);
            lane.run();

            assertThat(ann.hears()).isEmpty();
        }

        @Test
        void mayGiveHimAFeedWhoseEntriesGoByTheRules() {
            build(builder().channels("orders", ChannelOptions.DEFAULT.with(Feature.FEED)));

            outcome(hub.subscribe(ANN, ChannelName.of("orders:*")));
            hub.publish(ChannelName.of("orders:1"), message("1"));
            lane.run();

            assertThat(ann.hears()).containsExactly("subscribed orders:* at 0 NEW");
        }

        @Test
        void namesAChannelOfHisTenantThatIsNoUsersOwn() {
            assertThatThrownBy(() -> hub.subscribe(ANN, new ChannelName("acme", "chat")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> hub.subscribe(ANN, ChannelName.personal(ANN)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> hub.unsubscribe(ANN, ChannelName.personal(ANN)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> hub.subscribe(ANN, CHAT.presence())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    @DisplayName("whose user comes back")
    class ComesBack {

        @Test
        void findsHimWhereHeLeftOff() {
            outcome(hub.subscribe(ANN, CHAT));
            publishes(1);
            String session = session();
            ann.vanishes();
            publishes(1);

            Peer back = connected(session + " chat=" + epochOf(CHAT) + ":1");

            assertThat(back.hears()).contains("connected ann resumed", "subscribed chat at 1 RECOVERED", "chat 2 1");
        }

        @Test
        @DisplayName("a client came back before the node knew it was gone, and was asked about anew")
        void findsHimAlsoWhileTheOldConnectionIsThere() {
            outcome(hub.subscribe(ANN, CHAT));

            Peer back = connected(session() + " chat");

            assertThat(back.hears()).contains("subscribed chat at 0 NEW");
        }

        @Test
        void hasDecidedForThatClientAlone() {
            outcome(hub.subscribe(ANN, CHAT));
            ann.vanishes();

            assertThat(connected("- chat").hears()).contains("failure PERMISSION_DENIED unasked");
        }

        @Test
        void hasHimAskedAboutAgainOnceHeUnsubscribed() {
            outcome(hub.subscribe(ANN, CHAT));
            String session = session();
            ann.says("unsubscribe chat").vanishes();

            assertThat(connected(session + " chat").hears()).contains("failure PERMISSION_DENIED unasked");
        }

        @Test
        void mayHaveChangedItsMindMeanwhile() {
            outcome(hub.subscribe(ANN, CHAT));
            String session = session();
            ann.vanishes();

            assertThat(outcome(hub.unsubscribe(ANN, CHAT))).isZero();

            assertThat(connected(session + " chat").hears()).contains("failure PERMISSION_DENIED unasked");
        }

        @Test
        void hasDecidedNothingForHimAfterItSentHimAwayForGood() {
            outcome(hub.subscribe(ANN, CHAT));
            String session = session();
            outcome(hub.disconnect(ANN));

            assertThat(connected(session + " chat").hears()).contains("failure PERMISSION_DENIED unasked");
        }

        @Test
        void hasDecidedNothingForHimAfterItBlockedHim() {
            outcome(hub.subscribe(ANN, CHAT));
            String session = session();
            hub.blocks().block(new Subject.User(ANN), "spam");
            lane.run();
            hub.blocks().unblock(new Subject.User(ANN));

            assertThat(connected(session + " chat").hears()).contains("failure PERMISSION_DENIED unasked");
        }

        @Test
        void keepsItsWordWhereItOnlyCutHim() {
            outcome(hub.subscribe(ANN, CHAT));
            String session = session();
            outcome(hub.disconnect(Clients.of(ANN), CloseCode.INSUFFICIENT_STATE));

            assertThat(connected(session + " chat").hears()).contains("subscribed chat at 0 NEW");
        }
    }

    @Nested
    @DisplayName("that unsubscribes a user")
    class Unsubscribes {

        @Test
        void hasHimToldAndShownNothingAfterwards() {
            ann.says("subscribe open");
            ann.hears();

            hub.publish(OPEN, message("1"));
            CompletionStage<Integer> unsubscribing = hub.unsubscribe(ANN, OPEN);
            hub.publish(OPEN, message("2"));
            assertThat(outcome(unsubscribing)).isEqualTo(1);
            hub.publish(OPEN, message("3"));
            lane.run();

            assertThat(ann.hears()).last().isEqualTo("unsubscribed open PERMISSION_DENIED");
        }

        @Test
        void hasWhatASlowReaderDidNotTakeYetHeldBack() {
            ann.says("subscribe open").stopsReading();
            hub.publish(OPEN, message("1"));
            lane.run();
            ann.hears();
            hub.publish(OPEN, message("2"));
            lane.run();

            outcome(hub.unsubscribe(ANN, OPEN));
            ann.readsAgain();

            assertThat(ann.hears()).containsExactly("unsubscribed open PERMISSION_DENIED");
        }

        @Test
        void shutsHimOutOfMessagesShownUnderThatName() {
            ann.says("subscribe open");
            outcome(hub.unsubscribe(ANN, OPEN));
            ann.hears();

            hub.sendToUser(ANN, message("1").via(OPEN));
            lane.run();

            assertThat(ann.hears()).doesNotContain("open 1 1");
        }

        @Test
        void saysNothingToWhoIsNotSubscribed() {
            assertThat(outcome(hub.unsubscribe(ANN, CHAT))).isZero();

            assertThat(ann.hears()).isEmpty();
        }

        @Test
        void meansTheSubscriptionThatIsUnderWayToo() {
            CompletableFuture<Boolean> late = hesitant();
            ann.says("subscribe chat");

            CompletionStage<Integer> unsubscribing = hub.unsubscribe(ANN, CHAT);
            late.complete(true);

            assertThat(outcome(unsubscribing)).isEqualTo(1);
            assertThat(ann.hears()).containsExactly("subscribed chat at 0 NEW", "unsubscribed chat PERMISSION_DENIED");
        }

        @Test
        @DisplayName("what was subscribed a moment before came back with its session")
        void takesBackWhatItSubscribedAMomentBefore() {
            CompletableFuture<Boolean> late = hesitant();
            String session = session();
            ann.says("subscribe chat");
            hub.subscribe(ANN, CHAT);
            CompletionStage<Integer> unsubscribing = hub.unsubscribe(ANN, CHAT);
            late.complete(false);
            assertThat(outcome(unsubscribing)).isEqualTo(1);
            ann.vanishes();

            assertThat(connected(session + " chat").hears()).contains("failure PERMISSION_DENIED unasked");
        }

        @Test
        void leavesHimFreeToAskAgain() {
            ann.says("subscribe open");
            outcome(hub.unsubscribe(ANN, OPEN));
            ann.hears();

            assertThat(ann.says("subscribe open").hears()).containsExactly("subscribed open at 0 NEW");
        }

        @Test
        void mayMeanASingleClient() {
            String client = connectionOf("ann").client();
            Peer second = connected("-").says("subscribe open");
            ann.says("subscribe open");

            assertThat(outcome(hub.unsubscribe(Clients.of(ANN, client), OPEN))).isEqualTo(1);
            second.hears();
            hub.publish(OPEN, message("1"));
            lane.run();

            assertThat(second.hears()).containsExactly("open 1 1");
        }
    }

    @Nested
    @DisplayName("that disconnects a user")
    class Disconnects {

        @Test
        void endsHisConnectionsAndNobodyElses() {
            Peer second = Peer.known(hub, lane, "ann");
            Peer bob = Peer.known(hub, lane, "bob");

            assertThat(outcome(hub.disconnect(ANN))).isEqualTo(2);

            assertThat(ann.hears()).containsExactly("goodbye KICKED");
            assertThat(ann.closedWith()).isEqualTo(4505);
            assertThat(second.closedWith()).isEqualTo(4505);
            assertThat(bob.closedWith()).isZero();
            assertThat(outcome(hub.disconnect(ANN))).isZero();
        }

        @Test
        void maySayThatHeMayComeBack() {
            assertThat(outcome(hub.disconnect(Clients.of(ANN), CloseCode.OVERLOADED)))
                    .isEqualTo(1);

            assertThat(ann.closedWith()).isEqualTo(4006);
        }

        @Test
        void mayMeanASingleClient() {
            String client = connectionOf("ann").client();
            Peer second = connected("-");

            assertThat(outcome(hub.disconnect(Clients.of(ANN, client), CloseCode.KICKED)))
                    .isEqualTo(1);

            assertThat(ann.closedWith()).isEqualTo(4505);
            assertThat(second.closedWith()).isZero();
        }

        @Test
        void meansAPeerThatHasNotPresentedItselfYetToo() {
            Peer silent = Peer.connect(hub, lane, LineDialect.EXPLICIT, Peer.user("bob"));

            assertThat(outcome(hub.disconnect(UserId.of("bob")))).isEqualTo(1);

            assertThat(silent.closedWith()).isEqualTo(4505);
        }

        @Test
        void givesAReasonOfItsOwn() {
            assertThatThrownBy(() -> hub.disconnect(Clients.of(ANN), CloseCode.NORMAL))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1000");
        }
    }

    @Test
    @DisplayName("reaches the connections on every lane")
    void reachesEveryLane() {
        ManualLane one = new ManualLane().oneOfSeveral();
        ManualLane two = new ManualLane().oneOfSeveral();
        hub = Hub.builder()
                .lanes(List.of(one, two))
                .ticker(one)
                .wallClock(one)
                .authorizer(guarded)
                .build();
        Peer here = Peer.known(hub, one, "ann");
        Peer there = Peer.known(hub, two, "ann");
        settle(one, two);

        assertThat(outcome(hub.subscribe(ANN, CHAT), one, two)).isEqualTo(2);
        hub.publish(CHAT, message("1"));
        settle(one, two);
        assertThat(outcome(hub.unsubscribe(ANN, CHAT), one, two)).isEqualTo(2);
        assertThat(outcome(hub.disconnect(ANN), one, two)).isEqualTo(2);

        for (Peer peer : List.of(here, there)) {
            assertThat(peer.hears())
                    .containsExactly(
                            "connected ann",
                            "subscribed chat at 0 NEW",
                            "chat 1 1",
                            "unsubscribed chat PERMISSION_DENIED",
                            "goodbye KICKED");
            assertThat(peer.closedWith()).isEqualTo(4505);
        }
    }

    private static void assertRefused(CompletionStage<Integer> stage, ErrorCode code) {
        assertThat(stage.toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.code())
                        .isEqualTo(code));
    }

    private static int outcome(CompletionStage<Integer> stage, ManualLane one, ManualLane two) {
        settle(one, two);
        return stage.toCompletableFuture().join();
    }

    private static void settle(ManualLane one, ManualLane two) {
        for (int i = 0; i < 8; i++) {
            one.run();
            two.run();
        }
    }

    private int outcome(CompletionStage<Integer> stage) {
        lane.run();
        assertThat(stage.toCompletableFuture()).isDone();
        return stage.toCompletableFuture().join();
    }

    /** Another connection of Ann's. @param words what it says after her token: session and subscriptions */
    private Peer connected(String words) {
        Peer peer =
                Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty()).says("connect token-ann " + words);
        if (words.equals("-")) {
            peer.hears();
        }
        return peer;
    }

    /** From now on nobody knows for a while. */
    private CompletableFuture<Boolean> hesitant() {
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        answer = late;
        return late;
    }

    private static List<String> heardByAll(Peer one, Peer other) {
        List<String> all = new ArrayList<>(one.hears());
        all.addAll(other.hears());
        return all;
    }

    private String session() {
        return hub.kernel().sessions().secretOf(connectionOf("ann").client(), ANN);
    }
}
