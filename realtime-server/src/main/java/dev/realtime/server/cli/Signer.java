package dev.realtime.server.cli;

import dev.realtime.auth.Tokens;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.JwtConfig;
import dev.realtime.server.config.Secret;

/** Makes tokens that a server of the same configuration takes. */
final class Signer {

    private Signer() {}

    /** @throws ConfigException if there is no secret to sign with */
    static Tokens of(JwtConfig config) {
        String secret = config.secret()
                .map(Secret::reveal)
                .orElseThrow(
                        () -> new ConfigException(
                                "auth.jwt.secret",
                                "need it to sign tokens; openssl rand -base64 32 makes one, REALTIME_AUTH_JWT_SECRET or REALTIME_AUTH_JWT_SECRET_FILE names it"));
        Tokens tokens = config.issuer().map(Tokens.hmac(secret)::issuer).orElse(Tokens.hmac(secret));
        return config.audience().map(tokens::audience).orElse(tokens);
    }
}
