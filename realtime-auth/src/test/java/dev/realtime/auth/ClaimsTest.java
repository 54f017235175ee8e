package dev.realtime.auth;

import static dev.realtime.auth.Verdicts.accepted;
import static dev.realtime.auth.Verdicts.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.Identity;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("At second 1700000000, claims")
class ClaimsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final String LATER = ",\"exp\":1700003600";

    private final JwtAuth.Builder builder =
            JwtAuth.builder().hmac(TestKeys.SECRET).clock(InstantSource.fixed(NOW));

    @Nested
    @DisplayName("about time")
    class Time {

        @Test
        @DisplayName("AU10: an expired token is good for the skew of 30 s and then expired")
        void anExpiredTokenIsGoodForTheSkew() {
            assertThat(expiring("1699999971").expiresAt()).contains(Instant.ofEpochSecond(1_699_999_971));
            assertRefused("\"sub\":\"42\",\"exp\":1699999970", "expired");
            assertRefused("\"sub\":\"42\",\"exp\":1699999969", "expired");
        }

        @Test
        @DisplayName("AU10: the skew can be set, to nothing too")
        void theSkewCanBeSet() {
            builder.skew(Duration.ZERO);

            assertRefused("\"sub\":\"42\",\"exp\":1699999999", "expired");
            assertRefused("\"sub\":\"42\",\"exp\":1700000000", "expired");
            assertThat(expiring("1700000001").user()).isEqualTo(UserId.of("42"));
        }

        @Test
        @DisplayName("AU10: only a token that is good in all else is called expired")
        void onlyAnOtherwiseGoodTokenIsExpired() {
            builder.issuer("me");

            assertRefused("\"sub\":\"42\",\"exp\":1", "wrong_issuer");
            assertRefused("\"iss\":\"me\",\"sub\":\"\",\"exp\":1", "bad_user");
            assertRefused("\"iss\":\"me\",\"sub\":\"42\",\"exp\":1", "expired");
        }

        @Test
        @DisplayName("AU11: a token without exp is refused, unless it was said to be fine")
        void aTokenWithoutExpiryIsRefused() {
            assertRefused("\"sub\":\"42\"", "no_expiry");

            builder.withoutExpiryToo();

            assertThat(take("\"sub\":\"42\"").expiresAt()).isEmpty();
        }

        @Test
        void aTokenThatSaysNothingButWhoProvesThat() {
            builder.withoutExpiryToo();

            assertThat(take("\"sub\":\"42\"")).isEqualTo(Identity.verified(UserId.of("42")));
        }

        @ParameterizedTest
        @DisplayName("AU11: refuses exp")
        @ValueSource(
                strings = {
                    "\"1700003600\"",
                    "1e300",
                    "1e999999999",
                    "-1",
                    "-1e300",
                    "null",
                    "true",
                    "[]",
                    "253402300800",
                    "9223372036854775807",
                    "99999999999999999999"
                })
        void refusesAnExpiryThatIsNoDate(String json) {
            assertRefused("\"sub\":\"42\",\"exp\":" + json, "bad_claims");
        }

        @Test
        @DisplayName("AU11: exp in 25 days is exactly that")
        void takesADistantExpiry() {
            assertThat(expiring("1702160000").expiresAt()).contains(NOW.plus(Duration.ofDays(25)));
            assertThat(expiring("253402300799").expiresAt()).contains(Instant.parse("9999-12-31T23:59:59Z"));
        }

        @Test
        void takesFractionsOfSeconds() {
            assertThat(expiring("1700003600.5").expiresAt()).contains(Instant.ofEpochMilli(1_700_003_600_500L));
            assertThat(expiring("1.7000036e9").expiresAt()).contains(Instant.ofEpochSecond(1_700_003_600));
        }

        @ParameterizedTest
        @DisplayName("AU11: refuses a token from the future by")
        @ValueSource(strings = {"nbf", "iat"})
        void refusesATokenFromTheFuture(String claim) {
            assertRefused("\"sub\":\"42\",\"" + claim + "\":1700000031" + LATER, "not_yet_valid");
            assertRefused("\"sub\":\"42\",\"" + claim + "\":\"1\"" + LATER, "bad_claims");
            assertThat(take("\"sub\":\"42\",\"" + claim + "\":1700000030" + LATER)
                            .user())
                    .isEqualTo(UserId.of("42"));
        }

        private Identity expiring(String exp) {
            return take("\"sub\":\"42\",\"exp\":" + exp);
        }
    }

    @Nested
    @DisplayName("about issuer and audience")
    class Purpose {

        @ParameterizedTest
        @DisplayName("AU12: refuses iss")
        @ValueSource(
                strings = {
                    "",
                    "\"iss\":\"https://id.example.com\",",
                    "\"iss\":\"https://id.example.com/.evil\",",
                    "\"iss\":[\"https://id.example.com/\"],",
                    "\"iss\":null,"
                })
        void refusesAnotherIssuer(String iss) {
            builder.issuer("https://id.example.com/");

            assertRefused(iss + "\"sub\":\"42\"" + LATER, "wrong_issuer");
        }

        @ParameterizedTest
        @DisplayName("AU12: refuses aud")
        @ValueSource(
                strings = {
                    "",
                    "\"aud\":\"billing\",",
                    "\"aud\":[],",
                    "\"aud\":[\"billing\",1],",
                    "\"aud\":{\"realtime\":1},"
                })
        void refusesAnotherAudience(String aud) {
            builder.audience("realtime");

            assertRefused(aud + "\"sub\":\"42\"" + LATER, "wrong_audience");
        }

        @Test
        void takesTheRightOnes() {
            builder.issuer("https://id.example.com/").audience("realtime");

            assertThat(take("\"iss\":\"https://id.example.com/\",\"aud\":\"realtime\",\"sub\":\"42\"" + LATER)
                            .user())
                    .isEqualTo(UserId.of("42"));
            assertThat(take("\"iss\":\"https://id.example.com/\",\"aud\":[\"a\",\"realtime\"],\"sub\":\"42\"" + LATER)
                            .user())
                    .isEqualTo(UserId.of("42"));
        }
    }

    @Nested
    @DisplayName("about the user")
    class Users {

        @ParameterizedTest
        @DisplayName("AU13: refuses sub")
        @ValueSource(
                strings = {
                    "42",
                    "{}",
                    "[\"42\"]",
                    "\"\"",
                    "null",
                    "true",
                    "\"a\\r\\nb\"",
                    "\"a\\u0000\"",
                    "\"a b\"",
                    "\"../x\"",
                    "\"a/b\"",
                    "\"..\"",
                    "\"\\u212a\""
                })
        void refusesAUserThatIsNone(String json) {
            assertRefused("\"sub\":" + json + LATER, "bad_user");
        }

        @Test
        @DisplayName("AU13: refuses two subs, in any spelling")
        void refusesTwoSubs() {
            assertRefused("\"sub\":\"a\",\"sub\":\"b\"" + LATER, "bad_claims");
            assertRefused("\"sub\":\"a\",\"s\\u0075b\":\"a\"" + LATER, "bad_claims");
        }

        @Test
        void refusesATokenOfNobody() {
            assertRefused("\"x\":1" + LATER, "bad_user");
            assertRejected(
                    builder.build(), Forge.token("{\"alg\":\"HS256\"}", "[]").hs256(TestKeys.SECRET), "bad_claims");
        }

        @Test
        void takesTheFirstClaimThatIsThere() {
            builder.userClaims("userId", "sub");

            assertThat(take("\"sub\":\"s\",\"userId\":\"u\"" + LATER).user()).isEqualTo(UserId.of("u"));
            assertThat(take("\"sub\":\"s\"" + LATER).user()).isEqualTo(UserId.of("s"));
        }

        @Test
        void takesItFromOthersForWhoAsksSo() {
            JwtAuthenticator bySubject = builder.build();
            String both = token("\"sub\":\"s\",\"userId\":\"u\"" + LATER);

            assertThat(accepted(bySubject.withUserClaims(List.of("userId", "sub")), both)
                            .user())
                    .isEqualTo(UserId.of("u"));
            assertThat(accepted(bySubject, both).user()).isEqualTo(UserId.of("s"));
        }

        @Test
        void doesNotPassOverABadClaimToAGoodOne() {
            builder.userClaims("userId", "sub");

            assertRefused("\"sub\":\"s\",\"userId\":\"\"" + LATER, "bad_user");
            assertRefused("\"sub\":\"s\",\"userId\":null" + LATER, "bad_user");
        }

        @Test
        void takesTheTenant() {
            assertThat(take("\"sub\":\"42\",\"tenant\":\"acme\"" + LATER).user())
                    .isEqualTo(new UserId("acme", "42"));

            builder.tenantClaim("org");

            assertThat(take("\"sub\":\"42\",\"tenant\":\"acme\",\"org\":\"globex\"" + LATER)
                            .user())
                    .isEqualTo(new UserId("globex", "42"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"\"", "1", "null", "[\"acme\"]", "\"a/b\""})
        void refusesATenantThatIsNone(String json) {
            assertRefused("\"sub\":\"42\",\"tenant\":" + json + LATER, "bad_tenant");
        }

        @Test
        void takesTheTokensId() {
            assertThat(take("\"sub\":\"42\",\"jti\":\"j-1\"" + LATER).tokenId()).contains("j-1");
            assertThat(take("\"sub\":\"42\"" + LATER).tokenId()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"\"", "1", "null", "\"a\\nb\""})
        void refusesATokenIdThatIsNone(String json) {
            assertRefused("\"sub\":\"42\",\"jti\":" + json + LATER, "bad_claims");
        }
    }

    @Nested
    @DisplayName("about roles")
    class Roles {

        @Test
        void takesStringsAndArraysOfAllConfiguredClaims() {
            assertThat(take("\"sub\":\"42\",\"role\":\"admin\",\"roles\":[\"editor\",\"admin\"]" + LATER)
                            .roles())
                    .containsExactlyInAnyOrder("admin", "editor");
            assertThat(take("\"sub\":\"42\",\"role\":\" a  b \"" + LATER).roles())
                    .containsExactlyInAnyOrder("a", "b");
            assertThat(take("\"sub\":\"42\",\"scope\":\"admin\"" + LATER).roles())
                    .isEmpty();
        }

        @Test
        void findsRolesInNestedObjects() {
            builder.roleClaims("/realm_access/roles", "https://example.com/roles", "/a/b");

            assertThat(
                            take("\"sub\":\"42\",\"realm_access\":{\"roles\":[\"x\"]},\"https://example.com/roles\":\"y\",\"a\":1"
                                            + LATER)
                                    .roles())
                    .containsExactlyInAnyOrder("x", "y");
        }

        @ParameterizedTest
        @ValueSource(strings = {"1", "null", "{}", "[1]", "[null]", "[[\"admin\"]]", "[\"a\\nb\"]"})
        void refusesRolesThatAreNone(String json) {
            assertRefused("\"sub\":\"42\",\"roles\":" + json + LATER, "bad_roles");
        }

        @Test
        void refusesTooManyRolesAndTooLongOnes() {
            StringBuilder many = new StringBuilder("\"r\"");
            for (int i = 0; i < 100; i++) {
                many.append(",\"r").append(i).append('"');
            }

            assertRefused("\"sub\":\"42\",\"roles\":[" + many + "]" + LATER, "bad_roles");
            assertRefused("\"sub\":\"42\",\"roles\":[\"" + "r".repeat(129) + "\"]" + LATER, "bad_roles");
        }
    }

    @Nested
    @DisplayName("about what others are shown")
    class Info {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"name\":\"Ann\", \"n\": 1.50}",
                    "[1e400,\"\\u00e9\"]",
                    "\"Ann\"",
                    "12345678901234567890",
                    "false"
                })
        void takesAnyValueAsItWasWritten(String json) {
            assertThat(take("\"sub\":\"42\",\"info\": " + json + " " + LATER).info())
                    .contains(Payload.json(json));
        }

        @Test
        void nothingIsNothing() {
            assertThat(take("\"sub\":\"42\"" + LATER).info()).isEmpty();
            assertThat(take("\"sub\":\"42\",\"info\":null" + LATER).info()).isEmpty();
            assertThat(take("\"sub\":\"42\",\"nested\":{\"info\":1}" + LATER).info())
                    .isEmpty();
        }

        @Test
        void findsItUnderAnotherName() {
            builder.infoClaim("/profile/shown");

            assertThat(take("\"sub\":\"42\",\"info\":1,\"profile\":{\"a\":[],\"shown\":\"Ann\"}" + LATER)
                            .info())
                    .contains(Payload.json("\"Ann\""));
            assertThat(take("\"sub\":\"42\",\"profile\":[\"shown\"]" + LATER).info())
                    .isEmpty();
        }

        @Test
        void isBounded() {
            assertThat(take("\"sub\":\"42\",\"info\":\"" + "é".repeat(511) + "\"" + LATER)
                            .info())
                    .isPresent();
            assertRefused("\"sub\":\"42\",\"info\":\"" + "é".repeat(511) + "x\"" + LATER, "bad_info");
        }
    }

    @Test
    void aWholeTokenBecomesAnIdentity() {
        assertThat(take("\"sub\":\"42\",\"tenant\":\"acme\",\"role\":\"admin\",\"jti\":\"j\",\"iat\":1700000000.25,"
                        + "\"info\":{}"
                        + LATER))
                .isEqualTo(Identity.verified(new UserId("acme", "42"))
                        .roles(Set.of("admin"))
                        .issuedAt(Instant.ofEpochMilli(1_700_000_000_250L))
                        .expiresAt(Instant.ofEpochSecond(1_700_003_600))
                        .tokenId("j")
                        .info(Payload.json("{}")));
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder.skew(Duration.ofMinutes(6)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.skew(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.userClaims().build())
                .withMessageContaining("need a claim that names the user");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JwtAuth.builder().build())
                .withMessageContaining("need a secret, public keys or a URL");
    }

    private Identity take(String members) {
        return accepted(builder.build(), token(members));
    }

    private void assertRefused(String members, String reason) {
        assertRejected(builder.build(), token(members), reason);
    }

    private static String token(String members) {
        return Forge.token("{\"alg\":\"HS256\"}", "{" + members + "}").hs256(TestKeys.SECRET);
    }
}
