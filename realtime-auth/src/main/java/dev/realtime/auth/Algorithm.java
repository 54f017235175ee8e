package dev.realtime.auth;

import java.util.Optional;

/**
 * The signature algorithms that are understood. Each belongs to one type of key, and a key is only ever used with its
 * own: a token's {@code alg} selects among configured keys and decides nothing.
 *
 * <p><b>Source:</b> RFC 7518 §3, RFC 8037 §3.1, RFC 9864 §2.2.
 */
public enum Algorithm {
    /** A secret shared with whoever issues the tokens. */
    HS256("HS256"),
    /** RSA with 2048 bits or more. */
    RS256("RS256"),
    /** The curve P-256. */
    ES256("ES256"),
    /** Ed25519, also under its newer name. */
    EDDSA("EdDSA", "Ed25519");

    private final String[] names;

    Algorithm(String... names) {
        this.names = names;
    }

    /** By the name in a token or a key, which is compared as it is: {@code none} and its spellings are no algorithm. */
    static Optional<Algorithm> named(String name) {
        for (Algorithm algorithm : values()) {
            for (String known : algorithm.names) {
                if (known.equals(name)) {
                    return Optional.of(algorithm);
                }
            }
        }
        return Optional.empty();
    }
}
