package dev.realtime.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authenticator.Outcome;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {
    private final ListedTokens tokens = new ListedTokens()
            .with("attacker", UserId.of("666"), "member")
            .with("acme", new UserId("acme", "42"))
            .with("globex", new UserId("globex", "42"));

    @Nested
    @DisplayName("given an endpoint that trusts claims")
    class Trusting {
        private final Door door = new Door(at("/ws").trustClaimed("userId"));

        @Test
        void believesAPeerItsName() {
            assertThat(door.accepted(Request.to("/ws").query("userId", "7")).identity())
                    .contains(Identity.claimed(UserId.of("7")));
        }

        @Test
        @DisplayName("AU15: role=owner in the query grants nothing")
        void aClaimedRoleGrantsNothing() {
            Request owner = Request.to("/ws")
                    .query("userId", "7")
                    .query("role", "owner")
                    .query("roles", "admin");

            assertThat(door.accepted(owner).identity().orElseThrow().roles()).isEmpty();
        }

        @Test
        @DisplayName("AU14: with a token the token decides, and a differing name is refused")
        void aTokenDecides() {
            Request victim = Request.to("/ws").query("userId", "victim").bearer("attacker");

            assertThat(door.refused(victim).status()).isEqualTo(403);
            assertThat(door.refused(victim).code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
            assertThat(door.closed(victim.fromOwnPage()))
                    .isEqualTo(new Admission.RefusedBySocket(
                            ErrorCode.PERMISSION_DENIED, 4502, "Forbidden", Optional.empty()));
        }

        @Test
        @DisplayName("AU14: the name may agree with the token or be absent")
        void theNameMayAgreeOrBeAbsent() {
            Identity agreed = door.accepted(
                            Request.to("/ws").query("userId", "666").bearer("attacker"))
                    .identity()
                    .orElseThrow();

            assertThat(agreed.roles()).containsExactly("member");
            assertThat(door.accepted(Request.to("/ws").bearer("attacker")).identity())
                    .contains(agreed);
        }

        @Test
        @DisplayName("AU14: a bad token is not made good by a claim")
        void aBadTokenIsNotMadeGoodByAClaim() {
            assertThat(door.refused(Request.to("/ws").query("userId", "7").bearer("bad"))
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void needsTheName() {
            assertThat(door.refused(Request.to("/ws")).status()).isEqualTo(400);
            assertThat(door.counted).containsExactly("BAD_REQUEST");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a b", "../x", "a/b", "a\r\nb", "a\0", "\u00fcser", ".", "..", "*"})
        void refusesAMalformedName(String name) {
            assertThat(door.refused(Request.to("/ws").query("userId", name)).status())
                    .isEqualTo(400);
            assertThat(door.refused(Request.to("/ws").query("userId", name).bearer("attacker"))
                            .status())
                    .isEqualTo(400);
        }

        @Test
        void refusesTwoNames() {
            assertThat(door.refused(Request.to("/ws").query("userId", "7").query("userId", "7"))
                            .status())
                    .isEqualTo(400);
        }

        @Test
        void believesTheTenantToo() {
            Door tenants = new Door(at("/ws").trustClaimed("userId").claimedTenant("tenant"));

            assertThat(tenants.accepted(Request.to("/ws").query("userId", "7").query("tenant", "acme"))
                            .identity())
                    .contains(Identity.claimed(new UserId("acme", "7")));
        }
    }

    @Nested
    @DisplayName("given an endpoint that holds claims against tokens")
    class Holding {
        private final Door door = new Door(
                at("/realtime").claimedTenant("tenant").claimedUser("user").tokenInFirstMessage());
        private final Door strict = new Door(at("/ws").claimedUser("user_id"));

        @Test
        void aClaimAloneIsNotEnough() {
            assertThat(strict.refused(Request.to("/ws").query("user_id", "666")).status())
                    .isEqualTo(401);
        }

        @Test
        void theTokenMustGrantTheTenant() {
            assertThat(door.accepted(Request.to("/realtime")
                                    .query("tenant", "acme")
                                    .bearer("acme"))
                            .identity())
                    .isPresent();
            assertThat(door.refused(Request.to("/realtime")
                                    .query("tenant", "acme")
                                    .bearer("globex"))
                            .status())
                    .isEqualTo(403);
            assertThat(door.refused(Request.to("/realtime")
                                    .query("tenant", "acme")
                                    .bearer("attacker"))
                            .status())
                    .isEqualTo(403);
        }

        @Test
        void theFirstMessagesTokenIsHeldToTheClaimAsWell() {
            Admission.Accepted waiting = door.accepted(
                    Request.to("/realtime").query("tenant", "acme").query("user", "42"));

            assertThat(waiting.identity()).isEmpty();
            assertThat(present(waiting, "acme")).isInstanceOf(Outcome.Accepted.class);
            assertThat(present(waiting, "globex"))
                    .isEqualTo(new Outcome.Rejected(ErrorCode.PERMISSION_DENIED, "claim_mismatch"));
            assertThat(present(waiting, "bad"))
                    .isEqualTo(new Outcome.Rejected(ErrorCode.UNAUTHORIZED, "bad_signature"));
        }

        private Outcome present(Admission.Accepted waiting, String token) {
            return waiting.authenticator()
                    .authenticate(token)
                    .toCompletableFuture()
                    .join();
        }
    }

    private Endpoint.Builder at(String path) {
        return Endpoint.at(path).dialect(new NamedDialect("channels")).authenticator(tokens);
    }
}
