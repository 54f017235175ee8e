package dev.realtime.auth;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A URL where an identity provider publishes its keys (RFC 7517 §5), and how far it is trusted to be there.
 *
 * <p><b>Shape:</b> {@code https}, or {@code http} to this machine; {@link #evenOverPlainHttp} takes {@code http} to
 * others too. Keys are asked for again after {@code cacheFor}; while the provider cannot be reached, the last ones
 * count for {@code outage} more.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param cacheFor at least 30 s; a key the provider withdrew is refused after this
 * @param outage how long old keys are better than none
 * @param timeout for the whole answer
 */
public record Jwks(URI uri, Duration cacheFor, Duration outage, Duration timeout, Transport transport) {

    /** Largest answer that is read. */
    static final int MAX_BYTES = 256 * 1024;

    /** Least time between two requests, whatever tokens come in. */
    static final Duration MIN_INTERVAL = Duration.ofSeconds(30);

    private static final Set<String> OWN_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Whether keys may cross a network unprotected: who can change them there can sign any token. */
    public enum Transport {
        PROTECTED,
        PLAIN
    }

    public Jwks {
        if (!isAllowed(uri, transport)) {
            throw new IllegalArgumentException(
                    "need an https URL without user, or http to this machine, for the key set but got scheme "
                            + uri.getScheme() + ", host " + uri.getHost());
        }
        if (cacheFor.compareTo(MIN_INTERVAL) < 0) {
            throw new IllegalArgumentException("need cacheFor of at least " + MIN_INTERVAL + " but got " + cacheFor);
        }
        if (outage.isNegative() || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("need outage >= 0 and timeout > 0 but got " + outage + ", " + timeout);
        }
    }

    /** Cached for 5 minutes, kept over an outage of 4 hours, given up after 2 seconds. */
    public static Jwks at(URI uri) {
        return new Jwks(uri, Duration.ofMinutes(5), Duration.ofHours(4), Duration.ofSeconds(2), Transport.PROTECTED);
    }

    /** The same over {@code http} to another machine, for networks where nobody can change an answer on its way. */
    public static Jwks evenOverPlainHttp(URI uri) {
        return new Jwks(uri, Duration.ofMinutes(5), Duration.ofHours(4), Duration.ofSeconds(2), Transport.PLAIN);
    }

    public Jwks cachedFor(Duration time) {
        return new Jwks(uri, time, outage, timeout, transport);
    }

    public Jwks survivingOutagesOf(Duration time) {
        return new Jwks(uri, cacheFor, time, timeout, transport);
    }

    public Jwks within(Duration time) {
        return new Jwks(uri, cacheFor, outage, time, transport);
    }

    /** The host only: a URL may carry an access key. */
    @Override
    public String toString() {
        return "Jwks[" + uri.getHost() + "]";
    }

    private static boolean isAllowed(URI uri, Transport transport) {
        String host = Optional.ofNullable(uri.getHost()).orElse("");
        if (host.isEmpty() || uri.getUserInfo() != null) {
            return false;
        }
        boolean plainIsFine = transport == Transport.PLAIN || OWN_HOSTS.contains(host);
        return "https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && plainIsFine;
    }
}
