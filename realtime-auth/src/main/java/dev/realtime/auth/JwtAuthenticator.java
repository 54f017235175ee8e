package dev.realtime.auth;

import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authenticator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

    private final Set<Algorithm> algorithms;
    private final KeySource keys;
    private final Expectations expectations;
    private final ClaimNames names;
    private final InstantSource clock;

    JwtAuthenticator(
            Set<Algorithm> algorithms,
            KeySource keys,
            Expectations expectations,
            ClaimNames names,
            InstantSource clock) {
        this.algorithms = Set.copyOf(algorithms);
        this.keys = keys;
        this.expectations = expectations;
        this.names = names;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Outcome> authenticate(String token) {
        try {
            SignedToken signed = SignedToken.parse(token, algorithms);
            return keys.candidates(signed.algorithm(), signed.keyId()).thenApply(found -> judge(signed, found));
        } catch (BadToken e) {
            return CompletableFuture.completedStage(e.flaw().rejection());
        }
    }

    /**
     * Fetches the key set of a URL, so that the first connection need not wait for it; fails if it cannot be had now.
     * With other keys there is nothing to do.
     */
    public CompletionStage<Void> prefetch() {
        return keys.prefetch();
    }

    /** Gives back the thread that fetched keys. */
    @Override
    public void close() {
        keys.close();
    }

    private Outcome judge(SignedToken token, List<VerificationKey> candidates) {
        try {
            if (candidates.isEmpty()) {
                throw new BadToken(Flaw.UNKNOWN_KEY);
            }
            if (candidates.stream().noneMatch(key -> key.verifies(token))) {
                throw new BadToken(Flaw.BAD_SIGNATURE);
            }
            return new Outcome.Accepted(identity(token.claims()));
        } catch (BadToken e) {
            return e.flaw().rejection();
        }
    }

    private Identity identity(Map<String, Object> claims) throws BadToken {
        Instant now = clock.instant();
        expectations.check(claims, now);
        UserId user = names.userOf(claims);
        Set<String> roles = names.rolesOf(claims);
        Optional<String> tokenId = tokenId(claims);
        return new Identity(
                user, true, roles, Optional.empty(), expectations.expiry(claims, now), tokenId, Optional.empty());
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
