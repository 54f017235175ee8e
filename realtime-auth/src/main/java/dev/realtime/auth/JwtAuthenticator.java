package dev.realtime.auth;

import dev.realtime.core.Identity;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.SubscriptionTokens;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Judges JSON Web Tokens (RFC 7519, RFC 8725). {@link JwtAuth} makes one.
 *
 * <p>Order of the checks: length, form, header, key, signature, and only then what the token says, its expiry last.
 *
 * <p><b>Threads:</b> thread-safe, blocks nowhere. With keys of the configuration every stage comes completed; with a
 * key set of a URL the few that need a request complete on the executor of {@link JwtAuth.Builder#executor}.
 *
 * <p><b>Errors:</b> a stage completes exceptionally while there are no current keys. Reasons of rejections are a fixed
 * list (docs/auth.md).
 */
public final class JwtAuthenticator implements Authenticator, AutoCloseable {

    private static final int MAX_TOKEN_ID_LENGTH = 256;

    private final Signatures signatures;
    private final Expectations expectations;
    private final ClaimNames names;
    private final InstantSource clock;

    JwtAuthenticator(Signatures signatures, Expectations expectations, ClaimNames names, InstantSource clock) {
        this.signatures = signatures;
        this.expectations = expectations;
        this.names = names;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Outcome> authenticate(String token) {
        return signatures.judge(
                token, SignedToken.OF_ACCESS, signed -> new Outcome.Accepted(identity(signed)), Flaw::rejection);
    }

    /**
     * Judges the same tokens by the same keys, but takes the user from other claims: the first that a token has counts. It
     * lives as long as this authenticator, which alone is closed.
     */
    public Authenticator withUserClaims(List<String> claims) {
        return new JwtAuthenticator(signatures, expectations, names.withUser(claims), clock);
    }

    /**
     * Judges tokens for a single channel by the same keys, issuer, audience and names of claims. Such a token has the type
     * {@code subscription+jwt}, so that neither kind passes for the other; {@code channel} is the name of its channel, and
     * it always has to end. It lives as long as this authenticator.
     */
    public SubscriptionTokens subscriptionTokens() {
        return new SubscriptionJwt(signatures, expectations.withExpiry(), names, clock);
    }

    /**
     * Fetches the key set of a URL, so that the first connection need not wait for it; fails if it cannot be had now.
     * With other keys there is nothing to do.
     */
    public CompletionStage<Void> prefetch() {
        return signatures.prefetch();
    }

    /** Gives back the thread that fetched keys. */
    @Override
    public void close() {
        signatures.close();
    }

    private Identity identity(SignedToken token) throws BadToken {
        Map<String, Object> claims = token.claims();
        Instant now = clock.instant();
        expectations.check(claims, now);
        UserId user = names.userOf(claims);
        Set<String> roles = names.rolesOf(claims);
        Optional<String> tokenId = tokenId(claims);
        Optional<Payload> info = names.infoOf(token);
        Optional<Instant> issuedAt = expectations.issuedAt(claims);
        return new Identity(user, true, roles, issuedAt, expectations.expiry(claims, now), tokenId, info);
    }

    private static Optional<String> tokenId(Map<String, Object> claims) throws BadToken {
        if (!claims.containsKey("jti")) {
            return Optional.empty();
        }
        if (claims.get("jti") instanceof String id
                && !id.isEmpty()
                && id.length() <= MAX_TOKEN_ID_LENGTH
                && id.chars().noneMatch(Character::isISOControl)) {
            return Optional.of(id);
        }
        throw new BadToken(Flaw.BAD_CLAIMS);
    }
}
