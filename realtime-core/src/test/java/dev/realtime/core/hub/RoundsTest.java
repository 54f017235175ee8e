package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The rounds of a lane")
class RoundsTest extends OneLaneHub {

    @Nested
    @DisplayName("given connections that are silent")
    class Silent {

        @Test
        void pingAndGiveUpToTheSecond() {
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            lane.advance(Duration.ofMillis(29_999));
            assertThat(bob.hears()).isEmpty();
            lane.advance(Duration.ofMillis(1));
            assertThat(bob.hears()).containsExactly("PING");

            lane.advance(Duration.ofMillis(29_999));
            assertThat(bob.closedWith()).isZero();
            lane.advance(Duration.ofMillis(1));
            assertThat(bob.closedWith()).isEqualTo(4004);
        }

        @Test
        void countFromTheLastSignOfLife() {
            Peer bob = Peer.known(hub, lane, "bob");
            lane.advance(Duration.ofSeconds(25));
            bob.says("ping").hears();

            lane.advance(Duration.ofMillis(29_999));
            assertThat(bob.hears()).isEmpty();
            lane.advance(Duration.ofMillis(1));

            assertThat(bob.hears()).containsExactly("PING");
        }

        @Test
        void comeOftenWhereTheLimitsAreShort() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> {
                        limits.pingAfter = Duration.ofMillis(100);
                        limits.deadAfter = Duration.ofMillis(200);
                    }))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            lane.advance(Duration.ofMillis(99));
            assertThat(bob.hears()).isEmpty();
            lane.advance(Duration.ofMillis(1));

            assertThat(bob.hears()).containsExactly("PING");
        }

        @Test
        void wrapAroundWhereTheLimitsAreLong() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> {
                        limits.pingAfter = Duration.ofSeconds(400);
                        limits.deadAfter = Duration.ofSeconds(800);
                    }))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob");
            bob.hears();

            lane.advance(Duration.ofSeconds(399));
            assertThat(bob.hears()).isEmpty();
            lane.advance(Duration.ofSeconds(1));

            assertThat(bob.hears()).containsExactly("PING");
        }

        @Test
        void findEverybodyHoweverManyCameAndWent() {
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                peers.add(Peer.known(hub, lane, "u" + i));
            }
            for (int i = 0; i < 100; i += 3) {
                peers.get(i).vanishes();
            }
            peers.forEach(Peer::hears);
            assertThat(hub.connections()).isEqualTo(66);

            lane.advance(Duration.ofSeconds(30));

            for (int i = 0; i < 100; i++) {
                assertThat(peers.get(i).hears()).hasSize(i % 3 == 0 ? 0 : 1);
            }
            lane.advance(Duration.ofSeconds(30));
            assertThat(hub.connections()).isZero();
            assertThat(stats().users()).isEmpty();
        }

        @Test
        void askInAMessageAsWellWhereThePeerWantsThat() {
            Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
            ann.says("connect+ token-ann").hears();

            lane.advance(Duration.ofSeconds(30));

            assertThat(ann.hears()).containsExactly("ping?", "PING");
        }
    }

    @Nested
    @DisplayName("given a peer that has to present itself")
    class Opening {

        @Test
        void waitTenSecondsForIt() {
            Peer stranger = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());

            lane.advance(Duration.ofMillis(9_999));
            assertThat(stranger.closedWith()).isZero();
            lane.advance(Duration.ofMillis(1));

            assertThat(stranger.hears()).containsExactly("failure UNAUTHORIZED unasked", "goodbye CREDENTIALS_TIMEOUT");
            assertThat(stranger.closedWith()).isEqualTo(4501);
        }

        @Test
        void countTheTimeFromItsConnection() {
            lane.advance(Duration.ofSeconds(100));
            Peer stranger = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());

            lane.advance(Duration.ofMillis(9_999));
            assertThat(stranger.closedWith()).isZero();
            lane.advance(Duration.ofSeconds(1));

            assertThat(stranger.closedWith()).isEqualTo(4501);
        }

        @Test
        void missNoPingOfOneThatDid() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> {
                        limits.pingAfter = Duration.ofSeconds(1);
                        limits.deadAfter = Duration.ofSeconds(2);
                    }))
                    .build();
            Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
            ann.says("connect token-ann").hears();

            lane.advance(Duration.ofMillis(1_500));

            assertThat(ann.hears()).containsExactly("PING");
        }
    }

    @Nested
    @DisplayName("given a peer that the hub does not read")
    class Unread {

        @Test
        void takeNobodyForDeadWhoMayNotSpeakBecauseOfHisReplies() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> {
                        limits.maxControlFrames = 8;
                        limits.maxLagAge = Duration.ofHours(1);
                    }))
                    .build();
            Peer bob = Peer.known(hub, lane, "bob").stopsReading().says("ping", "ping", "ping");
            bob.says("ping", "ping", "ping", "ping", "ping");
            assertThat(bob.isRead()).isFalse();

            lane.advance(Duration.ofMinutes(5));

            assertThat(bob.closedWith()).isZero();
        }

        @Test
        void waitForHisCommandsAsLongAsSomeHaveOutcomes() {
            List<CompletableFuture<Boolean>> verdicts = new ArrayList<>();
            hub = withSlowVerdicts(verdicts);
            lane.advance(Duration.ofSeconds(100));
            Peer bob = Peer.known(hub, lane, "bob");
            bob.says("publish a x", "publish b x", "publish c x", "publish d x").hears();
            assertThat(bob.isRead()).isFalse();

            lane.advance(Duration.ofSeconds(50));
            verdicts.get(0).complete(true);
            lane.advance(Duration.ofSeconds(50));

            assertThat(bob.isRead()).isFalse();
            assertThat(bob.hears()).containsExactly("ack 1");
            assertThat(bob.closedWith()).isZero();
        }

        @Test
        void giveHimUpWhoseCommandsHaveNoOutcomes() {
            hub = withSlowVerdicts(new ArrayList<>());
            lane.advance(Duration.ofSeconds(100));
            Peer bob = Peer.known(hub, lane, "bob");
            bob.says("publish a x", "publish b x", "publish c x", "publish d x").hears();

            lane.advance(Duration.ofSeconds(60));
            assertThat(bob.hears()).isEmpty();
            lane.advance(Duration.ofSeconds(40));

            assertThat(bob.hears()).startsWith("PING");
            assertThat(bob.closedWith()).isEqualTo(4004);
        }

        @Test
        void excuseHimExactlyAsLongAsSilenceIsBorne() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> {
                        limits.maxOutstandingCommands = 1;
                        limits.pingAfter = Duration.ofSeconds(59);
                    }))
                    .authorizer((who, action, channel) -> new CompletableFuture<>())
                    .build();
            Peer bob = Peer.known(hub, lane, "bob").says("publish a x");
            bob.hears();

            // Looked at after 1 s and after 60 s.
            lane.advance(Duration.ofSeconds(59));
            assertThat(bob.hears()).isEmpty();
            lane.advance(Duration.ofSeconds(1));

            assertThat(bob.hears()).containsExactly("PING");
        }

        private Hub withSlowVerdicts(List<CompletableFuture<Boolean>> verdicts) {
            return builder()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxOutstandingCommands = 4))
                    .authorizer((who, action, channel) -> {
                        CompletableFuture<Boolean> verdict = new CompletableFuture<>();
                        verdicts.add(verdict);
                        return verdict;
                    })
                    .build();
        }
    }

    @Test
    void endWhenNobodyIsLeft() {
        Peer bob = Peer.known(hub, lane, "bob").says("subscribe chat");
        publishes(3);
        assertThat(lane.alarms()).isEqualTo(1);

        bob.vanishes();
        lane.advance(Duration.ofSeconds(5));

        assertThat(lane.alarms()).isZero();
    }

    @Test
    void beginAgainWithTheNextConnection() {
        Peer.known(hub, lane, "bob").vanishes();
        lane.advance(Duration.ofSeconds(5));
        Peer ann = Peer.known(hub, lane, "ann");
        ann.hears();

        lane.advance(Duration.ofSeconds(31));

        assertThat(ann.hears()).containsExactly("PING");
        assertThat(lane.alarms()).isEqualTo(1);
    }
}
