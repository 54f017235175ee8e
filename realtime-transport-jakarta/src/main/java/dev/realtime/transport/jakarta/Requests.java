package dev.realtime.transport.jakarta;

import dev.realtime.core.spi.Handshake;
import jakarta.websocket.server.HandshakeRequest;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the container's request as a {@link Handshake}. */
final class Requests {

    private Requests() {}

    /**
     * @param path the endpoint's own path: what the container compared the request with is not read a second time
     * @throws IllegalArgumentException if the query's escapes are broken
     */
    static Handshake handshake(String path, HandshakeRequest request, JakartaOptions options) {
        String query = request.getQueryString();
        return new Handshake(
                path,
                query(query == null ? "" : query),
                headers(request.getHeaders()),
                options.remoteAddress().apply(request),
                options.secure().test(request));
    }

    /** What the scheme says; some containers give a path alone. */
    static boolean isSecure(HandshakeRequest request) {
        URI uri = request.getRequestURI();
        return uri != null && ("https".equalsIgnoreCase(uri.getScheme()) || "wss".equalsIgnoreCase(uri.getScheme()));
    }

    private static Map<String, List<String>> query(String raw) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!pair.isEmpty()) {
                query.computeIfAbsent(decoded(name), any -> new ArrayList<>()).add(decoded(value));
            }
        }
        return query;
    }

    private static Map<String, List<String>> headers(Map<String, List<String>> given) {
        Map<String, List<String>> headers = new HashMap<>();
        given.forEach((name, values) -> headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                .addAll(values));
        return headers;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
