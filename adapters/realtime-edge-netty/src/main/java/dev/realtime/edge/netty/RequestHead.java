package dev.realtime.edge.netty;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request without its body.
 *
 * @param minor the version: 0 for HTTP/1.0, 1 for HTTP/1.1
 * @param headers names in lower case
 */
record RequestHead(String method, RequestTarget target, int minor, Map<String, List<String>> headers) {

    List<String> all(String name) {
        return headers.getOrDefault(name, List.of());
    }

    boolean has(String name) {
        return headers.containsKey(name);
    }

    /** The header's value if it came exactly once. */
    Optional<String> only(String name) {
        List<String> values = all(name);
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** The host the peer believes to speak to, with its port if it named one. */
    String host() {
        return target.authority().orElseGet(() -> only("host").orElse(""));
    }

    boolean isChunked() {
        return has("transfer-encoding");
    }

    /** The length the body has according to its header. */
    long contentLength() {
        return only("content-length").map(Long::parseLong).orElse(0L);
    }

    boolean hasBody() {
        return isChunked() || contentLength() > 0;
    }

    /**
     * Whether the peer wants to speak WebSocket from now on. What else it offers in {@code Upgrade} is not for us (RFC 9110
     * §7.8): clients of HTTP/2 offer {@code h2c} with their first request, and take a plain answer.
     */
    boolean asksForUpgrade() {
        return HttpSyntax.members(all("upgrade")).contains("websocket")
                || has("sec-websocket-key")
                || has("sec-websocket-version");
    }

    /** Whether another request may follow on the connection. */
    boolean keepsAlive() {
        List<String> options = HttpSyntax.members(all("connection"));
        return minor == 0 ? options.contains("keep-alive") : !options.contains("close");
    }
}
