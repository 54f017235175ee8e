package dev.realtime.server.http;

import dev.realtime.core.ErrorCode;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.HttpRequest;
import dev.realtime.server.call.BlockCalls;
import dev.realtime.server.call.CallDesk;
import dev.realtime.server.call.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code /v1/blocks}: {@code GET} shows who is kept out, {@code POST} keeps somebody out, {@code DELETE} with {@code
 * ?userId=} or {@code ?address=} lets him in again. The same as the calls of {@link BlockCalls}, in another form.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public record BlockRoutes(CallDesk desk, AdminGate gate) {

    private static final String PATH = "/v1/blocks";

    public Router.Builder addTo(Router.Builder routes) {
        return routes.get(PATH, gate.guard(request -> call(BlockCalls.LIST, request)))
                .post(PATH, gate.guard(this::block))
                .delete(PATH, gate.guard(request -> call(BlockCalls.UNBLOCK, request)));
    }

    private CompletionStage<HttpReply> block(HttpRequest request) {
        return AdminRoutes.withJson(request, body -> desk.call(BlockCalls.BLOCK, body));
    }

    /** With what stands in the query, all of it: a name that is written wrong is somebody else's block. */
    private CompletionStage<HttpReply> call(String key, HttpRequest request) {
        if (request.query().values().stream().anyMatch(values -> values.size() != 1)) {
            return CompletableFuture.completedFuture(
                    Answers.error(400, ErrorCode.BAD_REQUEST, "need each parameter once"));
        }
        String params = Json.object(json -> {
            for (Map.Entry<String, List<String>> parameter : request.query().entrySet()) {
                json.writeStringField(parameter.getKey(), parameter.getValue().get(0));
            }
        });
        return desk.call(key, params.getBytes(StandardCharsets.UTF_8)).thenApply(AdminRoutes::reply);
    }
}
