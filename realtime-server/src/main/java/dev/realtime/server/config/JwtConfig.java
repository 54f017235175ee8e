package dev.realtime.server.config;

import dev.realtime.auth.Jwks;
import dev.realtime.auth.JwtAuth;
import dev.realtime.auth.JwtAuthenticator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
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
        @Setting(about = "Secret of HS256 tokens, 32 random bytes or more.") Optional<Secret> secret,
        @Setting(about = "File with public keys of RS256, ES256 or EdDSA tokens: PEM, a JWK or a JWK set.")
                Optional<Path> publicKeys,
        @Setting(about = "URL of the issuer's key set (JWKS), `https`.") Optional<String> jwksUri,
        @Setting(about = "The `iss` that tokens must have.", defaultText = "not looked at") Optional<String> issuer,
        @Setting(about = "The `aud` that tokens must have.", defaultText = "not looked at") Optional<String> audience,
        @Setting(about = "Claims that may hold the user's id; the first that is there counts.", value = "sub")
                List<String> userClaims,
        @Setting(about = "Claim with the tenant; without it the user belongs to the default tenant.", value = "tenant")
                String tenantClaim,
        @Setting(about = "Claims with roles; `/a/b` is b inside a.", value = "roles,role") List<String> roleClaims,
        @Setting(
                        about = "Claim with what others are shown of the user where presence is kept, up to 1 KiB;"
                                + " `/a/b` is b inside a.",
                        value = "info")
                String infoClaim,
        @Setting(about = "How far the issuer's clock may be off, at most 5m.", value = "30s") Duration clockSkew) {

    public JwtConfig {
        // What cannot be used is to be noticed here, where it can be told by its name.
        if (hasKeys(secret, publicKeys, jwksUri)) {
            withKeys(secret, publicKeys, jwksUri).skew(clockSkew).build().close();
        }
        if (userClaims.isEmpty()) {
            throw new IllegalArgumentException("need at least one of user-claims");
        }
    }

    /** Whether there is any key; without one every token is a bad one. */
    public boolean hasKey() {
        return hasKeys(secret, publicKeys, jwksUri);
    }

    /** Judges tokens as set here; empty if there is no key. The caller closes it. */
    public Optional<JwtAuthenticator> authenticator() {
        if (!hasKeys(secret, publicKeys, jwksUri)) {
            return Optional.empty();
        }
        JwtAuth.Builder builder = withKeys(secret, publicKeys, jwksUri)
                .skew(clockSkew)
                .userClaims(userClaims.toArray(String[]::new))
                .tenantClaim(tenantClaim)
                .roleClaims(roleClaims.toArray(String[]::new))
                .infoClaim(infoClaim);
        issuer.ifPresent(builder::issuer);
        audience.ifPresent(builder::audience);
        return Optional.of(builder.build());
    }

    /** The same for tokens that are signed with the secret: no file is read, and nothing is fetched. */
    public JwtConfig bySecretAlone() {
        return new JwtConfig(
                secret,
                Optional.empty(),
                Optional.empty(),
                issuer,
                audience,
                userClaims,
                tenantClaim,
                roleClaims,
                infoClaim,
                clockSkew);
    }

    private static boolean hasKeys(Optional<Secret> secret, Optional<Path> publicKeys, Optional<String> jwksUri) {
        return secret.isPresent() || publicKeys.isPresent() || jwksUri.isPresent();
    }

    private static JwtAuth.Builder withKeys(
            Optional<Secret> secret, Optional<Path> publicKeys, Optional<String> jwksUri) {
        JwtAuth.Builder builder = JwtAuth.builder();
        secret.ifPresent(text -> builder.hmac(text.reveal()));
        publicKeys.ifPresent(file -> builder.publicKeys(read(file)));
        jwksUri.ifPresent(uri -> builder.jwks(Jwks.at(URI.create(uri))));
        return builder;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("need a readable file with public-keys but cannot read " + file, e);
        }
    }
}
