package dev.realtime.auth;

import java.util.List;
import java.util.Optional;

/**
 * What is known of a remote key set at one moment, as a value; the rules about its age are here and nowhere else.
 *
 * <p><b>Threads:</b> immutable. Times are a {@code Ticker}'s.
 *
 * @param keys the last good ones
 * @param fetchedAt when they came; empty if none ever did
 * @param attemptedAt when they were last asked for; empty if never
 * @param failed whether that attempt failed
 */
record KeySnapshot(List<VerificationKey> keys, Optional<Long> fetchedAt, Optional<Long> attemptedAt, boolean failed) {

    static final KeySnapshot NOTHING = new KeySnapshot(List.of(), Optional.empty(), Optional.empty(), false);

    KeySnapshot attempted(long nowNanos) {
        return new KeySnapshot(keys, fetchedAt, Optional.of(nowNanos), failed);
    }

    KeySnapshot fetched(List<VerificationKey> fresh, long nowNanos) {
        return new KeySnapshot(List.copyOf(fresh), Optional.of(nowNanos), attemptedAt, false);
    }

    KeySnapshot failedToFetch() {
        return new KeySnapshot(keys, fetchedAt, attemptedAt, true);
    }

    boolean isYoungerThan(long ageNanos, long nowNanos) {
        return fetchedAt.filter(at -> nowNanos - at < ageNanos).isPresent();
    }

    boolean mayAskAgain(long nowNanos) {
        return attemptedAt
                .filter(at -> nowNanos - at < Jwks.MIN_INTERVAL.toNanos())
                .isEmpty();
    }

    List<VerificationKey> matching(Algorithm algorithm, Optional<String> keyId) {
        return FixedKeys.matching(keys, algorithm, keyId);
    }
}
