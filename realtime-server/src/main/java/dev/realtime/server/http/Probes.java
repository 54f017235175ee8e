package dev.realtime.server.http;

import dev.realtime.edge.netty.HttpReply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * What supervisors ask: {@code /health} and {@code /live}, answered while the event loops turn, and {@code /ready},
 * answered with 503 from the moment the server drains.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public record Probes(BooleanSupplier isReady) {

    public Router.Builder addTo(Router.Builder routes) {
        return routes.probe("/health", request -> status(200, "ok"))
                .probe("/live", request -> status(200, "ok"))
                .probe("/ready", request -> isReady.getAsBoolean() ? status(200, "ok") : status(503, "draining"));
    }

    private static CompletionStage<HttpReply> status(int status, String word) {
        return CompletableFuture.completedFuture(HttpReply.json(status, "{\"status\":\"" + word + "\"}"));
    }
}
