package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import dev.realtime.core.Message;
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
class HubTest extends OneLaneHub {

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
        void tellsNoPositionThatAMessageTold() {
            ann.says("publish! chat 1", "publish chat 2").hears();

            lane.advance(Duration.ofSeconds(3));

            assertThat(ann.hears()).isEmpty();
        }

        @Test
        void tellsNoPositionInAChannelThatWasLeft() {
            ann.says("publish! chat 1", "unsubscribe chat").hears();

            lane.advance(Duration.ofSeconds(3));

            assertThat(ann.hears()).isEmpty();
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
        @DisplayName("counts what windows hold for whoever has not read it")
        void countsWhatWaits() {
            bob.says("subscribe news").stopsReading();
            hub.publish(CHAT, message("1"));
            lane.run();
            for (ChannelName channel : List.of(CHAT, CHAT, ChannelName.of("news"))) {
                hub.publish(channel, message("2"));
            }
            lane.run();

            assertThat(stats().waitingEntries()).isEqualTo(3);
            assertThat(stats().waitingBytes()).isEqualTo(3L * Entry.sizeOf(message("2")));
            bob.readsAgain();
            lane.advance(Duration.ofSeconds(1));

            assertThat(stats().waitingEntries()).isZero();
            assertThat(stats().waitingBytes()).isZero();
        }

        @Test
        void survivesADialectThatThrows() {
            bob.says("boom", "ping");

            assertThat(bob.hears()).containsExactly("failure INTERNAL_ERROR unasked", "pong");
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

            hub.sendToUser(UserId.of("ann"), Message.of(AnyPayload.of("1")));
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

            hub.sendToUser(UserId.of("ann"), Message.of(AnyPayload.of("1")).via(CHAT));
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

            hub.sendToUser(new UserId("acme", "ann"), Message.of(AnyPayload.of("1")));
            hub.publish(new ChannelName("acme", "chat"), Message.of(AnyPayload.of("2")));
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
        @DisplayName("of a dialect that greets whom it knows, it is greeted once it is known")
        void greetsALateOneOfADialectThatNeedNotBegin() {
            Peer ann = Peer.connect(hub, lane, LineDialect.IMPLICIT, Optional.empty());
            assertThat(ann.hears()).isEmpty();

            assertThat(ann.says("connect token-ann").hears()).containsExactly("connected ann");
        }

        @Test
        void closesWhoStaysSilent() {
            Peer silent = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());

            lane.advance(Duration.ofSeconds(11));

            assertThat(silent.closedWith()).isEqualTo(4501);
        }
    }

    @Test
    void sendsAwayWhoeverComesWhileItDrains() {
        CompletableFuture<Void> drained = hub.drain(Duration.ofSeconds(10)).toCompletableFuture();

        Peer late = Peer.known(hub, lane, "ann");

        assertThat(drained).isCompleted();
        assertThat(late.hears()).containsExactly("goodbye SHUTDOWN");
        assertThat(hub.connections()).isZero();
    }

    @Test
    void cutsEverybodyWhenItCloses() {
        Peer ann = Peer.known(hub, lane, "ann");

        hub.close();
        lane.run();

        assertThat(ann.isAborted()).isTrue();
        assertThat(hub.connections()).isZero();
        assertThat(Peer.known(hub, lane, "bob").closedWith()).isEqualTo(4001);
    }

    @Test
    void allowsNoChannelUnlessItIsToldOtherwise() {
        hub = Hub.builder().lanes(List.of(lane)).ticker(lane).build();
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();

        ann.says("subscribe chat", "publish chat x");

        assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED", "failure PERMISSION_DENIED");
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
}
