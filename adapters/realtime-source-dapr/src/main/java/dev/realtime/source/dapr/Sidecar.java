package dev.realtime.source.dapr;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.core.policy.AddressRange;
import dev.realtime.core.policy.IpAddress;
import dev.realtime.core.policy.ProxyHeaders;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the sidecar from everybody else: it shows the token. Where none is configured, it is on this machine and speaks
 * for itself.
 *
 * <p><b>Threads:</b> immutable.
 */
final class Sidecar {

    static final String TOKEN = "dapr-api-token";

    private static final List<AddressRange> THIS_MACHINE =
            List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1/128"));

    private final Optional<byte[]> token;

    Sidecar(Optional<String> token) {
        this.token = token.map(text -> text.getBytes(UTF_8));
    }

    boolean sent(DaprRequest request) {
        if (token.isPresent()) {
            byte[] shown = request.header(TOKEN).orElse("").getBytes(UTF_8);
            return MessageDigest.isEqual(token.get(), shown);
        }
        return isOnThisMachine(request.remoteAddress())
                && !isSentOn(request.headers().keySet());
    }

    /** A browser or a proxy on this machine brings requests of others. */
    private static boolean isSentOn(Set<String> headers) {
        return headers.contains("origin") || ProxyHeaders.areIn(headers);
    }

    private static boolean isOnThisMachine(String address) {
        Optional<IpAddress> peer = IpAddress.parse(address);
        return peer.isPresent() && THIS_MACHINE.stream().anyMatch(range -> range.contains(peer.get()));
    }
}
