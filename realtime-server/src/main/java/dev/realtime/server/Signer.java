package dev.realtime.server;

import dev.realtime.auth.JwtAuthenticator;
import dev.realtime.auth.Tokens;
import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authenticator.Outcome;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.JwtConfig;
import dev.realtime.server.config.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Makes tokens that a server of the same configuration takes, for the user, tenant and roles that they were made for.
 *
 * <p>Each token is read again before it is given away: claims that are set in an odd way could lead a user into another
 * tenant than was asked for, and nobody would notice.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public final class Signer {

    private final JwtConfig config;
    private final Tokens tokens;

    private Signer(JwtConfig config, Tokens tokens) {
        this.config = config;
        this.tokens = tokens;
    }

    /** @throws ConfigException if there is no secret to sign with */
    public static Signer of(JwtConfig config) {
        String secret = config.secret()
                .map(Secret::reveal)
                .orElseThrow(
                        () -> new ConfigException(
                                "auth.jwt.secret",
                                "need it to sign tokens; openssl rand -base64 32 makes one, REALTIME_AUTH_JWT_SECRET or REALTIME_AUTH_JWT_SECRET_FILE names it"));
        Tokens tokens =
                Tokens.hmac(secret).userClaim(config.userClaims().get(0)).tenantClaim(config.tenantClaim());
        tokens = config.roleClaims().stream().findFirst().map(tokens::roleClaim).orElse(tokens);
        tokens = config.issuer().map(tokens::issuer).orElse(tokens);
        return new Signer(
                config.bySecretAlone(), config.audience().map(tokens::audience).orElse(tokens));
    }

    /**
     * @param ttl more than zero
     * @throws ConfigException if the server would take such a token for another user's, or not at all
     */
    public String issue(UserId user, Set<String> roles, Duration ttl) {
        String token;
        try {
            token = tokens.issue(user, roles, ttl);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("auth.jwt", e.getMessage());
        }
        try (JwtAuthenticator judge = judge()) {
            require(user, roles, judge.authenticate(token).toCompletableFuture().join());
        }
        return token;
    }

    /**
     * @param channel of the user's tenant
     * @param ttl more than zero
     * @throws ConfigException if the server would take a token of these claims for another user's, or not at all
     */
    public String issueSubscription(UserId user, ChannelName channel, Duration ttl) {
        issue(user, Set.of(), ttl);
        try {
            return tokens.issueSubscription(user, channel, ttl);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("auth.jwt", e.getMessage());
        }
    }

    private JwtAuthenticator judge() {
        return config.authenticator().orElseThrow();
    }

    private static void require(UserId user, Set<String> roles, Outcome outcome) {
        Optional<Identity> read =
                outcome instanceof Outcome.Accepted accepted ? Optional.of(accepted.identity()) : Optional.empty();
        if (read.filter(it -> it.user().equals(user) && it.roles().equals(roles))
                .isEmpty()) {
            throw new ConfigException(
                    "auth.jwt",
                    "with user-claims, tenant-claim and role-claims as they are set, a token for " + user
                            + " with roles "
                            + roles + " would be "
                            + read.map(it -> "read as one for " + it.user() + " with roles " + it.roles())
                                    .orElse("refused"));
        }
    }
}
