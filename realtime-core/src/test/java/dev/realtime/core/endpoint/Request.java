package dev.realtime.core.endpoint;

import dev.realtime.core.spi.Handshake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A handshake in the making: to {@code localhost:8080}, from a native client, unless a test says otherwise. */
final class Request {
    private final String path;
    private final Map<String, List<String>> query = new LinkedHashMap<>();
    private final Map<String, List<String>> headers = new LinkedHashMap<>();

    private boolean secure;

    private Request(String path) {
        this.path = path;
        headers.put("host", List.of("localhost:8080"));
    }

    static Request to(String path) {
        return new Request(path);
    }

    Request query(String name, String value) {
        query.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        return this;
    }

    Request header(String name, String value) {
        headers.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        return this;
    }

    Request bearer(String token) {
        return header("authorization", "Bearer " + token);
    }

    /** A page served by the same server. */
    Request fromOwnPage() {
        return header("origin", "http://localhost:8080");
    }

    Request hosts(String... values) {
        headers.put("host", List.of(values));
        return this;
    }

    /** Over TLS. */
    Request secure() {
        secure = true;
        return this;
    }

    Handshake build() {
        return new Handshake(path, query, headers, "203.0.113.9", secure);
    }
}
