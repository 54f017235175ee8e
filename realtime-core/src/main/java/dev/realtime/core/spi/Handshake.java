package dev.realtime.core.spi;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A peer's request for a connection, after the edge found its form correct.
 *
 * <p><b>Shape:</b> {@code path} is decoded and has no dot segments; {@code query} is decoded, in the order of the URL;
 * header names are in lower case. {@code remoteAddress} is the peer's IP literal without port, from a forwarding header
 * only if the edge trusts the proxy. {@code secure} says whether the peer's socket is TLS: the edge's own, or the one of
 * such a proxy. {@code path} is the endpoint's, whatever is opened there.
 *
 * <p><b>Threads:</b> immutable.
 */
public record Handshake(
        String path,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        String remoteAddress,
        boolean secure,
        Kind kind) {

    /** What is to be opened. */
    public enum Kind {
        WEB_SOCKET,
        /** A response that goes on for as long as there are events; its peer can say nothing more. */
        EVENTS
    }

    public Handshake {
        Objects.requireNonNull(kind, "kind");
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /** For a WebSocket. */
    public Handshake(
            String path,
            Map<String, List<String>> query,
            Map<String, List<String>> headers,
            String remoteAddress,
            boolean secure) {
        this(path, query, headers, remoteAddress, secure, Kind.WEB_SOCKET);
    }

    /** Whether whoever asks is a page that is shown nothing of an HTTP answer, but sees how a socket closes. */
    public boolean seesOnlyCloses() {
        return kind == Kind.WEB_SOCKET && headers.containsKey("origin");
    }

    /** The first value of that query parameter. */
    public Optional<String> parameter(String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** The first value of that header. @param name in lower case */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** What a page of the address that the peer asked would come over: {@code https} or {@code http}. */
    public String scheme() {
        return secure ? "https" : "http";
    }

    /** Path only: query and headers carry secrets. */
    @Override
    public String toString() {
        return "Handshake[" + path + "]";
    }
}
