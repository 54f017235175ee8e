package dev.realtime.server.config;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How tokens are verified.
 *
 * <p><b>Threads:</b> immutable.
 */
public record JwtConfig(
        @Setting(about = "Secret of HS256 tokens, 32 bytes or more.") Optional<Secret> secret,
        @Setting(about = "PEM file with the public key of RS256, ES256 or EdDSA tokens.") Optional<Path> publicKey,
        @Setting(about = "URL of the issuer's key set (JWKS).") Optional<String> jwksUri,
        @Setting(about = "The `iss` that tokens must have.") Optional<String> issuer,
        @Setting(about = "The `aud` that tokens must have.") Optional<String> audience,
        @Setting(about = "Claims that may hold the user's id; the first that is there counts.", value = "userId,sub")
                List<String> userClaims,
        @Setting(about = "Claim with the tenant; without it the user belongs to the default tenant.", value = "tenant")
                String tenantClaim,
        @Setting(about = "Claim with the roles.", value = "roles") String rolesClaim,
        @Setting(about = "How far the issuer's clock may be off.", value = "30s") Duration clockSkew) {

    private static final int MIN_SECRET_BYTES = 32;

    public JwtConfig {
        secret.ifPresent(JwtConfig::refuseShort);
        jwksUri.ifPresent(JwtConfig::refuseOddUrl);
        if (userClaims.isEmpty()) {
            throw new IllegalArgumentException("need at least one of user-claims");
        }
    }

    /** Whether any token can be verified. */
    public boolean hasKeys() {
        return secret.isPresent() || publicKey.isPresent() || jwksUri.isPresent();
    }

    private static void refuseShort(Secret secret) {
        if (secret.reveal().getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("need a secret of " + MIN_SECRET_BYTES + " bytes or more");
        }
    }

    private static void refuseOddUrl(String url) {
        try {
            String scheme = URI.create(url).getScheme();
            if ("https".equals(scheme) || "http".equals(scheme)) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("need a URL as jwks-uri", e);
        }
        throw new IllegalArgumentException("need an https URL as jwks-uri");
    }
}
