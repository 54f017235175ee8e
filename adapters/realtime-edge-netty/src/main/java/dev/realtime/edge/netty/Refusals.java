package dev.realtime.edge.netty;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.spi.Admission;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The edge's own answers to what it does not accept: {@code {"error":{"code","message"}}}. They tell no browser or proxy
 * to guess what they are, and none to show them to anybody later.
 */
final class Refusals {

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Type", "application/json", "X-Content-Type-Options", "nosniff", "Cache-Control", "no-store");

    private Refusals() {}

    static HttpReply of(HeadParser.Refused why) {
        return switch (why) {
            case MALFORMED -> of(400, "Malformed request");
            case TARGET_TOO_LONG -> of(414, "URI too long");
            case HEADERS_TOO_LONG -> of(431, "Headers too large");
            case VERSION -> of(505, "Need HTTP/1.1");
        };
    }

    static HttpReply of(Admission.Refused why) {
        return of(why.status(), why.code(), why.message(), why.headers());
    }

    static HttpReply tooLarge() {
        return of(413, "Body too large");
    }

    static HttpReply of(int status, String message) {
        return of(status, message, Map.of());
    }

    static HttpReply of(int status, String message, Map<String, String> headers) {
        return of(status, code(status), message, headers);
    }

    /** What the edge means by a status. */
    static ErrorCode code(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHORIZED;
            case 403 -> ErrorCode.PERMISSION_DENIED;
            case 404 -> ErrorCode.NOT_FOUND;
            case 408 -> ErrorCode.TIMEOUT;
            case 413 -> ErrorCode.MESSAGE_TOO_LARGE;
            case 429 -> ErrorCode.LIMIT_EXCEEDED;
            case 500 -> ErrorCode.INTERNAL_ERROR;
            case 503 -> ErrorCode.OVERLOADED;
            default -> ErrorCode.BAD_REQUEST;
        };
    }

    private static HttpReply of(int status, ErrorCode code, String message, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(HEADERS);
        String json = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + escaped(message) + "\"}}";
        return new HttpReply(status, all, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else {
                escaped.append(Character.isISOControl(c) ? ' ' : c);
            }
        }
        return escaped.toString();
    }
}
