package dev.realtime.kv;

import dev.realtime.core.UserId;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A request of a user, after the server found its form correct and knows who he is.
 *
 * <p><b>Shape:</b> {@code path} and {@code query} are decoded; the body is whole, and the receiver's.
 *
 * <p><b>Threads:</b> immutable, but for the body's bytes.
 *
 * @param method in upper case
 * @param user whose keys are meant: a verified one, since there is no other guard
 */
public record KvRequest(String method, String path, Map<String, List<String>> query, byte[] body, UserId user) {

    public KvRequest {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(user, "user");
        query = Map.copyOf(query);
    }

    /** Method alone: paths name keys, queries and bodies hold more. */
    @Override
    public String toString() {
        return "KvRequest[" + method + "]";
    }
}
