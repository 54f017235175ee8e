package dev.realtime.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.SubscriptionTokens;
import dev.realtime.core.spi.SubscriptionTokens.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("At second 1700000000, a token for one channel")
class SubscriptionJwtTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final ChannelName VIP = ChannelName.of("vip");
    private static final Identity ANN = Identity.verified(UserId.of("ann"));
    private static final String GOOD = "\"sub\":\"ann\",\"channel\":\"vip\",\"exp\":1700000300";

    private final JwtAuth.Builder builder =
            JwtAuth.builder().hmac(TestKeys.SECRET).clock(InstantSource.fixed(NOW));

    @Test
    void letsItsUserIntoItsChannelUntilItEnds() {
        assertThat(judge(token(GOOD)))
                .isEqualTo(new Verdict.Granted(Optional.of(Instant.ofEpochSecond(1_700_000_300))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"subscription+jwt", "SUBSCRIPTION+JWT", "application/subscription+jwt"})
    void saysItsTypeAsTypesAreSaid(String type) {
        assertThat(judge(token(type, GOOD))).isInstanceOf(Verdict.Granted.class);
    }

    @Nested
    @DisplayName("AU12: is told apart")
    class Kinds {

        @ParameterizedTest
        @ValueSource(strings = {"JWT", "at+jwt", "dpop+jwt", "subscription", ""})
        void fromEveryOtherToken(String type) {
            assertDenied(token(type, GOOD), "type_not_allowed");
        }

        @Test
        void fromOneWithoutAType() {
            assertDenied(
                    Forge.token("{\"alg\":\"HS256\"}", "{" + GOOD + "}").hs256(TestKeys.SECRET), "type_not_allowed");
        }

        @Test
        @DisplayName("AU12: and opens no connection")
        void fromOneThatOpensConnections() {
            Verdicts.assertRejected(builder.build(), token(GOOD), "type_not_allowed");
        }
    }

    @Nested
    @DisplayName("is no use")
    class NoUse {

        @ParameterizedTest
        @ValueSource(strings = {"\"bob\"", "\"Ann\"", "\"ann\",\"tenant\":\"globex\""})
        void toAnotherUser(String sub) {
            assertDenied(token("\"sub\":" + sub + ",\"channel\":\"vip\",\"exp\":1700000300"), "wrong_user");
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"chat\"", "\"vip:1\"", "\"VIP\"", "\"*\"", "[\"vip\"]", "null", "1"})
        void forAnotherChannel(String channel) {
            assertDenied(token("\"sub\":\"ann\",\"channel\":" + channel + ",\"exp\":1700000300"), "wrong_channel");
        }

        @Test
        void withoutAChannel() {
            assertDenied(token("\"sub\":\"ann\",\"exp\":1700000300"), "wrong_channel");
        }

        @Test
        void inAnotherTenant() {
            Verdict verdict = judge(token(GOOD), ANN, new ChannelName("globex", "vip"));

            assertThat(verdict).isEqualTo(new Verdict.Rejected(ErrorCode.PERMISSION_DENIED, "wrong_channel"));
        }

        @Test
        void withoutAnEndEvenWhereOthersNeedNone() {
            builder.withoutExpiryToo();

            assertDenied(token("\"sub\":\"ann\",\"channel\":\"vip\""), "no_expiry");
        }

        @Test
        void afterItsEnd() {
            assertThat(judge(token("\"sub\":\"ann\",\"channel\":\"vip\",\"exp\":1699999970")))
                    .isEqualTo(new Verdict.Rejected(ErrorCode.TOKEN_EXPIRED, "expired"));
        }

        @Test
        @DisplayName("CH08: of somebody else, whether it has ended or not")
        void tellsNothingOfATokenOfSomebodyElse() {
            assertDenied(token("\"sub\":\"bob\",\"channel\":\"vip\",\"exp\":1"), "wrong_user");
            assertDenied(token("\"sub\":\"ann\",\"channel\":\"chat\",\"exp\":1"), "wrong_channel");
        }

        @Test
        void forgedOrOfAnotherIssuer() {
            assertDenied(
                    Forge.token("{\"alg\":\"HS256\",\"typ\":\"subscription+jwt\"}", "{" + GOOD + "}")
                            .hs256("another-secret-of-thirty-two-bytes"
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                    "bad_signature");
            assertDenied("nonsense", "not_signed");

            builder.issuer("me");

            assertDenied(token(GOOD), "wrong_issuer");
        }
    }

    @Test
    void canBeIssued() {
        UserId user = new UserId("acme", "ann");
        ChannelName channel = new ChannelName("acme", "dialog#ann,bob");
        Tokens tokens = Tokens.hmac(TestKeys.SECRET, InstantSource.fixed(NOW), new SystemRandomness())
                .issuer("me")
                .audience("realtime");
        builder.issuer("me").audience("realtime");

        String token = tokens.issueSubscription(user, channel, Duration.ofMinutes(5));

        assertThat(judge(token, Identity.verified(user), channel))
                .isEqualTo(new Verdict.Granted(Optional.of(NOW.plusSeconds(300))));
        assertThat(judge(tokens.issue(user, Set.of(), Duration.ofMinutes(5)), Identity.verified(user), channel))
                .isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void isNotIssuedForAChannelThatTheUserCannotHave() {
        Tokens tokens = Tokens.hmac(TestKeys.SECRET, InstantSource.fixed(NOW), new SystemRandomness());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.issueSubscription(
                        UserId.of("ann"), new ChannelName("acme", "vip"), Duration.ofMinutes(1)))
                .withMessageContaining("acme/vip");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.issueSubscription(UserId.of("ann"), VIP, Duration.ZERO))
                .withMessageContaining("PT0S");
    }

    private Verdict judge(String token) {
        return judge(token, ANN, VIP);
    }

    private Verdict judge(String token, Identity who, ChannelName channel) {
        SubscriptionTokens tokens = builder.build().subscriptionTokens();
        return Verdicts.soon(tokens.judge(token, who, channel));
    }

    private void assertDenied(String token, String reason) {
        assertThat(judge(token)).isEqualTo(new Verdict.Rejected(ErrorCode.PERMISSION_DENIED, reason));
    }

    private static String token(String claims) {
        return token("subscription+jwt", claims);
    }

    private static String token(String type, String claims) {
        return Forge.token("{\"alg\":\"HS256\",\"typ\":\"" + type + "\"}", "{" + claims + "}")
                .hs256(TestKeys.SECRET);
    }
}
