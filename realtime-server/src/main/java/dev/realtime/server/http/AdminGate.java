package dev.realtime.server.http;

import dev.realtime.auth.ApiKeys;
import dev.realtime.core.ErrorCode;
import dev.realtime.edge.netty.HttpHandler;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.HttpRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Lets requests through that show a key with the right permission in {@code x-api-key}, exactly once.
 *
 * <p><b>Threads:</b> immutable.
 */
public record AdminGate(ApiKeys keys, String permission) {

    private static final String HEADER = "x-api-key";

    /** The same handler for those who have the key, 401 for all others. */
    public HttpHandler guard(HttpHandler handler) {
        return request -> isAllowed(request) ? handler.handle(request) : CompletableFuture.completedFuture(refusal());
    }

    private boolean isAllowed(HttpRequest request) {
        List<String> shown = request.headers().getOrDefault(HEADER, List.of());
        return shown.size() == 1
                && keys.find(shown.get(0))
                        .filter(grant -> grant.allows(permission))
                        .isPresent();
    }

    private static HttpReply refusal() {
        return Answers.error(401, ErrorCode.UNAUTHORIZED, "need the admin key in the header " + HEADER);
    }
}
