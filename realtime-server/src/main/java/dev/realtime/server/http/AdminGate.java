package dev.realtime.server.http;

import dev.realtime.auth.ApiKeys;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.hub.Blocks;
import dev.realtime.edge.netty.HttpHandler;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Lets requests through that show a key with the right permission in {@code x-api-key}, exactly once. A wrong key is an
 * offence of its address; one that is shut out hears only that. The right key opens all the same: who guesses must not
 * be able to lock the administrator out. Who shows no key and who shows a wrong one hear the same. A server that has no key says
 * so, which opens nothing to anybody, and counts no offences: there is nothing to guess.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public record AdminGate(ApiKeys keys, String permission, Blocks blocks) {

    private static final String HEADER = "x-api-key";

    /** The same handler for those who have the key, 401 for all others. */
    public HttpHandler guard(HttpHandler handler) {
        return request ->
                isAllowed(request) ? handler.handle(request) : CompletableFuture.completedFuture(refusal(request));
    }

    private boolean isAllowed(HttpRequest request) {
        List<String> shown = shown(request);
        return shown.size() == 1
                && keys.find(shown.get(0))
                        .filter(grant -> grant.allows(permission))
                        .isPresent();
    }

    private HttpReply refusal(HttpRequest request) {
        if (keys.isEmpty()) {
            return Answers.error(401, ErrorCode.UNAUTHORIZED, "no admin key is set on this server (auth.admin-key)");
        }
        Optional<Duration> shutOut = blocks.shutOut(request.remoteAddress());
        if (shutOut.isPresent()) {
            return Answers.tooManyAttempts(shutOut.get());
        }
        if (!shown(request).isEmpty()) {
            blocks.failedToAuthenticate(request.remoteAddress());
        }
        return Answers.error(401, ErrorCode.UNAUTHORIZED, "need the admin key in the header " + HEADER);
    }

    private static List<String> shown(HttpRequest request) {
        return request.headers().getOrDefault(HEADER, List.of());
    }
}
