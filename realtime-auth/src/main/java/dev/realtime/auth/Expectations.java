package dev.realtime.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a token must say besides who it is for (RFC 7519 §4.1). Every claim has its one type; a number in quotes is no
 * number.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param skew how far clocks may differ
 */
record Expectations(Optional<String> issuer, Optional<String> audience, Duration skew, boolean expiryRequired) {

    /** The last second of the year 9999: whatever lies beyond is no date anybody meant. */
    private static final long MAX_SECONDS = 253_402_300_799L;

    private static final int MILLIS = 1_000;

    /** Issuer, audience, and that the token's time has come. */
    void check(Map<String, Object> claims, Instant now) throws BadToken {
        if (issuer.isPresent() && !issuer.get().equals(claims.get("iss"))) {
            throw new BadToken(Flaw.WRONG_ISSUER);
        }
        if (audience.isPresent() && !isMeantFor(audience.get(), claims.get("aud"))) {
            throw new BadToken(Flaw.WRONG_AUDIENCE);
        }
        Instant latestStart = now.plus(skew);
        for (String start : List.of("nbf", "iat")) {
            if (date(claims, start).filter(latestStart::isBefore).isPresent()) {
                throw new BadToken(Flaw.NOT_YET_VALID);
            }
        }
    }

    /** When the token ends. Asked for last: "expired" means that nothing else is wrong with it. */
    Optional<Instant> expiry(Map<String, Object> claims, Instant now) throws BadToken {
        Optional<Instant> end = date(claims, "exp");
        if (end.isEmpty() && expiryRequired) {
            throw new BadToken(Flaw.NO_EXPIRY);
        }
        if (end.filter(at -> !now.isBefore(at.plus(skew))).isPresent()) {
            throw new BadToken(Flaw.EXPIRED);
        }
        return end;
    }

    /** When the token was made, if it says so. */
    Optional<Instant> issuedAt(Map<String, Object> claims) throws BadToken {
        return date(claims, "iat");
    }

    /** The same of a token that has to end. */
    Expectations withExpiry() {
        return new Expectations(issuer, audience, skew, true);
    }

    private static boolean isMeantFor(String audience, Object claim) {
        return audience.equals(claim) || claim instanceof List<?> several && several.contains(audience);
    }

    private static Optional<Instant> date(Map<String, Object> claims, String name) throws BadToken {
        if (!claims.containsKey(name)) {
            return Optional.empty();
        }
        if (claims.get(name) instanceof Number seconds
                && seconds.doubleValue() >= 0
                && seconds.doubleValue() <= MAX_SECONDS) {
            return Optional.of(
                    seconds instanceof Long whole
                            ? Instant.ofEpochSecond(whole)
                            : Instant.ofEpochMilli((long) (seconds.doubleValue() * MILLIS)));
        }
        throw new BadToken(Flaw.BAD_CLAIMS);
    }
}
