package dev.realtime.server.http;

import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.HttpRequest;
import dev.realtime.server.call.CallDesk;
import dev.realtime.server.call.ControlCalls;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * {@code POST /v1/users/<id>/disconnect}, {@code subscribe}, {@code unsubscribe} and {@code revoke}, and {@code POST
 * /v1/tokens/<id>/revoke}. The same as the calls of {@link ControlCalls}, with the id in the path; one with a slash can
 * only be said in a call.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public record ControlRoutes(CallDesk desk, AdminGate gate) {

    private static final String USER = "/v1/users/*/";

    public Router.Builder addTo(Router.Builder routes) {
        return routes.post(USER + "disconnect", gate.guard(request -> ofUser(ControlCalls.DISCONNECT, request)))
                .post(USER + "subscribe", gate.guard(request -> ofUser(ControlCalls.SUBSCRIBE, request)))
                .post(USER + "unsubscribe", gate.guard(request -> ofUser(ControlCalls.UNSUBSCRIBE, request)))
                .post(USER + "revoke", gate.guard(request -> ofUser(ControlCalls.REVOKE, request)))
                .post("/v1/tokens/*/revoke", gate.guard(request -> call(ControlCalls.REVOKE, "tokenId", request)));
    }

    private CompletionStage<HttpReply> ofUser(String key, HttpRequest request) {
        return call(key, "userId", request);
    }

    private CompletionStage<HttpReply> call(String key, String field, HttpRequest request) {
        String id = request.path().split("/", -1)[3];
        return AdminRoutes.withJson(request, body -> desk.call(key, Map.of(field, id), body));
    }
}
