package dev.realtime.edge.netty;

import dev.realtime.core.policy.AddressRange;
import dev.realtime.core.policy.IpAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where a request comes from and over what, when proxies stand between. Each proxy appends the address it was spoken to from,
 * so the list is believed from its right end on, for as long as the one who wrote is trusted.
 *
 * <p><b>Threads:</b> immutable.
 */
final class ForwardedFor {

    /** More hops than anybody has; the rest of a longer list is somebody's invention. */
    private static final int MAX_HOPS = 32;

    private final List<AddressRange> proxies;

    /** @param proxies whose word is taken */
    ForwardedFor(Collection<AddressRange> proxies) {
        this.proxies = List.copyOf(proxies);
    }

    /**
     * @param header values of {@code X-Forwarded-For}, in order
     * @return an IP literal, unless {@code peer} is none
     */
    String client(String peer, List<String> header) {
        if (header.isEmpty() || !isProxy(peer)) {
            return peer;
        }
        List<String> hops = HttpSyntax.members(header);
        String client = peer;
        int last = Math.max(0, hops.size() - MAX_HOPS);
        for (int i = hops.size() - 1; i >= last && isProxy(client); i--) {
            Optional<IpAddress> hop = IpAddress.parse(hops.get(i));
            if (hop.isEmpty()) {
                return client;
            }
            client = hop.get().toString();
        }
        return client;
    }

    private boolean isProxy(String literal) {
        return !proxies.isEmpty()
                && IpAddress.parse(literal)
                        .filter(ip -> proxies.stream().anyMatch(range -> range.contains(ip)))
                        .isPresent();
    }

    /**
     * Whether the client speaks TLS, to us or to the proxy before us.
     *
     * @param header values of {@code X-Forwarded-Proto}; believed if it is one, and one we know
     * @param tls whether our own socket is TLS
     */
    boolean secure(String peer, List<String> header, boolean tls) {
        String believed = header.size() == 1 && isProxy(peer) ? header.get(0) : "";
        return switch (believed) {
            case "https" -> true;
            case "http" -> false;
            default -> tls;
        };
    }
}
