package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.Message;
import dev.realtime.core.Quotas;
import dev.realtime.core.Rate;
import dev.realtime.core.UserId;
import dev.realtime.core.policy.AddressRange;
import dev.realtime.core.policy.BlockList.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A hub in which one peer may use up little")
class QuotasOfConnectionsTest extends OneLaneHub {

    private static final Rate TWO_AT_ONCE = new Rate(1, 2);

    @Nested
    @DisplayName("given two messages at once for each connection")
    class OfAConnection {
        private Peer ann;

        @BeforeEach
        void connect() {
            ann = of(quotas -> quotas.messagesPerConnection = TWO_AT_ONCE);
        }

        @Test
        @DisplayName("MS18: answers one too many, and the connection stays")
        void refusesTheThird() {
            ann.says("publish chat 1", "publish chat 2", "publish chat 3");

            assertThat(ann.hears()).containsExactly("ack 1", "ack 2", "failure RATE_LIMIT_EXCEEDED in 1000 ms");
            assertThat(ann.closedWith()).isZero();
        }

        @Test
        void takesOneMoreWhenItsTimeHasCome() {
            ann.says("ping", "ping", "ping").hears();
            lane.advance(Duration.ofMillis(999));
            assertThat(ann.says("ping").hears()).containsExactly("failure RATE_LIMIT_EXCEEDED in 1 ms");
            lane.advance(Duration.ofMillis(1));
            assertThat(ann.says("ping").hears()).containsExactly("pong");
        }

        @Test
        @DisplayName("MS18: who floods through three windows is closed with 4008")
        void closesWhoDoesNotStop() {
            for (int second = 0; second < 20; second++) {
                ann.says("ping", "ping", "ping");
                lane.advance(Duration.ofSeconds(1));
            }
            assertThat(ann.closedWith()).isZero();

            ann.says("ping", "ping", "ping");

            assertThat(ann.closedWith()).isEqualTo(4008);
            assertThat(ann.hears()).endsWith("failure RATE_LIMIT_EXCEEDED in 1000 ms", "goodbye RATE_LIMITED");
        }

        @Test
        void whatTheServerPublishesIsNotCounted() {
            ann.says("subscribe chat").hears();
            for (int i = 0; i < 10; i++) {
                hub.publish(CHAT, Message.of(AnyPayload.of("1")));
            }
            lane.run();

            assertThat(ann.hears()).hasSize(10);
            assertThat(ann.says("ping").hears()).containsExactly("pong");
        }

        @Test
        void anotherConnectionHasItsOwn() {
            Peer second = known("ann");
            ann.says("ping", "ping");

            assertThat(second.says("ping").hears()).containsExactly("pong");
        }

        @Test
        void whatIsNoMessageAtAllIsNoMistakeOnceTooManyCame() {
            ann.says("ping", "ping");
            for (int i = 0; i < 100; i++) {
                ann.says("junk");
            }

            assertThat(ann.closedWith()).isZero();
        }
    }

    @Test
    void aPeerThatHasNotPresentedItselfIsCountedToo() {
        build(quotas -> quotas.messagesPerConnection = TWO_AT_ONCE);
        Peer stranger = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());

        stranger.says("publish chat 1", "publish chat 2", "publish chat 3");

        assertThat(stranger.hears())
                .containsExactly(
                        "failure BAD_REQUEST", "failure BAD_REQUEST", "failure RATE_LIMIT_EXCEEDED in 1000 ms");
    }

    @Test
    void bytesAreCountedForEachConnection() {
        Peer ann = of(quotas -> quotas.bytesPerConnection = new Rate(1, 8));

        assertThat(ann.says("ping", "ping", "ping").hears())
                .containsExactly("pong", "pong", "failure RATE_LIMIT_EXCEEDED in 4000 ms");
    }

    @Test
    void allConnectionsOfAUserShareWhatTheUserHas() {
        Peer first = of(quotas -> quotas.messagesPerUser = TWO_AT_ONCE);
        Peer second = known("ann");
        Peer other = known("bob");

        first.says("ping");
        second.says("ping");

        assertThat(first.says("ping").hears()).endsWith("failure RATE_LIMIT_EXCEEDED in 1000 ms");
        assertThat(second.says("ping").hears()).endsWith("failure RATE_LIMIT_EXCEEDED in 1000 ms");
        assertThat(other.says("ping").hears()).containsExactly("pong");
    }

    @Test
    void bytesAreCountedForEachUser() {
        Peer first = of(quotas -> quotas.bytesPerUser = new Rate(1, 8));
        Peer second = known("ann");

        first.says("ping", "ping");

        assertThat(second.says("ping").hears()).containsExactly("failure RATE_LIMIT_EXCEEDED in 4000 ms");
    }

    @Test
    @DisplayName("F39: a reconnect gives a user nothing back")
    void aReconnectFillsNothing() {
        Peer ann = of(quotas -> quotas.messagesPerUser = TWO_AT_ONCE);
        ann.says("ping", "ping").vanishes();

        assertThat(known("ann").says("ping").hears()).containsExactly("failure RATE_LIMIT_EXCEEDED in 1000 ms");
    }

    @Test
    void allUsersOfAnAddressShareWhatTheAddressHas() {
        build(quotas -> quotas.messagesPerAddress = TWO_AT_ONCE);
        Peer ann = at("192.0.2.1", "ann");
        Peer bob = at("192.0.2.1", "bob");
        Peer cid = at("192.0.2.2", "cid");

        ann.says("ping");
        bob.says("ping");

        assertThat(ann.says("ping").hears()).endsWith("failure RATE_LIMIT_EXCEEDED in 1000 ms");
        assertThat(cid.says("ping").hears()).containsExactly("pong");
    }

    @Test
    @DisplayName("LI08: addresses of one /64 are one")
    void addressesOfOneSiteShare() {
        build(quotas -> quotas.bytesPerAddress = new Rate(1, 8));
        at("2001:db8::1", "ann").says("ping", "ping");

        assertThat(at("2001:db8::2", "bob").says("ping").hears())
                .containsExactly("failure RATE_LIMIT_EXCEEDED in 4000 ms");
        assertThat(at("2001:db8:0:1::1", "cid").says("ping").hears()).containsExactly("pong");
    }

    @Test
    void anAddressThatIsNoneIsNotCounted() {
        build(quotas -> {
            quotas.messagesPerAddress = new Rate(1, 1);
            quotas.maxConnectionsPerAddress = 1;
        });
        Peer first = at("unknown", "ann");
        Peer second = at("unknown", "bob");

        assertThat(first.says("ping", "ping").hears()).containsExactly("pong", "pong");
        assertThat(second.says("ping").hears()).containsExactly("pong");
    }

    @Test
    @DisplayName("LI11: a wall clock that jumps an hour, either way, changes no rate and no sentence")
    void theWallClockDoesNotCount() {
        AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-01-01T12:00:00Z"));
        hub = builder()
                .wallClock(wall::get)
                .limits(Limits.DEFAULT.with(limits -> limits.quotas = Quotas.DEFAULT.with(quotas -> {
                    quotas.messagesPerConnection = TWO_AT_ONCE;
                    quotas.maxOffences = 1;
                })))
                .build();
        Peer ann = known("ann");
        ann.says("ping", "ping").hears();
        hub.blocks().failedToAuthenticate("192.0.2.1");

        for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-2))) {
            wall.updateAndGet(now -> now.plus(jump));
            assertThat(ann.says("ping").hears()).containsExactly("failure RATE_LIMIT_EXCEEDED in 1000 ms");
            assertThat(hub.blocks().shutOut("192.0.2.1")).contains(Duration.ofSeconds(30));
        }
        lane.advance(Duration.ofSeconds(30));
        assertThat(ann.says("ping").hears()).endsWith("pong");
        assertThat(hub.blocks().shutOut("192.0.2.1")).isEmpty();
    }

    @Nested
    @DisplayName("given so many connections")
    class Connections {

        @Test
        @DisplayName("LI06: a user's newest is refused with 4504")
        void ofAUser() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxConnectionsPerUser = 5))
                    .build();
            List<Peer> peers = Collections.nCopies(20, "ann").stream()
                    .map(user -> known(user))
                    .toList();

            assertThat(peers.subList(0, 5)).allMatch(peer -> peer.closedWith() == 0);
            assertThat(peers.subList(5, 20)).allMatch(peer -> peer.closedWith() == 4504);
            assertThat(stats().users()).containsEntry(UserId.of("ann"), 5);

            peers.get(0).vanishes();
            assertThat(known("ann").closedWith()).isZero();
        }

        @Test
        void ofAnAddressTheNewestIsSentAwayToComeBack() {
            build(quotas -> quotas.maxConnectionsPerAddress = 1);
            Peer ann = at("192.0.2.1", "ann");
            Peer bob = at("192.0.2.1", "bob");

            assertThat(bob.closedWith()).isEqualTo(4008);
            assertThat(at("192.0.2.2", "cid").closedWith()).isZero();

            ann.vanishes();
            assertThat(at("192.0.2.1", "bob").closedWith()).isZero();
        }

        @Test
        void oneThatWasRefusedGivesNothingBack() {
            build(quotas -> quotas.maxConnectionsPerAddress = 1);
            at("192.0.2.1", "ann");
            at("192.0.2.1", "bob");
            at("192.0.2.1", "cid");

            assertThat(hub.connections()).isEqualTo(1);
            assertThat(at("192.0.2.1", "dan").closedWith()).isEqualTo(4008);
        }
    }

    @Nested
    @DisplayName("given blocks")
    class Blocked {

        @Test
        void closesWhatIsOpenAndNothingElse() {
            Peer ann = known("ann");
            Peer bob = known("bob");

            hub.blocks().block(user("ann"), "spam");
            lane.run();

            assertThat(ann.closedWith()).isEqualTo(4505);
            assertThat(ann.hears()).containsExactly("goodbye KICKED");
            assertThat(bob.closedWith()).isZero();
        }

        @Test
        void closesWhatIsOpenFromTheseAddresses() {
            Peer near = at("10.1.2.3", "ann");
            Peer far = at("11.1.2.3", "ann");
            Peer nowhere = at("unknown", "ann");

            hub.blocks().block(range("10.0.0.0/8"), Duration.ofHours(1), "");
            lane.run();

            assertThat(near.closedWith()).isEqualTo(4505);
            assertThat(far.closedWith()).isZero();
            assertThat(nowhere.closedWith()).isZero();
        }

        @Test
        void refusesWhoComesAnew() {
            hub.blocks().block(user("ann"), "");
            hub.blocks().block(range("10.0.0.1"), "");

            assertThat(known("ann").closedWith()).isEqualTo(4502);
            assertThat(at("10.0.0.1", "bob").closedWith()).isEqualTo(4502);
            assertThat(at("10.0.0.2", "bob").closedWith()).isZero();
        }

        @Test
        void refusesAUserThatPresentsItselfInAMessage() {
            hub.blocks().block(user("ann"), "");
            Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());

            ann.says("connect token-ann");

            assertThat(ann.hears()).containsExactly("failure PERMISSION_DENIED", "goodbye FORBIDDEN");
            assertThat(ann.closedWith()).isEqualTo(4502);
        }

        @Test
        void unblockingLetsIn() {
            hub.blocks().block(user("ann"), "");
            assertThat(hub.blocks().unblock(user("ann"))).isTrue();
            assertThat(hub.blocks().unblock(user("ann"))).isFalse();

            assertThat(known("ann").closedWith()).isZero();
        }

        @Test
        void tellsWhoIsBlocked() {
            hub.blocks().block(user("ann"), "spam");
            hub.blocks().block(range("10.0.0.0/8"), Duration.ofHours(1), "");

            assertThat(hub.blocks().list())
                    .extracting(block -> block.subject().toString())
                    .containsExactlyInAnyOrder("user ann", "addresses 10.0.0.0/8");
        }

        @Test
        void saysWhenTheListIsFull() {
            build(quotas -> quotas.maxBlocks = 1);
            hub.blocks().block(user("ann"), "");

            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> hub.blocks().block(user("bob"), ""))
                    .isInstanceOf(dev.realtime.core.RefusedException.class)
                    .hasMessageContaining("full");
        }
    }

    @Nested
    @DisplayName("given three offences a minute")
    class Offences {

        @Test
        @DisplayName("AU25: bad tokens in messages shut an address out, for a while")
        void badTokens() {
            build(quotas -> quotas.maxOffences = 3);
            for (int i = 0; i < 3; i++) {
                Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty()).says("connect bad");
            }

            assertThat(known("ann").closedWith()).isEqualTo(4008);
            assertThat(hub.blocks().list()).singleElement().satisfies(block -> {
                assertThat(block.subject()).hasToString("addresses 127.0.0.1");
                assertThat(block.reason()).isEqualTo(Blocks.OFFENCES);
            });
            assertThat(at("192.0.2.1", "ann").closedWith()).isZero();

            lane.advance(Duration.ofSeconds(30));
            assertThat(known("ann").closedWith()).isZero();
        }

        @Test
        void whoIsInStaysIn() {
            build(quotas -> quotas.maxOffences = 1);
            Peer ann = known("ann");
            hub.blocks().failedToAuthenticate("127.0.0.1");
            lane.run();

            assertThat(hub.blocks().shutOut("127.0.0.1")).contains(Duration.ofSeconds(30));
            assertThat(hub.blocks().shutOut("192.0.2.1")).isEmpty();
            assertThat(hub.blocks().shutOut("localhost")).isEmpty();
            assertThat(ann.closedWith()).isZero();
        }

        @Test
        void aCloseForNonsenseCountsTen() {
            build(quotas -> quotas.maxOffences = 20);
            saysNonsense(known("ann"));
            assertThat(hub.blocks().list()).isEmpty();
            saysNonsense(known("ann"));

            assertThat(hub.blocks().list()).hasSize(1);
        }

        @Test
        void aVerifiedUserAnswersForItselfToo() {
            build(quotas -> quotas.maxOffences = 10);
            saysNonsense(
                    Peer.connect(hub, lane, LineDialect.IMPLICIT, Optional.of(Identity.verified(UserId.of("ann")))));

            assertThat(at("192.0.2.1", "ann").closedWith()).isEqualTo(4008);
            assertThat(at("192.0.2.1", "bob").closedWith()).isZero();
        }

        @Test
        @DisplayName("AU25: nobody is shut out for what others did in his name")
        void aClaimedUserDoesNot() {
            build(quotas -> quotas.maxOffences = 10);
            saysNonsense(known("ann"));

            assertThat(at("192.0.2.1", "ann").closedWith()).isZero();
        }

        @Test
        void aFloodIsAnOffence() {
            build(quotas -> {
                quotas.maxOffences = 10;
                quotas.maxFloods = 1;
                quotas.messagesPerConnection = TWO_AT_ONCE;
            });
            known("ann").says("ping", "ping", "ping");

            assertThat(hub.blocks().shutOut("127.0.0.1")).isPresent();
        }

        @Test
        void unblockingPardons() {
            build(quotas -> quotas.maxOffences = 1);
            hub.blocks().failedToAuthenticate("10.0.0.1");

            assertThat(hub.blocks().unblock(range("10.0.0.1"))).isTrue();

            assertThat(hub.blocks().shutOut("10.0.0.1")).isEmpty();
        }

        private void saysNonsense(Peer peer) {
            for (int i = 0; i < 10; i++) {
                peer.says("junk");
            }
            assertThat(peer.closedWith()).isEqualTo(4503);
        }
    }

    private Peer of(Consumer<Quotas.Builder> changes) {
        build(changes);
        return known("ann");
    }

    /** From 127.0.0.1, and greeted already. */
    private Peer known(String user) {
        return at("127.0.0.1", user);
    }

    private Peer at(String address, String user) {
        Peer peer = Peer.at(hub, lane, address, user);
        assertThat(peer.hears()).isNotEmpty();
        return peer;
    }

    private void build(Consumer<Quotas.Builder> changes) {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.quotas = Quotas.DEFAULT.with(changes)))
                .build();
    }

    private static Subject user(String id) {
        return new Subject.User(UserId.of(id));
    }

    private static Subject range(String text) {
        return new Subject.Addresses(AddressRange.parse(text));
    }
}
