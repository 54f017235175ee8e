package dev.realtime.source.dapr;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A request, after the server found its form correct.
 *
 * <p><b>Shape:</b> {@code path} is decoded; names of headers are in lower case; the body is whole, and the receiver's.
 *
 * <p><b>Threads:</b> immutable, but for the body's bytes.
 *
 * @param method in upper case
 * @param remoteAddress the peer's IP literal, from a forwarding header only if the server trusts the proxy
 */
public record DaprRequest(
        String method, String path, Map<String, List<String>> headers, byte[] body, String remoteAddress) {

    public DaprRequest {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(remoteAddress, "remoteAddress");
        headers = Map.copyOf(headers);
    }

    /** The value of a header that stands once. */
    Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** Method and path alone: headers and body carry secrets. */
    @Override
    public String toString() {
        return "DaprRequest[" + method + " " + path + "]";
    }
}
