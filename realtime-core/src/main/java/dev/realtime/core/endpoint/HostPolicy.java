package dev.realtime.core.endpoint;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which names a server answers to. A page of a foreign site whose name was pointed at this machine (DNS rebinding)
 * arrives with that name in {@code Host}; the list of own names is what keeps it out.
 *
 * <p><b>Shape:</b> an entry is {@code host} (any port) or {@code host:port} (that port only). Case does not matter;
 * everything else does.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class HostPolicy {

    private static final HostPolicy LOOPBACK = of(Set.of("localhost", "127.0.0.1", "[::1]"));
    private static final HostPolicy ANY = new HostPolicy(Set.of(), true);

    private final Set<Authority> allowed;
    private final boolean any;

    private HostPolicy(Set<Authority> allowed, boolean any) {
        this.allowed = Set.copyOf(allowed);
        this.any = any;
    }

    /** {@code localhost}, {@code 127.0.0.1} and {@code [::1]}, with any port: right for a server on a loopback address. */
    public static HostPolicy loopback() {
        return LOOPBACK;
    }

    /**
     * These names and no others.
     *
     * @throws IllegalArgumentException if an entry is neither {@code host} nor {@code host:port}
     */
    public static HostPolicy of(Collection<String> hosts) {
        Set<Authority> allowed = new HashSet<>();
        for (String host : hosts) {
            allowed.add(Authority.parse(lowerCase(host))
                    .orElseThrow(() -> new IllegalArgumentException("need host or host:port but got " + host)));
        }
        return new HostPolicy(allowed, false);
    }

    /** Every name: for a server behind a proxy that checks it. */
    public static HostPolicy any() {
        return ANY;
    }

    /** Whether a request with that {@code Host} header is meant for this server. */
    public boolean allows(String host) {
        return any || Authority.parse(lowerCase(host)).filter(this::isAllowed).isPresent();
    }

    @Override
    public String toString() {
        return any ? "HostPolicy[any]" : "HostPolicy" + allowed;
    }

    private boolean isAllowed(Authority host) {
        return allowed.contains(host) || allowed.contains(new Authority(host.host(), Authority.NO_PORT));
    }

    /** In ASCII only: other letters whose lower case is an ASCII letter (the Kelvin sign) must not become one. */
    private static String lowerCase(String host) {
        return host.chars().allMatch(c -> c < 0x80) ? host.toLowerCase(Locale.ROOT) : host;
    }
}
