package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.UserId;
import dev.realtime.core.policy.BlockList.Subject;
import dev.realtime.core.spi.Authorizer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A client that goes on with its session while its old connection is still open")
class TakeoverTest extends PresenceHub {

    @Test
    @DisplayName("F24: the old connection stayed until the heartbeat found it dead")
    void endsTheOldConnection() {
        Peer old = peer("ann");

        Peer again = resumes("ann", secretOf("ann"), "chat");

        assertThat(old.hears()).containsExactly("goodbye SESSION_TAKEN_OVER");
        assertThat(old.closedWith()).isEqualTo(4007);
        assertThat(again.closedWith()).isZero();
        assertThat(hub.connections()).isOne();
    }

    @Test
    @DisplayName("a user with all his connections came back with his session, and was refused for the dead one")
    void comesInWhereTheOldConnectionHasTheLastSeat() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxConnectionsPerUser = 1))
                .build();
        Peer old = peer("ann").answersNoClose();

        Peer again = resumes("ann", secretOf("ann"), "chat");

        assertThat(old.closedWith()).isEqualTo(4007);
        assertThat(again.closedWith()).isZero();
        assertThat(again.says("ping").hears()).endsWith("pong");
        assertThat(peer("ann").closedWith()).isEqualTo(4504);
    }

    @Test
    @DisplayName("a session is no way around the limit")
    void isRefusedWhereOthersHaveAllTheSeats() {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.maxConnectionsPerUser = 1))
                .build();
        Peer first = peer("ann");
        String secret = secretOf("ann");
        first.vanishes();
        Peer other = peer("ann");

        Peer again = resumes("ann", secret, "chat");

        assertThat(again.closedWith()).isEqualTo(4008);
        assertThat(other.closedWith()).isZero();
    }

    @Nested
    @DisplayName("on a node of two lanes, while it waits for the old one's seat")
    class OnTwoLanes {

        private final ManualLane one = new ManualLane().oneOfSeveral();
        private final ManualLane two = new ManualLane().oneOfSeveral();
        private String secret;

        @BeforeEach
        void comeBack() {
            hub = Hub.builder()
                    .lanes(List.of(one, two))
                    .ticker(one)
                    .wallClock(one)
                    .authorizer(Authorizer.everything())
                    .limits(Limits.DEFAULT.with(limits -> limits.maxConnectionsPerUser = 1))
                    .build();
            Peer.connect(hub, two, LineDialect.EXPLICIT, Peer.user("ann"))
                    .says("connect")
                    .answersNoClose();
            settle();
            for (LaneHub lane : hub.kernel().lanes()) {
                for (Connection connection : lane.connections().toArray()) {
                    secret = hub.kernel().sessions().secretOf(connection.client(), UserId.of("ann"));
                }
            }
        }

        private Peer comesBack() {
            return Peer.connect(hub, one, LineDialect.EXPLICIT, Peer.user("ann"))
                    .says("connect - " + secret, "subscribe chat");
        }

        private void settle() {
            for (int i = 0; i < 10; i++) {
                one.run();
                two.run();
            }
        }

        @Test
        void isGreetedAndThenHeard() {
            Peer again = comesBack();
            assertThat(again.hears()).isEmpty();

            settle();

            assertThat(again.hears()).contains("connected ann resumed", "subscribed chat at 0 NEW");
        }

        @Test
        @DisplayName("a user who was blocked meanwhile came in")
        void isBlocked() {
            Peer again = comesBack();

            hub.blocks().block(new Subject.User(UserId.of("ann")), "x");
            settle();

            assertThat(again.closedWith()).isEqualTo(4505);
        }

        @Test
        @DisplayName("of two that came for one session the dead one had the seat")
        void isTheLastOneToCome() {
            Peer second = comesBack();
            Peer third = comesBack();

            settle();

            assertThat(second.closedWith()).isEqualTo(4007);
            assertThat(third.closedWith()).isZero();
        }

        @Test
        void leavesNoSeatBehindIfItGoes() {
            comesBack().vanishes();

            settle();

            assertThat(hub.kernel().peers().connectionsOf(UserId.of("ann"))).isZero();
        }
    }

    @Test
    void endsNoOtherClientOfItsUser() {
        peer("ann");
        String secret = secretOf("ann");
        Peer other = peer("ann");
        Peer bob = peer("bob");

        resumes("ann", secret, "chat");

        assertThat(other.closedWith()).isZero();
        assertThat(bob.closedWith()).isZero();
        assertThat(hub.connections()).isEqualTo(3);
    }

    @Test
    void endsNobodyAsANewClient() {
        Peer first = peer("ann");

        resumes("ann", "-", "chat");

        assertThat(first.closedWith()).isZero();
    }

    @Test
    void isTheOneThatCameLast() {
        Peer first = peer("ann");
        String secret = secretOf("ann");
        Peer second = resumes("ann", secret, "chat");
        Peer third = resumes("ann", secret, "chat");

        assertThat(first.closedWith()).isEqualTo(4007);
        assertThat(second.closedWith()).isEqualTo(4007);
        assertThat(third.closedWith()).isZero();
    }

    @Test
    void isPresentWithoutAPause() {
        Peer watcher = watcher();
        member("ann");
        assertThat(news(watcher)).hasSize(1);

        resumes("ann", secretOf("ann"), "chat");
        lane.advance(hub.kernel().optionsOf(CHAT).presenceGrace().multipliedBy(2));

        assertThat(news(watcher)).isEmpty();
        assertThat(watcher.says("presence chat").hears()).containsExactly("members chat 1 ann");
    }

    @Test
    void isNotToldWhatItSaidOnTheOldConnection() {
        Peer old = member("ann");
        String secret = secretOf("ann");
        String start = epochOf(CHAT) + ":0";
        old.says("publish! chat hi");

        Peer again = resumes("ann", secret, "chat=" + start);

        assertThat(again.hears()).noneMatch(line -> line.endsWith(" hi"));
    }

    @Test
    @DisplayName("two that resumed at once ended each other")
    void endsTheOldConnectionOnWhicheverLane() {
        ManualLane one = new ManualLane().oneOfSeveral();
        ManualLane two = new ManualLane().oneOfSeveral();
        hub = Hub.builder()
                .lanes(List.of(one, two))
                .ticker(one)
                .authorizer(Authorizer.everything())
                .build();
        Peer first = Peer.known(hub, one, "ann");
        String client = hub.kernel().lanes()[0].connections().toArray()[0].client();
        String secret = hub.kernel().sessions().secretOf(client, UserId.of("ann"));
        Optional<Identity> ann = Peer.user("ann");
        Peer second = Peer.connect(hub, one, LineDialect.EXPLICIT, ann);
        Peer third = Peer.connect(hub, two, LineDialect.EXPLICIT, ann);

        second.says("connect - " + secret + " chat");
        third.says("connect - " + secret + " chat");
        for (int i = 0; i < 5; i++) {
            one.run();
            two.run();
        }

        assertThat(first.closedWith()).isEqualTo(4007);
        assertThat(second.closedWith()).isEqualTo(4007);
        assertThat(third.closedWith()).isZero();
    }
}
