package dev.realtime.auth;

import dev.realtime.core.spi.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The keys of an identity provider.
 *
 * <ul>
 *   <li>Fresh keys answer at once; when four fifths of their time are over, new ones are asked for on the side.
 *   <li>Keys whose time is over, and a key id nobody has seen, are worth a request; whoever needs its outcome waits for
 *       it, and all wait for the same one.
 *   <li>There is at most one request every {@link Jwks#MIN_INTERVAL}, whatever arrives. In between, unknown key ids are
 *       refused at once and old keys are used as they are.
 *   <li>If a request fails, the last good keys count until the outage has lasted too long. A key id they do not have
 *       may be a new one, so nobody can tell then.
 * </ul>
 *
 * <p><b>Threads:</b> thread-safe without locks: the snapshot is a value and is replaced only by the owner of the request
 * under way.
 */
final class RemoteKeys implements KeySource {

    private static final Logger LOG = System.getLogger(RemoteKeys.class.getName());

    private final Jwks jwks;
    private final Set<Algorithm> algorithms;
    private final KeyFetch source;
    private final Ticker ticker;
    private final long cacheNanos;
    private final long refreshNanos;
    /** The request under way; null while there is none. */
    private final AtomicReference<CompletableFuture<KeySnapshot>> underWay = new AtomicReference<>();

    private volatile KeySnapshot snapshot = KeySnapshot.NOTHING;

    /** @param algorithms what keys may be for; others in the set are ignored */
    RemoteKeys(Jwks jwks, Set<Algorithm> algorithms, KeyFetch source, Ticker ticker) {
        this.jwks = jwks;
        this.algorithms = Set.copyOf(algorithms);
        this.source = source;
        this.ticker = ticker;
        this.cacheNanos = jwks.cacheFor().toNanos();
        this.refreshNanos = cacheNanos / 5 * 4;
    }

    @Override
    public CompletionStage<List<VerificationKey>> candidates(Algorithm algorithm, Optional<String> keyId) {
        long now = ticker.nanos();
        KeySnapshot known = snapshot;
        List<VerificationKey> found = known.matching(algorithm, keyId);
        if (known.isYoungerThan(cacheNanos, now) && !found.isEmpty()) {
            if (!known.isYoungerThan(refreshNanos, now)) {
                refresh();
            }
            return CompletableFuture.completedStage(found);
        }
        return refresh().thenApply(fresh -> fromWhatThereIs(fresh, algorithm, keyId));
    }

    @Override
    public CompletionStage<Void> prefetch() {
        return refresh().thenAccept(known -> {
            if (known.keys().isEmpty()) {
                throw new KeysUnavailableException("no keys from " + jwks.uri().getHost());
            }
        });
    }

    @Override
    public void close() {
        source.close();
    }

    private List<VerificationKey> fromWhatThereIs(KeySnapshot known, Algorithm algorithm, Optional<String> keyId) {
        long maxAgeNanos = cacheNanos + jwks.outage().toNanos();
        List<VerificationKey> found = known.matching(algorithm, keyId);
        boolean tooOld = !known.isYoungerThan(maxAgeNanos, ticker.nanos());
        if (tooOld || found.isEmpty() && known.failed()) {
            throw new KeysUnavailableException(
                    "no current keys from " + jwks.uri().getHost());
        }
        return found;
    }

    /** What is known after the request under way, or after a new one, or now if it is too early for one. */
    private CompletionStage<KeySnapshot> refresh() {
        CompletableFuture<KeySnapshot> mine = new CompletableFuture<>();
        CompletableFuture<KeySnapshot> others = underWay.compareAndExchange(null, mine);
        if (others != null) {
            return others;
        }
        long now = ticker.nanos();
        if (!snapshot.mayAskAgain(now)) {
            finish(mine);
            return mine;
        }
        snapshot = snapshot.attempted(now);
        fetch().whenComplete((keys, failure) -> {
            if (failure == null) {
                snapshot = snapshot.fetched(keys, ticker.nanos());
            } else {
                LOG.log(Level.WARNING, "no keys from {0}: {1}", jwks.uri().getHost(), cause(failure));
                snapshot = snapshot.failedToFetch();
            }
            finish(mine);
        });
        return mine;
    }

    /** Lets the next request begin before anybody hears of this one's outcome. */
    private void finish(CompletableFuture<KeySnapshot> mine) {
        KeySnapshot outcome = snapshot;
        underWay.set(null);
        mine.complete(outcome);
    }

    private CompletionStage<List<VerificationKey>> fetch() {
        try {
            return source.fetch().thenApply(this::read);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private List<VerificationKey> read(byte[] body) {
        List<VerificationKey> keys =
                Text.utf8(body).flatMap(Json::object).map(PublicKeys::usable).orElse(List.of()).stream()
                        .filter(key -> algorithms.contains(key.algorithm()))
                        .toList();
        if (keys.isEmpty()) {
            throw new KeysUnavailableException("not a JWK set with a usable key");
        }
        return keys;
    }

    /** The type of the trouble; its text may quote the answer. */
    private static String cause(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof KeysUnavailableException || cause instanceof IllegalStateException
                ? cause.getMessage()
                : cause.getClass().getName();
    }

    /** Nobody can tell now whether a token is good. */
    static final class KeysUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        KeysUnavailableException(String message) {
            super(message, null, false, false);
        }
    }
}
