package dev.realtime.auth;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A token taken apart, nothing of it believed. Of the header only {@code alg}, {@code typ} and {@code kid} are used.
 * {@code jku}, {@code x5u} and {@code x5c} name keys and are passed over, since keys come from the configuration alone;
 * {@code crit} and {@code b64} would change how the token is read, and {@code jwk} is no part of an access token: those
 * are refused (RFC 7515 §4.1, RFC 7797 §6, RFC 8725 §3.10).
 *
 * <p>The claims stay sealed until {@link #claims} is called, which is after the signature held.
 *
 * <p><b>Threads:</b> immutable.
 */
final class SignedToken {

    /** Types of tokens that say who somebody is; the first is meant where a token has none. */
    static final Set<String> OF_ACCESS = Set.of("jwt", "at+jwt");

    /** The type of tokens that let somebody into one channel. It must be said (RFC 8725 §3.11). */
    static final Set<String> OF_SUBSCRIPTION = Set.of(Tokens.SUBSCRIPTION_TYPE);

    /** Longest token that is looked at, in characters. */
    static final int MAX_LENGTH = 8 * 1024;

    private static final int MAX_KEY_ID_LENGTH = 256;
    private static final Set<String> REFUSED_MEMBERS = Set.of("crit", "b64", "jwk");

    private final Algorithm algorithm;
    private final Optional<String> keyId;
    private final byte[] signedBytes;
    private final byte[] signature;
    private final String payload;

    private SignedToken(
            Algorithm algorithm, Optional<String> keyId, byte[] signedBytes, byte[] signature, String payload) {
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.signedBytes = signedBytes;
        this.signature = signature;
        this.payload = payload;
    }

    /**
     * @param allowed algorithms of the configured keys
     * @param types what its {@code typ} may be, in lower case
     */
    static SignedToken parse(String token, Set<Algorithm> allowed, Set<String> types) throws BadToken {
        if (token.length() > MAX_LENGTH) {
            throw new BadToken(Flaw.TOO_LONG);
        }
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            throw new BadToken(Flaw.NOT_SIGNED);
        }
        Map<String, Object> header = object(token.substring(0, first)).orElseThrow(() -> new BadToken(Flaw.BAD_HEADER));
        Algorithm algorithm = algorithm(header, allowed);
        checkType(header, types);
        if (header.keySet().stream().anyMatch(REFUSED_MEMBERS::contains)) {
            throw new BadToken(Flaw.BAD_HEADER);
        }
        return new SignedToken(
                algorithm,
                keyId(header),
                token.substring(0, second).getBytes(StandardCharsets.ISO_8859_1),
                Text.base64Url(token.substring(second + 1)).orElseThrow(() -> new BadToken(Flaw.NOT_SIGNED)),
                token.substring(first + 1, second));
    }

    Algorithm algorithm() {
        return algorithm;
    }

    Optional<String> keyId() {
        return keyId;
    }

    byte[] signedBytes() {
        return signedBytes;
    }

    byte[] signature() {
        return signature;
    }

    /** The payload's members. Call it for a token whose signature holds. */
    Map<String, Object> claims() throws BadToken {
        return object(payload).orElseThrow(() -> new BadToken(Flaw.BAD_CLAIMS));
    }

    /** A value of the payload as it was written. @param path names of members, from the outside in */
    Optional<String> written(List<String> path) {
        Optional<String> value = text(payload);
        for (String name : path) {
            value = value.flatMap(object -> Json.member(object, name));
        }
        return value;
    }

    private static Optional<Map<String, Object>> object(String part) {
        return text(part).flatMap(Json::object);
    }

    private static Optional<String> text(String part) {
        return Text.base64Url(part).flatMap(Text::utf8);
    }

    private static Algorithm algorithm(Map<String, Object> header, Set<Algorithm> allowed) throws BadToken {
        return Optional.ofNullable(header.get("alg"))
                .filter(String.class::isInstance)
                .flatMap(name -> Algorithm.named((String) name))
                .filter(allowed::contains)
                .orElseThrow(() -> new BadToken(Flaw.ALGORITHM_NOT_ALLOWED));
    }

    /** Tokens of one kind must not pass for those of another, be it a logout token or a proof (RFC 8725 §3.11). */
    private static void checkType(Map<String, Object> header, Set<String> types) throws BadToken {
        Object type = header.getOrDefault("typ", "JWT");
        String name = type instanceof String text ? text.toLowerCase(Locale.ROOT) : "";
        if (!types.contains(name.startsWith("application/") ? name.substring("application/".length()) : name)) {
            throw new BadToken(Flaw.TYPE_NOT_ALLOWED);
        }
    }

    private static Optional<String> keyId(Map<String, Object> header) throws BadToken {
        if (!header.containsKey("kid")) {
            return Optional.empty();
        }
        if (header.get("kid") instanceof String id && id.length() <= MAX_KEY_ID_LENGTH) {
            return Optional.of(id);
        }
        throw new BadToken(Flaw.BAD_HEADER);
    }
}
