package dev.realtime.server.http;

import dev.realtime.edge.netty.HttpReply;
import dev.realtime.server.figures.Sources;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * What supervisors ask: {@code /health} and {@code /live}, answered while the event loops turn, and {@code /ready},
 * answered with 503 from the moment the server drains, and while a source is away that it is not to be without.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public record Probes(BooleanSupplier isDraining, Sources sources) {

    public Router.Builder addTo(Router.Builder routes) {
        return routes.probe("/health", request -> status(200, "ok"))
                .probe("/live", request -> status(200, "ok"))
                .probe("/ready", request -> ready());
    }

    private CompletionStage<HttpReply> ready() {
        if (isDraining.getAsBoolean()) {
            return status(503, "draining");
        }
        return sources.isDegraded() ? status(sources.isReady() ? 200 : 503, "degraded") : status(200, "ok");
    }

    private static CompletionStage<HttpReply> status(int status, String word) {
        return CompletableFuture.completedFuture(HttpReply.json(status, "{\"status\":\"" + word + "\"}"));
    }
}
