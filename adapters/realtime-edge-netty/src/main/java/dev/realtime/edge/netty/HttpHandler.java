package dev.realtime.edge.netty;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers plain HTTP requests on the port of the edge.
 *
 * <p><b>Threads:</b> called on lanes, must not block; may complete on any thread. Requests of one connection come one
 * after the other, each after the answer to the one before.
 *
 * <p><b>Errors:</b> an exception, thrown or completed with, is logged and answered with 500; no answer in time with 503.
 */
@FunctionalInterface
public interface HttpHandler {

    CompletionStage<HttpReply> handle(HttpRequest request);

    /**
     * Answers a request whose body is longer than the edge reads: 413, unless its sender has to be told otherwise. The
     * connection ends after it.
     *
     * @param request with an empty body
     */
    default CompletionStage<HttpReply> tooLarge(HttpRequest request) {
        return CompletableFuture.completedFuture(Refusals.tooLarge());
    }
}
