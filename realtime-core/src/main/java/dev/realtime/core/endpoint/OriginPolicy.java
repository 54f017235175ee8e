package dev.realtime.core.endpoint;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose web pages may open connections. Browsers let any page connect anywhere and send the cookies along, so the
 * server is the one to look at {@code Origin} (RFC 6455 §10.2).
 *
 * <p><b>Shape:</b> an allowed origin is {@code scheme://host} or {@code scheme://host:port}, written as browsers write
 * it: lower case, without the scheme's own port, path or trailing slash. Comparison is of the whole text; there are no
 * patterns, since patterns are how look-alikes get in. {@code null}, the origin of sandboxed pages and files, is never
 * allowed.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class OriginPolicy {

    private static final Map<String, Integer> SCHEME_PORTS = Map.of("http", 80, "https", 443);
    private static final String AFTER_SCHEME = "://";

    private static final OriginPolicy SAME_HOST = new OriginPolicy(Set.of(), true);

    private final Set<String> allowed;
    private final boolean sameHost;

    private OriginPolicy(Set<String> allowed, boolean sameHost) {
        this.allowed = Set.copyOf(allowed);
        this.sameHost = sameHost;
    }

    /**
     * Pages that came from the scheme, host and port they now connect to: whoever can change what a network carries can
     * make a page of {@code http://app.example.com}, but none of {@code https://app.example.com}. It rests on {@link
     * HostPolicy}: a server that answers to every name has every name's pages as its own.
     */
    public static OriginPolicy sameHost() {
        return SAME_HOST;
    }

    /**
     * Pages of these origins and no others.
     *
     * @throws IllegalArgumentException if an entry could never equal what a browser sends
     */
    public static OriginPolicy of(Collection<String> origins) {
        for (String origin : origins) {
            if (!isOrigin(origin)) {
                throw new IllegalArgumentException(
                        "need an origin like https://app.example.com or http://localhost:3000, in lower case and"
                                + " without default port or path, but got " + origin);
            }
        }
        return new OriginPolicy(new HashSet<>(origins), false);
    }

    /** The same, and pages of the own host as well. */
    public OriginPolicy andSameHost() {
        return new OriginPolicy(allowed, true);
    }

    /**
     * Whether a page may connect.
     *
     * @param origin the {@code Origin} header
     * @param scheme what the same request came over, {@code https} or {@code http}
     * @param host the {@code Host} header of the same request
     */
    public boolean allows(String origin, String scheme, String host) {
        return allowed.contains(origin) || sameHost && isSameHost(origin, scheme, host);
    }

    @Override
    public String toString() {
        return "OriginPolicy" + allowed + (sameHost ? " and same host" : "");
    }

    private static boolean isSameHost(String origin, String scheme, String host) {
        Integer schemePort = SCHEME_PORTS.get(scheme);
        if (schemePort == null || !isOrigin(origin) || !scheme(origin).equals(scheme)) {
            return false;
        }
        Optional<Authority> page = authority(origin);
        Optional<Authority> server = Authority.parse(host);
        return page.isPresent()
                && server.isPresent()
                && page.get().host().equals(server.get().host())
                && page.get().portOr(schemePort) == server.get().portOr(schemePort);
    }

    /** Whether a browser could have written this. */
    private static boolean isOrigin(String text) {
        int schemeEnd = text.indexOf(AFTER_SCHEME);
        if (schemeEnd <= 0 || !isScheme(text.substring(0, schemeEnd))) {
            return false;
        }
        Integer schemePort = SCHEME_PORTS.get(scheme(text));
        return authority(text)
                .filter(authority -> schemePort == null || authority.port() != schemePort)
                .isPresent();
    }

    private static String scheme(String origin) {
        return origin.substring(0, origin.indexOf(AFTER_SCHEME));
    }

    private static Optional<Authority> authority(String origin) {
        return Authority.parse(origin.substring(origin.indexOf(AFTER_SCHEME) + AFTER_SCHEME.length()));
    }

    private static boolean isScheme(String text) {
        return text.charAt(0) >= 'a'
                && text.charAt(0) <= 'z'
                && text.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "+.-".indexOf(c) >= 0);
    }
}
