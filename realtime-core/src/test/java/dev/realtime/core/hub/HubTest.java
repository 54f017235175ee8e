package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A hub on one lane")
class HubTest {

    private static final ChannelName CHAT = ChannelName.of("chat");

    private final ManualLane lane = new ManualLane();
    private Hub hub;

    @BeforeEach
    void build() {
        hub = builder().build();
    }

    @Nested
    @DisplayName("given two subscribers of a channel")
    class TwoSubscribers {
        private Peer ann;
        private Peer bob;

        @BeforeEach
        void subscribe() {
            ann = Peer.known(hub, lane, "ann").says("subscribe chat");
            bob = Peer.known(hub, lane, "bob").says("subscribe chat");
            ann.hears();
            bob.hears();
            ann.writes();
            bob.writes();
        }

        @Test
        void deliversToBothInTheOrderOfTheLog() {
            ann.says("publish chat 1", "publish chat 2");

            assertThat(bob.hears()).containsExactly("chat 1 1", "chat 2 2");
            assertThat(ann.hears()).containsExactly("ack 1", "ack 2", "chat 1 1", "chat 2 2");
        }

        @Test
        void writesOncePerTurnHoweverMuchThereIs() {
            ann.says("publish chat 1", "publish chat 2", "publish chat 3");

            assertThat(bob.writes()).containsExactly(3);
        }

        @Test
        void leavesTheOriginOutIfItWantsNoEcho() {
            ann.says("publish! chat 1", "publish chat 2");

            assertThat(bob.hears()).containsExactly("chat 1 1", "chat 2 2");
            assertThat(ann.hears()).containsExactly("ack 1", "ack 2", "chat 2 2");
        }

        @Test
        void tellsThePositionOncePerSecondAfterEntriesThatWereNotForTheReader() {
            ann.says("publish! chat 1", "publish! chat 2");
            ann.hears();

            lane.advance(Duration.ofSeconds(3));

            assertThat(ann.hears()).containsExactly("position chat 2");
        }

        @Test
        void sendsNothingAfterUnsubscribed() {
            bob.says("unsubscribe chat");
            ann.says("publish chat 1");

            assertThat(bob.hears()).containsExactly("unsubscribed chat");
        }

        @Test
        void answersASecondSubscribeWithoutASecondCopy() {
            bob.says("subscribe chat");
            ann.says("publish chat 1");

            assertThat(bob.hears()).containsExactly("subscribed chat at 0 NEW", "chat 1 1");
        }

        @Test
        void offersAgainWhatTheLinkDidNotTake() {
            bob.takesAtMost(2);

            ann.says("publish chat 1", "publish chat 2", "publish chat 3", "publish chat 4", "publish chat 5");

            assertThat(bob.hears()).containsExactly("chat 1 1", "chat 2 2", "chat 3 3", "chat 4 4", "chat 5 5");
            assertThat(bob.writes()).containsExactly(2, 2, 1);
        }

        @Test
        void forgetsTheChannelWhenTheLastSubscriberHasGone() {
            ann.vanishes();
            bob.vanishes();

            assertThat(stats().subscribers()).isEmpty();
            assertThat(stats().users()).isEmpty();
            assertThat(hub.connections()).isZero();
        }

        @Test
        void countsConnectionsUsersAndSubscribers() {
            Peer.known(hub, lane, "ann");

            assertThat(stats().connections()).isEqualTo(3);
            assertThat(stats().users()).containsEntry(UserId.of("ann"), 2).containsEntry(UserId.of("bob"), 1);
            assertThat(stats().subscribers()).containsExactly(java.util.Map.entry(CHAT, 2));
        }

        @Test
        void survivesADialectThatThrows() {
            bob.says("boom", "ping");

            assertThat(bob.hears()).containsExactly("failure INTERNAL_ERROR", "pong");
        }
    }

    @Nested
    @DisplayName("given messages to a user")
    class ToAUser {

        @Test
        void reachAllConnectionsOfTheUserAndNobodyElse() {
            Peer laptop = Peer.known(hub, lane, "ann");
            Peer phone = Peer.known(hub, lane, "ann");
            Peer bob = Peer.known(hub, lane, "bob");
            List.of(laptop, phone, bob).forEach(Peer::hears);

            hub.sendToUser(UserId.of("ann"), Message.of(Payload.json("1")));
            lane.run();

            assertThat(laptop.hears()).containsExactly("user:ann 1 1");
            assertThat(phone.hears()).containsExactly("user:ann 1 1");
            assertThat(bob.hears()).isEmpty();
        }

        @Test
        void areShownUnderAChannelToThoseSubscribedToIt() {
            Peer laptop = Peer.known(hub, lane, "ann").says("subscribe chat");
            Peer phone = Peer.known(hub, lane, "ann");
            List.of(laptop, phone).forEach(Peer::hears);

            hub.sendToUser(UserId.of("ann"), Message.of(Payload.json("1")).via(CHAT));
            lane.run();

            assertThat(laptop.hears()).containsExactly("chat 1 1");
            assertThat(phone.hears()).isEmpty();
        }

        @Test
        void cannotBeSubscribedToByAnother() {
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            bob.says("subscribe user:ann", "publish user:ann 1");

            assertThat(bob.hears()).containsExactly("failure PERMISSION_DENIED", "failure PERMISSION_DENIED");
        }

        @Test
        void stayInsideTheTenant() {
            Peer other = Peer.connect(
                    hub, lane, LineDialect.IMPLICIT, Optional.of(Identity.claimed(new UserId("globex", "ann"))));
            other.says("subscribe chat").hears();

            hub.sendToUser(new UserId("acme", "ann"), Message.of(Payload.json("1")));
            hub.publish(new ChannelName("acme", "chat"), Message.of(Payload.json("2")));
            lane.run();

            assertThat(other.hears()).isEmpty();
        }
    }

    @Nested
    @DisplayName("given a peer that has to present itself")
    class Presenting {
        @Test
        void doesNothingBeforeItHas() {
            Peer stranger = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());

            stranger.says("subscribe chat");

            assertThat(stranger.hears()).containsExactly("failure BAD_REQUEST");
        }

        @Test
        void greetsAndSubscribesInOneGo() {
            Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());

            ann.says("connect token-ann - chat news");

            assertThat(ann.hears())
                    .containsExactly(
                            "connected ann",
                            "subscribed chat at 0 NEW",
                            "subscribed news at 0 NEW",
                            "subscribed user:ann at 0 NEW");
        }

        @Test
        void closesOnABadToken() {
            Peer mallory = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());

            mallory.says("connect forged");

            assertThat(mallory.hears()).containsExactly("failure UNAUTHORIZED", "goodbye INVALID_TOKEN");
            assertThat(mallory.closedWith()).isEqualTo(4501);
        }

        @Test
        void closesWhoStaysSilent() {
            Peer silent = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());

            lane.advance(Duration.ofSeconds(11));

            assertThat(silent.closedWith()).isEqualTo(4501);
        }
    }

    @Nested
    @DisplayName("given a peer that lost its connection")
    class Resume {
        private String epoch;

        @BeforeEach
        void publishFive() {
            for (int i = 1; i <= 5; i++) {
                epoch = hub.publish(CHAT, Message.of(Payload.json("" + i)))
                        .toCompletableFuture()
                        .join()
                        .epoch();
            }
        }

        @Test
        void goesOnWhereItLeftOff() {
            Peer ann = Peer.known(hub, lane, "ann");
            ann.hears();

            ann.says("subscribe chat " + epoch + ":3");
            hub.publish(CHAT, Message.of(Payload.json("6")));
            lane.run();

            assertThat(ann.hears())
                    .containsExactly("subscribed chat at 3 RECOVERED", "chat 4 4", "chat 5 5", "chat 6 6");
        }

        @Test
        void isToldWhenTheLogBeganAnew() {
            Peer ann = Peer.known(hub, lane, "ann");
            ann.hears();

            ann.says("subscribe chat other:3");

            assertThat(ann.hears()).containsExactly("subscribed chat at 5 EPOCH");
        }

        @Test
        @DisplayName("MS15: an offset from the future is not recovered")
        void isToldWhenItIsAheadOfTheLog() {
            Peer ann = Peer.known(hub, lane, "ann");
            ann.hears();

            ann.says("subscribe chat " + epoch + ":9");

            assertThat(ann.hears()).containsExactly("subscribed chat at 5 AHEAD");
        }

        @Test
        void isToldWhenHistoryDoesNotReachBack() {
            hub = builder()
                    .channelDefaults(ChannelOptions.DEFAULT.history(2, 1 << 20, Duration.ofMinutes(1)))
                    .build();
            publishFive();
            Peer ann = Peer.known(hub, lane, "ann");
            ann.hears();

            ann.says("subscribe chat " + epoch + ":2");

            assertThat(ann.hears()).containsExactly("subscribed chat at 5 EXPIRED");
        }

        @Test
        void keepsItsClientIdSoThatItsOwnMessagesStayAway() {
            Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
            ann.says("connect token-ann - chat", "publish! chat 6");
            String secret = hub.kernel().sessions().secretOf(connectionOf("ann").client(), UserId.of("ann"));
            ann.vanishes();

            Peer again = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
            again.says("connect token-ann " + secret + " chat=" + epoch + ":4");

            assertThat(again.hears())
                    .containsExactly(
                            "connected ann resumed",
                            "subscribed chat at 4 RECOVERED",
                            "subscribed user:ann at 0 NEW",
                            "chat 5 5");
        }

        @Test
        void losesNothingOfAPageWhoseFirstEntriesAreItsOwn() {
            Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
            ann.says("connect token-ann - chat", "publish! chat 6", "publish! chat 7");
            String secret = hub.kernel().sessions().secretOf(connectionOf("ann").client(), UserId.of("ann"));
            ann.vanishes();
            publishes(3);

            Peer again = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
            again.says("connect token-ann " + secret + " chat=" + epoch + ":5");

            assertThat(again.hears())
                    .endsWith("chat 8 1", "chat 9 2", "chat 10 3")
                    .hasSize(6);
        }

        @Test
        @DisplayName("P7: a backlog far beyond what a client may lag is read page by page")
        void pullsALongBacklogAtItsOwnPace() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 2_000))
                    .channelDefaults(ChannelOptions.DEFAULT.history(10_000, 1 << 30, Duration.ofMinutes(1)))
                    .build();
            for (int i = 1; i <= 1_000; i++) {
                publishFive();
            }
            Peer ann = Peer.known(hub, lane, "ann");
            ann.hears();
            ann.stopsReading();

            ann.says("subscribe chat " + epoch + ":0");
            int writes = 0;
            while (writes++ < 1_000 && hub.connections() == 1 && !caughtUp(ann)) {
                ann.readsAgain().stopsReading();
            }

            assertThat(ann.closedWith()).isZero();
            assertThat(connectionOf("ann").subscriptions().get(CHAT).position()).isEqualTo(5_000);
        }

        private boolean caughtUp(Peer peer) {
            Cursor cursor = connectionOf("ann").subscriptions().get(CHAT);
            return cursor != null && cursor.isLive() && cursor.position() == 5_000 && !peer.isAborted();
        }
    }

    @Nested
    @DisplayName("given a peer that does not read")
    class SlowConsumer {

        @Test
        void cutsItWhenItIsTooManyBytesBehind() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 2_000))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();

            publishes(30);

            assertThat(bob.closedWith()).isEqualTo(4003);
        }

        @Test
        void tellsItWhatItMissedWhereTheChannelSkips() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxLagBytes = 2_000))
                    .channelDefaults(ChannelOptions.DEFAULT.slowPolicy(SlowPolicy.SKIP))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");
            bob.hears();
            bob.stopsReading();

            publishes(30);
            List<String> late = bob.readsAgain().hears();

            assertThat(bob.closedWith()).isZero();
            assertThat(late.get(0)).isEqualTo("chat 1 1");
            assertThat(late.get(1)).startsWith("gap chat 2-").endsWith(" SLOW");
            long gapEnd = Long.parseLong(late.get(1).replaceAll(".*-(\\d+) SLOW", "$1"));
            assertThat(late.subList(2, late.size())).hasSize((int) (30 - gapEnd));
        }

        @Test
        void cutsItWhenOneWriteTakesTooLong() {
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();
            publishes(1);

            lane.advance(Duration.ofSeconds(12));

            assertThat(bob.closedWith()).isEqualTo(4003);
        }

        @Test
        void holdsOnlyTheNewestPong() {
            Peer bob = Peer.known(hub, lane, "bob").stopsReading();
            bob.says("ping");
            bob.hears();

            for (int i = 0; i < 10_000; i++) {
                bob.pings("p" + i);
            }

            assertThat(bob.closedWith()).isZero();
            assertThat(bob.readsAgain().hears()).containsExactly("PONG p9999");
        }

        @Test
        void cutsItWhenItsRepliesPileUp() {
            Peer bob = Peer.known(hub, lane, "bob").stopsReading();

            for (int i = 0; i < 300; i++) {
                bob.says("ping");
            }

            assertThat(bob.closedWith()).isEqualTo(4003);
        }

        @Test
        void letsTheWindowGoOnceEverybodyHasReadIt() {
            Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat").stopsReading();
            publishes(100);
            Audience audience = lane1().audience(CHAT);
            assertThat(audience.log().isEmpty()).isFalse();

            bob.readsAgain();
            lane.advance(Duration.ofSeconds(5));

            assertThat(audience.log().isEmpty()).isTrue();
            assertThat(audience.log().hasRing()).isFalse();
        }
    }

    @Nested
    @DisplayName("given silence")
    class Silence {

        @Test
        void pingsAndThenGivesUp() {
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            lane.advance(Duration.ofSeconds(32));
            assertThat(bob.hears()).containsExactly("PING");

            lane.advance(Duration.ofSeconds(30));
            assertThat(bob.closedWith()).isEqualTo(4004);
            assertThat(hub.connections()).isZero();
        }

        @Test
        void takesAnyFrameForLife() {
            Peer bob = Peer.known(hub, lane, "bob");
            for (int i = 0; i < 10; i++) {
                lane.advance(Duration.ofSeconds(20));
                bob.says("ping");
            }

            assertThat(bob.closedWith()).isZero();
            assertThat(bob.hears()).doesNotContain("PING");
        }
    }

    @Nested
    @DisplayName("given a peer that asks for too much")
    class Hostile {

        @Test
        @DisplayName("MS01: the tenth malformed message in ten seconds closes")
        void closesWhoDoesNothingButErr() {
            Peer bob = Peer.known(hub, lane, "bob");
            for (int i = 0; i < 9; i++) {
                bob.says("nonsense");
            }
            assertThat(bob.closedWith()).isZero();

            bob.says("nonsense");

            assertThat(bob.closedWith()).isEqualTo(4503);
        }

        @Test
        @DisplayName("CH05: the 129th channel is refused")
        void boundsTheChannelsOfAConnection() {
            Peer bob = Peer.known(hub, lane, "bob");
            for (int i = 0; i < 128; i++) {
                bob.says("subscribe c" + i);
            }
            bob.hears();

            bob.says("subscribe one-more");

            assertThat(bob.hears()).containsExactly("failure LIMIT_EXCEEDED");
        }

        @Test
        @DisplayName("CH02, CH03, CH04: names outside the grammar are refused")
        void refusesBadNames() {
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            bob.says("subscribe Chat", "subscribe *", "subscribe chat.>", "subscribe t2/chat", "subscribe ../x");

            assertThat(bob.hears()).hasSize(5).containsOnly("failure BAD_REQUEST");
        }

        @Test
        @DisplayName("LI06: a user has so many connections and no more")
        void boundsTheConnectionsOfAUser() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxConnectionsPerUser = 1))
                    .build();
            Peer.known(hub, lane, "ann");

            Peer second = Peer.known(hub, lane, "ann");

            assertThat(second.closedWith()).isEqualTo(4504);
            assertThat(stats().users()).containsExactly(java.util.Map.entry(UserId.of("ann"), 1));
        }

        @Test
        @DisplayName("a healthy publisher that sends 5,000 messages in one piece was closed as slow")
        void answersABurstThatComesInOnePiece() {
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();
            String[] burst = new String[5_000];
            java.util.Arrays.fill(burst, "publish chat x");

            bob.says(burst);

            assertThat(bob.closedWith()).isZero();
            assertThat(bob.hears()).hasSize(5_000);
        }

        @Test
        void stopsReadingAPeerThatDoesNotTakeItsReplies() {
            Peer bob = Peer.known(hub, lane, "bob").stopsReading();
            String[] pings = new String[200];
            java.util.Arrays.fill(pings, "ping");
            bob.says("ping").says(pings);
            assertThat(bob.isRead()).isFalse();

            bob.readsAgain();

            assertThat(bob.isRead()).isTrue();
        }

        @Test
        void stopsReadingAPeerWithTooManyPublishesUnderWay() {
            CompletableFuture<Boolean> verdict = new CompletableFuture<>();
            hub = builder().authorizer((who, action, channel) -> verdict).build();
            Peer bob = Peer.known(hub, lane, "bob");
            String[] many = new String[32];
            for (int i = 0; i < many.length; i++) {
                many[i] = "publish c" + i + " x";
            }

            bob.says(many);
            assertThat(bob.isRead()).isFalse();
            verdict.complete(true);
            lane.run();

            assertThat(bob.isRead()).isTrue();
        }

        @Test
        void asksTheAuthorizer() {
            hub = builder()
                    .authorizer((who, action, channel) -> CompletableFuture.completedFuture(false))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            bob.says("subscribe chat", "publish chat x");

            assertThat(bob.hears()).containsExactly("failure PERMISSION_DENIED", "failure PERMISSION_DENIED");
        }
    }

    @Test
    void drainsWithAGoodbyeToEverybody() {
        List<Peer> peers = java.util.stream.IntStream.range(0, 50)
                .mapToObj(i -> Peer.known(hub, lane, "u" + i))
                .toList();
        peers.forEach(Peer::hears);

        CompletableFuture<Void> drained = hub.drain(Duration.ofSeconds(10)).toCompletableFuture();
        lane.advance(Duration.ofSeconds(5));
        assertThat(hub.connections()).isBetween(10, 40);
        lane.advance(Duration.ofSeconds(6));

        assertThat(drained).isCompleted();
        assertThat(peers).allSatisfy(peer -> assertThat(peer.hears()).containsExactly("goodbye SHUTDOWN"));
        assertThat(peers).allSatisfy(peer -> assertThat(peer.closedWith()).isEqualTo(4001));
    }

    private HubBuilder builder() {
        return Hub.builder().lanes(List.of(lane)).ticker(lane);
    }

    private void publishes(int count) {
        for (int i = 1; i <= count; i++) {
            hub.publish(CHAT, Message.of(Payload.json("" + i)));
            lane.run();
        }
    }

    private HubStats stats() {
        return hub.stats().toCompletableFuture().join();
    }

    private LaneHub lane1() {
        return hub.kernel().lanes()[0];
    }

    private Connection connectionOf(String user) {
        for (Connection connection : lane1().connections().toArray()) {
            if (connection.identity().user().value().equals(user)) {
                return connection;
            }
        }
        throw new AssertionError("no connection of " + user);
    }
}
