package dev.realtime.server.http;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.endpoint.HostPolicy;
import dev.realtime.edge.netty.HttpHandler;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Brings a request to the route of exactly its path and method. No header and no parameter changes either.
 *
 * <p>A foreign name in {@code Host} is refused here as at the handshake: a page whose name was pointed at this machine
 * (DNS rebinding) would else read what is for its owner's eyes. Probes are answered under any name, as they call by
 * address and learn nothing.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class Router implements HttpHandler {

    /** The headers of every answer. */
    public static final Map<String, String> SECURITY = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private static final Map<String, String> NOT_STORED = Map.of("Cache-Control", "no-store");

    private final HostPolicy hosts;
    private final Map<String, Route> routes;
    private final HttpHandler otherwise;

    private Router(HostPolicy hosts, Map<String, Route> routes, HttpHandler otherwise) {
        this.hosts = hosts;
        this.routes = Map.copyOf(routes);
        this.otherwise = otherwise;
    }

    /** @param hosts the names the server answers to */
    public static Builder builder(HostPolicy hosts) {
        return new Builder(hosts);
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return dispatch(request).thenApply(reply -> secured(reply));
    }

    private CompletionStage<HttpReply> dispatch(HttpRequest request) {
        Route route = routes.get(request.path());
        boolean anyHost = route != null && route.anyHost();
        if (!anyHost && !hosts.allows(request.header("host").orElse(""))) {
            return done(Answers.error(403, ErrorCode.PERMISSION_DENIED, "this server has another name"));
        }
        if (route == null) {
            return otherwise.handle(request);
        }
        if (!route.takes(request.method())) {
            return done(Answers.with(
                    Answers.error(405, ErrorCode.BAD_REQUEST, "this path takes " + route.method()),
                    Map.of("Allow", route.allow())));
        }
        return route.handler().handle(request);
    }

    private static HttpReply secured(HttpReply reply) {
        HttpReply stored = reply.headers().containsKey("Cache-Control") ? reply : Answers.with(reply, NOT_STORED);
        return Answers.with(stored, SECURITY);
    }

    private static CompletionStage<HttpReply> done(HttpReply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    static CompletionStage<HttpReply> notFound() {
        return done(Answers.error(404, ErrorCode.NOT_FOUND, "there is nothing here"));
    }

    /** @param anyHost whether the {@code Host} does not matter */
    private record Route(String method, HttpHandler handler, boolean anyHost) {

        boolean takes(String asked) {
            return asked.equals(method) || method.equals("GET") && asked.equals("HEAD");
        }

        String allow() {
            return method.equals("GET") ? "GET, HEAD" : method;
        }
    }

    /** Collects routes. Confined to the thread that builds. */
    public static final class Builder {
        private final HostPolicy hosts;
        private final Map<String, Route> routes = new HashMap<>();
        private HttpHandler otherwise = request -> notFound();

        private Builder(HostPolicy hosts) {
            this.hosts = hosts;
        }

        public Builder get(String path, HttpHandler handler) {
            return add(path, new Route("GET", handler, false));
        }

        public Builder post(String path, HttpHandler handler) {
            return add(path, new Route("POST", handler, false));
        }

        /** A path for supervisors, who call by address. It must tell nothing about anybody. */
        public Builder probe(String path, HttpHandler handler) {
            return add(path, new Route("GET", handler, true));
        }

        /** Who answers where there is no route. */
        public Builder otherwise(HttpHandler handler) {
            otherwise = handler;
            return this;
        }

        public Router build() {
            return new Router(hosts, routes, otherwise);
        }

        private Builder add(String path, Route route) {
            if (routes.put(path, route) != null) {
                throw new IllegalArgumentException("need one route for " + path);
            }
            return this;
        }
    }
}
