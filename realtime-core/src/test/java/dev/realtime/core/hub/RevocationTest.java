package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authenticator.Outcome;
import dev.realtime.core.spi.Authorizer;
import dev.realtime.core.spi.Handshake;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("AU19: when tokens are revoked")
class RevocationTest extends OneLaneHub {

    private final Issuer issuer = new Issuer();

    @Nested
    @DisplayName("one by its id")
    class OneToken {

        @Test
        void itsConnectionsAreClosedAtOnceAndNoOthers() {
            Peer first = connect(ann("t1"));
            Peer second = connect(ann("t1"));
            Peer other = connect(ann("t2"));

            assertThat(closedBy(hub.revokeToken("t1", lane.instant().plusSeconds(60))))
                    .isEqualTo(2);

            assertThat(first.hears()).contains("goodbye INVALID_TOKEN");
            assertThat(first.closedWith()).isEqualTo(4501);
            assertThat(second.closedWith()).isEqualTo(4501);
            assertThat(other.closedWith()).isZero();
        }

        @Test
        void itOpensNothingUntilItHasEnded() {
            hub.revokeToken("t1", lane.instant().plusSeconds(60));

            assertThat(connect(ann("t1")).hears())
                    .containsExactly("failure UNAUTHORIZED unasked", "goodbye INVALID_TOKEN");
            assertThat(connect(ann("t2")).closedWith()).isZero();
            lane.advance(Duration.ofSeconds(86));
            assertThat(connect(ann("t1")).closedWith()).isZero();
        }

        @Test
        void itOpensNothingInAMessage() {
            hub.revokeToken("t1", lane.instant().plusSeconds(60));
            issuer.issues("token", ann("t1"));

            Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty(), issuer)
                    .says("connect token");

            assertThat(ann.hears()).containsExactly("failure UNAUTHORIZED", "goodbye INVALID_TOKEN");
            assertThat(ann.closedWith()).isEqualTo(4501);
        }

        @Test
        void itRefreshesNothing() {
            hub.revokeToken("t1", lane.instant().plusSeconds(60));
            issuer.issues("token", ann("t1"));
            Peer ann = connect(ann("t2"));
            ann.hears();

            ann.says("refresh token");

            assertThat(ann.hears()).containsExactly("failure UNAUTHORIZED");
            assertThat(ann.closedWith()).isZero();
        }

        @Test
        @DisplayName("a token that was revoked while it was judged opened a connection")
        void itIsNoticedWhileItIsJudged() {
            CompletableFuture<Outcome> slow = issuer.hesitatesAbout("token");
            Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty(), issuer)
                    .says("connect token");

            hub.revokeToken("t1", lane.instant().plusSeconds(60));
            slow.complete(new Outcome.Accepted(ann("t1")));
            lane.run();

            assertThat(ann.closedWith()).isEqualTo(4501);
        }

        @Test
        void aPeerThatHasNotPresentedItselfYetIsClosedToo() {
            Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.of(ann("t1")));

            hub.revokeToken("t1", lane.instant().plusSeconds(60));
            lane.run();

            assertThat(ann.closedWith()).isEqualTo(4501);
        }

        @Test
        void whoHasRefreshedSinceStays() {
            issuer.issues("fresh", ann("t2"));
            Peer ann = Peer.connect(hub, lane, LineDialect.IMPLICIT, Optional.of(ann("t1")), issuer)
                    .says("refresh fresh");

            assertThat(closedBy(hub.revokeToken("t1", lane.instant().plusSeconds(60))))
                    .isZero();

            assertThat(ann.closedWith()).isZero();
        }

        @Test
        void onlySoManyAreKept() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> limits.maxRevocations = 1))
                    .build();

            hub.revokeToken("t1", lane.instant().plusSeconds(60));
            hub.revokeToken("t2", lane.instant().plusSeconds(60));

            assertThat(connect(ann("t1")).closedWith()).isZero();
            assertThat(connect(ann("t2")).closedWith()).isEqualTo(4501);
        }
    }

    @Nested
    @DisplayName("all of a user")
    class AllOfAUser {

        @Test
        void theConnectionsOfTheUserAreClosedAndNoOthers() {
            Peer withDate = connect(ann("t1").issuedAt(lane.instant().minusSeconds(5)));
            Peer withoutDate = connect(ann("t2"));
            Peer bob = Peer.known(hub, lane, "bob");

            assertThat(closedBy(hub.revokeUser(UserId.of("ann")))).isEqualTo(2);

            assertThat(withDate.closedWith()).isEqualTo(4501);
            assertThat(withoutDate.closedWith()).isEqualTo(4501);
            assertThat(bob.closedWith()).isZero();
        }

        @Test
        void aTokenFromAfterwardsOpensAgain() {
            hub.revokeUser(UserId.of("ann"));

            assertThat(connect(ann("t1").issuedAt(lane.instant().minusMillis(1)))
                            .closedWith())
                    .isEqualTo(4501);
            assertThat(connect(ann("t2")).closedWith()).isEqualTo(4501);
            assertThat(connect(ann("t3").issuedAt(lane.instant())).closedWith()).isZero();
        }
    }

    @Nested
    @DisplayName("the handshake")
    class AtTheHandshake {

        @Test
        void isRefusedLikeThatOfAnyBadToken() {
            hub.revokeToken("t1", lane.instant().plusSeconds(60));

            assertThat(admit(Map.of()))
                    .isEqualTo(new Admission.Refused(
                            401, ErrorCode.UNAUTHORIZED, "Invalid token", Map.of("WWW-Authenticate", "Bearer")));
        }

        @Test
        void ofAPageEndsInACloseThatThePageCanSee() {
            hub.revokeToken("t1", lane.instant().plusSeconds(60));

            assertThat(admit(Map.of("origin", List.of("https://app.example.com"))))
                    .isEqualTo(new Admission.RefusedBySocket(
                            ErrorCode.UNAUTHORIZED, 4501, "Invalid token", Optional.empty()));
        }

        private Admission admit(Map<String, List<String>> headers) {
            Admission accepted = new Admission.Accepted(
                    LineDialect.IMPLICIT, Optional.empty(), Optional.of(ann("t1")), issuer, "192.0.2.1");
            CompletionStage<Admission> admission = hub.guard(handshake -> CompletableFuture.completedStage(accepted))
                    .admit(new Handshake("/", Map.of(), headers, "192.0.2.1", false));
            return admission.toCompletableFuture().join();
        }
    }

    @Test
    @DisplayName("P14: connections on every lane are closed, and counted")
    void everyLaneIsReached() {
        ManualLane one = new ManualLane().oneOfSeveral();
        ManualLane two = new ManualLane().oneOfSeveral();
        hub = Hub.builder()
                .lanes(List.of(one, two))
                .ticker(one)
                .wallClock(one)
                .authorizer(Authorizer.everything())
                .build();
        Peer here = Peer.known(hub, one, "ann");
        Peer there = Peer.known(hub, two, "ann");

        CompletableFuture<Integer> closed = hub.revokeUser(UserId.of("ann")).toCompletableFuture();
        one.run();
        two.run();

        assertThat(closed).isCompletedWithValue(2);
        assertThat(here.closedWith()).isEqualTo(4501);
        assertThat(there.closedWith()).isEqualTo(4501);
    }

    private int closedBy(CompletionStage<Integer> revoking) {
        lane.run();
        return revoking.toCompletableFuture().join();
    }

    private Peer connect(Identity identity) {
        return Peer.connect(hub, lane, LineDialect.IMPLICIT, Optional.of(identity));
    }

    private static Identity ann(String tokenId) {
        return Identity.verified(UserId.of("ann")).tokenId(tokenId);
    }
}
