package dev.realtime.server.kv;

import dev.realtime.core.Identity;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.HttpRequest;
import dev.realtime.kv.KvApi;
import dev.realtime.kv.KvReply;
import dev.realtime.kv.KvRequest;
import dev.realtime.server.http.Router;
import dev.realtime.server.http.UserGate;
import java.util.concurrent.CompletionStage;

/**
 * The store of keys over HTTP, each user's own for those who bring a token: {@code /v1/kv}, {@code /v1/kv/bulk} and {@code
 * /v1/kv/<key>}.
 *
 * <p><b>Threads:</b> thread-safe.
 *
 * <p><b>Source:</b> docs/kv.md.
 */
public record KvRoutes(KvStores stores, UserGate gate) {

    public Router.Builder addTo(Router.Builder routes) {
        return routes.get(KvApi.PATH, gate.guard(this::answer))
                .post(KvApi.PATH, gate.guard(this::answer))
                .post(KvApi.BULK, gate.guard(this::answer))
                .get(KvApi.KEY, gate.guard(this::answer));
    }

    private CompletionStage<HttpReply> answer(Identity user, HttpRequest request) {
        return stores.handle(
                        new KvRequest(request.method(), request.path(), request.query(), request.body(), user.user()))
                .thenApply(KvRoutes::reply);
    }

    private static HttpReply reply(KvReply reply) {
        return new HttpReply(reply.status(), reply.headers(), reply.body());
    }
}
