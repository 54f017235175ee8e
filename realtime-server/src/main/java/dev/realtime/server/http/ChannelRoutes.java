package dev.realtime.server.http;

import dev.realtime.core.ErrorCode;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.HttpRequest;
import dev.realtime.server.call.CallDesk;
import dev.realtime.server.call.ChannelCalls;
import dev.realtime.server.call.Json;
import dev.realtime.server.call.PublishCalls;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Channels and users for backends in any language: {@code POST /v1/channels/<channel>/publications} and {@code
 * /v1/users/<id>/publications}, {@code GET /v1/channels/<channel>/history} and {@code /presence}. The same as the calls of
 * {@link PublishCalls} and {@link ChannelCalls}, with the channel or the user in the path, the act's name in the header
 * {@code Idempotency-Key}, and what {@code GET} asks for in the query.
 *
 * <p><b>Threads:</b> thread-safe.
 */
public record ChannelRoutes(CallDesk desk, AdminGate gate) {

    private static final String CHANNEL = "/v1/channels/*/";
    private static final String IDEMPOTENCY_KEY = "idempotency-key";
    private static final String NUMBER_OR_FLAG = "0|[1-9][0-9]{0,17}|true|false";

    public Router.Builder addTo(Router.Builder routes) {
        return routes.post(
                        CHANNEL + "publications",
                        gate.guard(request -> publish(PublishCalls.TO_CHANNEL, "channel", request)))
                .post(
                        "/v1/users/*/publications",
                        gate.guard(request -> publish(PublishCalls.TO_USER, "userId", request)))
                .get(CHANNEL + "history", gate.guard(request -> read(ChannelCalls.HISTORY, request)))
                .get(CHANNEL + "presence", gate.guard(request -> read(ChannelCalls.PRESENCE, request)));
    }

    private CompletionStage<HttpReply> publish(String key, String subject, HttpRequest request) {
        Map<String, String> besides = new HashMap<>();
        besides.put(subject, named(request));
        List<String> acts = request.headers().getOrDefault(IDEMPOTENCY_KEY, List.of());
        if (acts.size() > 1) {
            return bad("need one Idempotency-Key");
        }
        acts.forEach(act -> besides.put("idempotencyKey", act));
        return AdminRoutes.withJson(request, body -> desk.call(key, besides, body));
    }

    private CompletionStage<HttpReply> read(String key, HttpRequest request) {
        if (request.query().containsKey("channel")
                || request.query().values().stream().anyMatch(values -> values.size() != 1)) {
            return bad("need each parameter once, and the channel in the path");
        }
        String params = Json.object(json -> {
            json.writeStringField("channel", named(request));
            for (Map.Entry<String, List<String>> parameter : request.query().entrySet()) {
                String value = parameter.getValue().get(0);
                json.writeFieldName(parameter.getKey());
                // An epoch or a tenant may look like a number, and is a text all the same.
                boolean isText =
                        parameter.getKey().equals("epoch") || parameter.getKey().equals("tenant");
                if (!isText && value.matches(NUMBER_OR_FLAG)) {
                    json.writeRawValue(value);
                } else {
                    json.writeString(value);
                }
            }
        });
        return desk.call(key, params.getBytes(StandardCharsets.UTF_8)).thenApply(AdminRoutes::reply);
    }

    private static String named(HttpRequest request) {
        return request.path().split("/", -1)[3];
    }

    private static CompletionStage<HttpReply> bad(String message) {
        return CompletableFuture.completedFuture(Answers.error(400, ErrorCode.BAD_REQUEST, message));
    }
}
