package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Limits;
import dev.realtime.core.UserId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The patience of a hub")
class PatienceTest extends OneLaneHub {

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

        @Test
        void takesAPingForLife() {
            Peer bob = Peer.known(hub, lane, "bob");
            for (int i = 0; i < 5; i++) {
                lane.advance(Duration.ofSeconds(20));
                bob.pings("x");
            }

            assertThat(bob.hears()).doesNotContain("PING").hasSize(6);
        }

        @Test
        void takesBytesForLife() {
            Peer bob = Peer.connect(hub, lane, LineDialect.OF_BYTES, Peer.user("bob"));
            for (int i = 0; i < 5; i++) {
                lane.advance(Duration.ofSeconds(20));
                bob.saysInBytes("ping");
            }

            assertThat(bob.hears()).doesNotContain("PING").endsWith("pong");
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
        @DisplayName("FR17: a binary message in a dialect of text closes with 1003")
        void closesWhoSendsBytesWhereTextIsSpoken() {
            Peer bob = Peer.known(hub, lane, "bob").sendsBytes();

            assertThat(bob.closedWith()).isEqualTo(1003);
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
            bob.says("subscribe __proto__", "subscribe constructor");

            assertThat(bob.hears()).hasSize(7).containsOnly("failure BAD_REQUEST");
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
        void readsOnWhileNoMoreThanHalfOfTheRepliesThatMayWaitDo() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxControlFrames = 8))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob").stopsReading().says("ping");

            bob.says("ping", "ping", "ping", "ping");
            assertThat(bob.isRead()).isTrue();
            bob.says("ping");
            assertThat(bob.isRead()).isFalse();

            bob.readsOnly(4);
            assertThat(bob.isRead()).isFalse();
            bob.readsOnly(1);
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
        @DisplayName("commands behind one slow answer piled up without a bound")
        void stopsReadingAPeerWithTooManyCommandsWaitingBehindOneAnswer() {
            CompletableFuture<Boolean> verdict = new CompletableFuture<>();
            hub = builder().authorizer((who, action, channel) -> verdict).build();
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();
            String[] many = new String[32];
            java.util.Arrays.fill(many, "publish chat x");

            bob.says(many);
            assertThat(bob.isRead()).isFalse();
            verdict.complete(true);
            lane.run();

            assertThat(bob.isRead()).isTrue();
            assertThat(bob.hears()).hasSize(32).startsWith("ack 1").endsWith("ack 32");
        }

        @Test
        @DisplayName("a channel on its way counts once, not twice")
        void countsChannelsExactlyWhileTheyAreOnTheirWay() {
            PagesBroker broker = new PagesBroker();
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxChannelsPerConnection = 3))
                    .broker(broker)
                    .build();
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            bob.says("subscribe a e:1", "subscribe b e:1", "subscribe c e:1", "subscribe d e:1");

            assertThat(bob.hears()).containsExactly("failure LIMIT_EXCEEDED");
        }

        @Test
        void takesANewChannelForOneThatWasLeftOrRefused() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxChannelsPerConnection = 1))
                    .authorizer((who, action, channel) ->
                            CompletableFuture.completedFuture(!channel.local().equals("secret")))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            bob.says("subscribe secret", "subscribe a", "subscribe b", "unsubscribe a", "subscribe b");

            assertThat(bob.hears())
                    .containsExactly(
                            "failure PERMISSION_DENIED",
                            "subscribed a at 0 NEW",
                            "failure LIMIT_EXCEEDED",
                            "unsubscribed a",
                            "subscribed b at 0 NEW");
        }

        @Test
        void countsTheChannelsNamedInTheFirstMessageAsWell() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxChannelsPerConnection = 1))
                    .build();
            Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());

            ann.says("connect token-ann - a b");

            assertThat(ann.hears())
                    .containsExactly(
                            "connected ann",
                            "subscribed a at 0 NEW",
                            "failure LIMIT_EXCEEDED unasked",
                            "subscribed user:ann at 0 NEW");
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
}
