package dev.realtime.server.http;

import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.HttpRequest;
import dev.realtime.server.call.BlockCalls;
import dev.realtime.server.call.CallDesk;
import dev.realtime.server.call.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * {@code /v1/blocks}: {@code GET} shows who is kept out, {@code POST} keeps somebody out, {@code DELETE} with {@code
 * ?userId=} or {@code ?address=} lets him in again. The same as the calls of {@link BlockCalls}, in another form.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public record BlockRoutes(CallDesk desk, AdminGate gate) {

    private static final String PATH = "/v1/blocks";
    private static final List<String> WHO = List.of("userId", "tenant", "address");

    public Router.Builder addTo(Router.Builder routes) {
        return routes.get(PATH, gate.guard(request -> call(BlockCalls.LIST, "{}")))
                .post(PATH, gate.guard(this::block))
                .delete(PATH, gate.guard(request -> call(BlockCalls.UNBLOCK, who(request))));
    }

    private CompletionStage<HttpReply> block(HttpRequest request) {
        return AdminRoutes.withJson(request, body -> desk.call(BlockCalls.BLOCK, body));
    }

    private CompletionStage<HttpReply> call(String key, String params) {
        return desk.call(key, params.getBytes(StandardCharsets.UTF_8)).thenApply(AdminRoutes::reply);
    }

    private static String who(HttpRequest request) {
        return Json.object(json -> {
            for (String name : WHO) {
                if (request.parameter(name).isPresent()) {
                    json.writeStringField(name, request.parameter(name).get());
                }
            }
        });
    }
}
