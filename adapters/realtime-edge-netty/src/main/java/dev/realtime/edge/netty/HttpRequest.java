package dev.realtime.edge.netty;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plain HTTP request, after the edge found its form correct.
 *
 * <p><b>Shape:</b> {@code path} is decoded and has no dot segments; {@code query} is decoded, values of
 * one name in the order of the URL; header names are in lower case. {@code remoteAddress} is the peer's IP literal, from a forwarding header only if the
 * edge trusts the proxy. The body is whole; it is the receiver's.
 *
 * <p><b>Threads:</b> immutable, but for the body's bytes.
 */
public record HttpRequest(
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        byte[] body,
        String remoteAddress) {

    public HttpRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /** The first value of that query parameter. */
    public Optional<String> parameter(String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** The first value of that header. @param name in lower case */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** Method and path only: query, headers and body carry secrets. */
    @Override
    public String toString() {
        return "HttpRequest[" + method + " " + path + "]";
    }
}
