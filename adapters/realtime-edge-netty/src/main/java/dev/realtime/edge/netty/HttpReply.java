package dev.realtime.edge.netty;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * An answer to a plain HTTP request. The edge adds {@code Content-Length} and {@code Connection}, and leaves the body
 * out where HTTP wants none.
 *
 * <p><b>Threads:</b> immutable; the body's bytes are given away.
 *
 * @param status 200 to 599
 * @param headers any but the two the edge adds
 */
public record HttpReply(int status, Map<String, String> headers, byte[] body) {

    public HttpReply {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("need 200 <= status <= 599 but got " + status);
        }
        headers = Map.copyOf(headers);
        headers.forEach(HttpReply::check);
    }

    public static HttpReply json(int status, String json) {
        return of(status, "application/json", json);
    }

    public static HttpReply text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text);
    }

    public static HttpReply empty(int status) {
        return new HttpReply(status, Map.of(), new byte[0]);
    }

    /** With more headers; those that are there already stay as they are. */
    HttpReply with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(headers);
        return new HttpReply(status, all, body);
    }

    private static HttpReply of(int status, String type, String body) {
        return new HttpReply(status, Map.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
    }

    /** Whatever a value was made of, it cannot end its line. */
    private static void check(String name, String value) {
        boolean nameFits = !name.isEmpty() && name.chars().allMatch(HttpSyntax::isToken);
        if (!nameFits || !value.chars().allMatch(c -> c <= 0xff && HttpSyntax.isFieldValue(c))) {
            throw new IllegalArgumentException(
                    "need a header of RFC 9110 §5.5 but " + (nameFits ? name : "its name") + " has other characters");
        }
    }
}
