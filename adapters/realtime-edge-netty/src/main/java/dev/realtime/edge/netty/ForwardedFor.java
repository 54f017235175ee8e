package dev.realtime.edge.netty;

import io.netty.util.NetUtil;
import java.util.List;
import java.util.function.Predicate;

/**
 * Where a request comes from and over what, when proxies stand between. Each proxy appends the address it was spoken to from,
 * so the list is believed from its right end on, for as long as the one who wrote is trusted.
 *
 * <p><b>Threads:</b> immutable.
 */
final class ForwardedFor {

    /** More hops than anybody has; the rest of a longer list is somebody's invention. */
    private static final int MAX_HOPS = 32;

    private final Predicate<String> trusted;

    /** @param trusted asked for IP literals */
    ForwardedFor(Predicate<String> trusted) {
        this.trusted = trusted;
    }

    /** @param header values of {@code X-Forwarded-For}, in order */
    String client(String peer, List<String> header) {
        if (header.isEmpty() || !trusted.test(peer)) {
            return peer;
        }
        List<String> hops = HttpSyntax.members(header);
        String client = peer;
        int last = Math.max(0, hops.size() - MAX_HOPS);
        for (int i = hops.size() - 1; i >= last && trusted.test(client); i--) {
            String hop = hops.get(i);
            if (!NetUtil.isValidIpV4Address(hop) && !NetUtil.isValidIpV6Address(hop)) {
                return client;
            }
            client = hop;
        }
        return client;
    }

    /**
     * Whether the client speaks TLS, to us or to the proxy before us.
     *
     * @param header values of {@code X-Forwarded-Proto}; believed if it is one, and one we know
     * @param tls whether our own socket is TLS
     */
    boolean secure(String peer, List<String> header, boolean tls) {
        String believed = header.size() == 1 && trusted.test(peer) ? header.get(0) : "";
        return switch (believed) {
            case "https" -> true;
            case "http" -> false;
            default -> tls;
        };
    }
}
