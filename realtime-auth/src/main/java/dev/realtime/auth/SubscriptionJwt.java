package dev.realtime.auth;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import dev.realtime.core.spi.SubscriptionTokens;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Judges JSON Web Tokens that let one user into one channel. What they have to say is in
 * {@link JwtAuthenticator#subscriptionTokens}.
 *
 * <p><b>Threads:</b> thread-safe, as {@link Signatures}.
 */
final class SubscriptionJwt implements SubscriptionTokens {

    private static final String CHANNEL = "channel";

    private final Signatures signatures;
    private final Expectations expectations;
    private final ClaimNames names;
    private final InstantSource clock;

    SubscriptionJwt(Signatures signatures, Expectations expectations, ClaimNames names, InstantSource clock) {
        this.signatures = signatures;
        this.expectations = expectations;
        this.names = names;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Verdict> judge(String token, Identity who, ChannelName channel) {
        return signatures.judge(
                token, SignedToken.OF_SUBSCRIPTION, signed -> granted(signed.claims(), who, channel), Flaw::denial);
    }

    private Verdict granted(Map<String, Object> claims, Identity who, ChannelName channel) throws BadToken {
        Instant now = clock.instant();
        expectations.check(claims, now);
        if (!names.userOf(claims).equals(who.user())) {
            throw new BadToken(Flaw.WRONG_USER);
        }
        if (!channel.local().equals(claims.get(CHANNEL)) || !channel.tenant().equals(who.tenant())) {
            throw new BadToken(Flaw.WRONG_CHANNEL);
        }
        Optional<Instant> end = expectations.expiry(claims, now);
        return new Verdict.Granted(end);
    }
}
