package dev.realtime.edge.netty;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a request may become a WebSocket connection as far as its form goes.
 *
 * <p><b>Source:</b> RFC 6455 §4.2.1, §4.4; RFC 9110 §7.8. A body is refused since its bytes would be read as frames.
 */
final class UpgradeCheck {

    private static final int KEY_LENGTH = 24;

    private UpgradeCheck() {}

    /** What to answer instead of opening; empty if nothing is wrong. */
    static Optional<HttpReply> problem(RequestHead head) {
        if (!head.method().equals("GET")) {
            return refuse(405, "Need GET to upgrade", Map.of("Allow", "GET"));
        }
        if (head.minor() != 1) {
            return refuse(505, "Need HTTP/1.1 to upgrade", Map.of());
        }
        if (head.hasBody()) {
            return refuse(400, "An upgrade has no body", Map.of());
        }
        if (!HttpSyntax.members(head.all("upgrade")).contains("websocket")) {
            return refuse(426, "Need Upgrade: websocket", Map.of("Upgrade", "websocket"));
        }
        if (!HttpSyntax.members(head.all("connection")).contains("upgrade")) {
            return refuse(400, "Need Connection: Upgrade", Map.of());
        }
        if (!head.all("sec-websocket-version").equals(List.of("13"))) {
            return refuse(426, "Need version 13", Map.of("Upgrade", "websocket", "Sec-WebSocket-Version", "13"));
        }
        if (head.only("sec-websocket-key").filter(UpgradeCheck::isKey).isEmpty()) {
            return refuse(400, "Need one Sec-WebSocket-Key of 16 bytes", Map.of());
        }
        return Optional.empty();
    }

    /** Base64 of 16 bytes: 22 characters, of which the last carries two bits, and two signs to fill up. */
    private static boolean isKey(String key) {
        return key.length() == KEY_LENGTH
                && key.endsWith("==")
                && key.chars().limit(KEY_LENGTH - 2).allMatch(UpgradeCheck::isBase64);
    }

    private static boolean isBase64(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || HttpSyntax.isDigit(c) || c == '+' || c == '/';
    }

    private static Optional<HttpReply> refuse(int status, String message, Map<String, String> headers) {
        return Optional.of(Refusals.of(status, message, headers));
    }
}
