package dev.realtime.auth;

import static dev.realtime.auth.Verdicts.accepted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Randomness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final String SECRET = new String(TestKeys.SECRET, StandardCharsets.UTF_8);

    private final Tokens tokens = Tokens.hmac(TestKeys.SECRET, InstantSource.fixed(NOW), new Ones());

    @Test
    void whatItIssuesIsTaken() {
        JwtAuthenticator jwt = JwtAuth.builder()
                .hmac(SECRET)
                .issuer("demo")
                .audience("realtime")
                .clock(InstantSource.fixed(NOW))
                .build();

        String token = tokens.issuer("demo")
                .audience("realtime")
                .issue(new UserId("acme", "alice"), Set.of("admin"), Duration.ofHours(1));

        assertThat(accepted(jwt, token))
                .isEqualTo(Identity.verified(new UserId("acme", "alice"))
                        .roles(Set.of("admin"))
                        .issuedAt(NOW)
                        .expiresAt(NOW.plusSeconds(3600))
                        .tokenId("AQEBAQEBAQEBAQEBAQEBAQ"));
    }

    @Test
    void theShortWaysFitTogether() {
        String token = Tokens.hmac(SECRET).issue(UserId.of("bob"), Set.of(), Duration.ofMinutes(1));

        Identity bob = accepted(JwtAuth.hmac(SECRET), token);

        assertThat(bob.user()).isEqualTo(UserId.of("bob"));
        assertThat(bob.roles()).isEmpty();
        assertThat(bob.tokenId().orElseThrow()).hasSize(22);
    }

    @Test
    void putsEachThingIntoTheClaimThatIsReadForIt() {
        JwtAuthenticator jwt = JwtAuth.builder()
                .hmac(SECRET)
                .userClaims("/person/email", "sub")
                .tenantClaim("/person/org")
                .roleClaims("/realm_access/roles")
                .build();
        Tokens foreign = Tokens.hmac(SECRET)
                .userClaim("/person/email")
                .tenantClaim("/person/org")
                .roleClaim("/realm_access/roles");

        Identity ann = accepted(jwt, foreign.issue(new UserId("acme", "ann"), Set.of("ops"), Duration.ofMinutes(1)));

        assertThat(ann.user()).isEqualTo(new UserId("acme", "ann"));
        assertThat(ann.roles()).containsExactly("ops");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "exp", "iss", "/exp/tenant", "//"})
    void refusesToPutTwoThingsIntoOneClaim(String claim) {
        Tokens twice = tokens.issuer("demo").tenantClaim(claim);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> twice.issue(new UserId("acme", "ann"), Set.of(), Duration.ofHours(1)))
                .withMessageContaining(claim);
    }

    @Test
    void everyTokenHasAnIdOfItsOwn() {
        Tokens system = Tokens.hmac(SECRET);

        assertThat(system.issue(UserId.of("bob"), Set.of(), Duration.ofMinutes(1)))
                .isNotEqualTo(system.issue(UserId.of("bob"), Set.of(), Duration.ofMinutes(1)));
    }

    @Test
    void refusesATokenThatWasNeverGood() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.issue(UserId.of("bob"), Set.of(), Duration.ZERO))
                .withMessageContaining("PT0S");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "0123456789abcdef0123456789abcde",
                "changeme-changeme-changeme-changeme",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "your-secret-key-your-secret-key-here"
            })
    void refusesASecretThatCanBeGuessed(String secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tokens.hmac(secret))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(secret.isEmpty() ? "\0" : secret + "-"));
        assertThatIllegalArgumentException().isThrownBy(() -> JwtAuth.hmac(secret));
    }

    private static final class Ones implements Randomness {
        @Override
        public void fill(byte[] bytes) {
            Arrays.fill(bytes, (byte) 1);
        }

        @Override
        public long below(long bound) {
            return 0;
        }
    }
}
