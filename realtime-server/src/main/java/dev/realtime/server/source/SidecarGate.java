package dev.realtime.server.source;

import dev.realtime.core.hub.Blocks;
import dev.realtime.edge.netty.HttpHandler;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.HttpRequest;
import dev.realtime.server.http.Answers;
import dev.realtime.source.dapr.DaprApi;
import dev.realtime.source.dapr.DaprReply;
import dev.realtime.source.dapr.DaprRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Hands requests to the interface for Dapr. A wrong token is an offence of its address, as a wrong key of an administrator
 * is; one that is shut out hears only that. The right one is heard all the same: who guesses must not be able to lock the
 * sidecar out. Without a token of the configuration there is nothing to guess.
 *
 * <p><b>Threads:</b> thread-safe.
 */
record SidecarGate(DaprApi api, boolean needsToken, Blocks blocks) implements HttpHandler {

    private static final String TOKEN = "dapr-api-token";

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return api.handle(of(request)).thenApply(reply -> answer(request, reply));
    }

    @Override
    public CompletionStage<HttpReply> tooLarge(HttpRequest request) {
        return api.tooLarge(of(request)).thenApply(reply -> answer(request, reply));
    }

    private HttpReply answer(HttpRequest request, DaprReply reply) {
        HttpReply answer = new HttpReply(reply.status(), reply.headers(), reply.body());
        return reply.status() == 401 && needsToken ? refusal(request, answer) : answer;
    }

    private HttpReply refusal(HttpRequest request, HttpReply answer) {
        Optional<Duration> shutOut = blocks.shutOut(request.remoteAddress());
        if (shutOut.isPresent()) {
            return Answers.tooManyAttempts(shutOut.get());
        }
        if (request.headers().containsKey(TOKEN)) {
            blocks.failedToAuthenticate(request.remoteAddress());
        }
        return answer;
    }

    private static DaprRequest of(HttpRequest request) {
        return new DaprRequest(
                request.method(), request.path(), request.headers(), request.body(), request.remoteAddress());
    }
}
