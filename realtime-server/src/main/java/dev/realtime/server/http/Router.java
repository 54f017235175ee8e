package dev.realtime.server.http;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.endpoint.HostPolicy;
import dev.realtime.edge.netty.HttpHandler;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Brings a request to the route of exactly its path and method. No header and no parameter changes either. In a route's
 * path {@code *} stands for one segment, whatever it is.
 *
 * <p>A foreign name in {@code Host} is refused here as at the handshake: a page whose name was pointed at this machine
 * (DNS rebinding) would else read what is for its owner's eyes. Probes are answered under any name, as they call by
 * address and learn nothing. A neighbour on this machine, a sidecar, calls by a loopback name whatever names the server has.
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

    private static final String ANY = "*";
    private static final HostPolicy LOOPBACK = HostPolicy.loopback();
    private static final Map<String, String> NOT_STORED = Map.of("Cache-Control", "no-store");

    private final HostPolicy hosts;
    private final Map<String, Routes> routes;
    private final Map<String, Routes> patterns;
    private final HttpHandler otherwise;

    private Router(HostPolicy hosts, Map<String, Routes> routes, HttpHandler otherwise) {
        this.hosts = hosts;
        this.routes = Map.copyOf(routes);
        this.patterns = routes.entrySet().stream()
                .filter(route -> route.getKey().contains(ANY))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        this.otherwise = otherwise;
    }

    /** @param hosts the names the server answers to */
    public static Builder builder(HostPolicy hosts) {
        return new Builder(hosts);
    }

    /** What can be asked, as {@code GET /path}, in the order of the alphabet; but for what is answered where no route is. */
    public List<String> operations() {
        return routes.entrySet().stream()
                .flatMap(route ->
                        route.getValue().byMethod().keySet().stream().map(method -> method + " " + route.getKey()))
                .sorted()
                .toList();
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        return dispatch(request).thenApply(reply -> secured(reply));
    }

    /** Its route's answer, if it is meant for that; else as everywhere. */
    @Override
    public CompletionStage<HttpReply> tooLarge(HttpRequest request) {
        Routes here = find(request.path());
        boolean isMeant =
                here != null && isMeant(here.names(), request.header("host").orElse(""));
        HttpHandler handler = isMeant ? here.of(request.method()) : null;
        return handler == null
                ? HttpHandler.super.tooLarge(request)
                : handler.tooLarge(request).thenApply(reply -> secured(reply));
    }

    private CompletionStage<HttpReply> dispatch(HttpRequest request) {
        Routes here = find(request.path());
        Names names = here == null ? Names.OWN : here.names();
        if (!isMeant(names, request.header("host").orElse(""))) {
            return done(Answers.error(403, ErrorCode.PERMISSION_DENIED, "this server has another name"));
        }
        if (here == null) {
            return otherwise.handle(request);
        }
        HttpHandler handler = here.of(request.method());
        if (handler == null) {
            return done(Answers.with(
                    Answers.error(405, ErrorCode.BAD_REQUEST, "this path takes " + here.methods()),
                    Map.of("Allow", here.allow())));
        }
        return handler.handle(request);
    }

    private boolean isMeant(Names names, String host) {
        return switch (names) {
            case OWN -> hosts.allows(host);
            case OWN_AND_LOOPBACK -> hosts.allows(host) || LOOPBACK.allows(host);
            case ANY -> true;
        };
    }

    /** Null if there is none. */
    private Routes find(String path) {
        Routes exact = routes.get(path);
        if (exact != null) {
            return exact;
        }
        String[] segments = path.split("/", -1);
        for (Map.Entry<String, Routes> candidate : patterns.entrySet()) {
            if (fits(candidate.getKey().split("/", -1), segments)) {
                return candidate.getValue();
            }
        }
        return null;
    }

    private static boolean fits(String[] pattern, String[] segments) {
        boolean fits = pattern.length == segments.length;
        for (int i = 0; fits && i < segments.length; i++) {
            fits = pattern[i].equals(ANY) ? !segments[i].isEmpty() : pattern[i].equals(segments[i]);
        }
        return fits;
    }

    private static HttpReply secured(HttpReply reply) {
        HttpReply stored = reply.headers().containsKey("Cache-Control") ? reply : Answers.with(reply, NOT_STORED);
        return Answers.with(stored, SECURITY);
    }

    private static CompletionStage<HttpReply> done(HttpReply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private static CompletionStage<HttpReply> upgradeRequired() {
        return done(Answers.with(
                Answers.error(426, ErrorCode.BAD_REQUEST, "connect here with a WebSocket"),
                Map.of("Upgrade", "websocket")));
    }

    static CompletionStage<HttpReply> notFound() {
        return done(Answers.error(404, ErrorCode.NOT_FOUND, "there is nothing here"));
    }

    /** What a request may have as its {@code Host}. */
    private enum Names {
        OWN,
        OWN_AND_LOOPBACK,
        ANY
    }

    /**
     * The routes of a path.
     *
     * @param names under which it is reached
     */
    private record Routes(Map<String, HttpHandler> byMethod, Names names) {

        Routes {
            byMethod = new TreeMap<>(byMethod);
        }

        /** Null if there is none. */
        HttpHandler of(String method) {
            return byMethod.get(method.equals("HEAD") ? "GET" : method);
        }

        String methods() {
            return String.join(", ", byMethod.keySet());
        }

        String allow() {
            return methods().replace("GET", "GET, HEAD");
        }
    }

    /** Collects routes. Confined to the thread that builds. */
    public static final class Builder {
        private final HostPolicy hosts;
        private final Map<String, Routes> routes = new HashMap<>();
        private HttpHandler otherwise = request -> notFound();

        private Builder(HostPolicy hosts) {
            this.hosts = hosts;
        }

        public Builder get(String path, HttpHandler handler) {
            return add(path, "GET", handler, Names.OWN);
        }

        public Builder post(String path, HttpHandler handler) {
            return add(path, "POST", handler, Names.OWN);
        }

        public Builder delete(String path, HttpHandler handler) {
            return add(path, "DELETE", handler, Names.OWN);
        }

        /** A path for a neighbour on this machine, who calls it by a loopback name. It has to find out who calls. */
        public Builder neighbour(String path, String method, HttpHandler handler) {
            return add(path, method, handler, Names.OWN_AND_LOOPBACK);
        }

        /** A path for supervisors, who call by address. It must tell nothing about anybody. */
        public Builder probe(String path, HttpHandler handler) {
            return add(path, "GET", handler, Names.ANY);
        }

        /** A path at which only WebSockets are spoken: whoever comes without is told so (RFC 9110 §15.5.22). */
        public Builder webSocket(String path) {
            Routes here = routes.get(path);
            return here != null && here.byMethod().containsKey("GET") ? this : get(path, request -> upgradeRequired());
        }

        /** Who answers where there is no route. */
        public Builder otherwise(HttpHandler handler) {
            otherwise = handler;
            return this;
        }

        public Router build() {
            return new Router(hosts, routes, otherwise);
        }

        private Builder add(String path, String method, HttpHandler handler, Names names) {
            Routes here = routes.computeIfAbsent(path, none -> new Routes(Map.of(), names));
            if (here.names() != names || here.byMethod().put(method, handler) != null) {
                throw new IllegalArgumentException("need one route for " + method + " " + path);
            }
            return this;
        }
    }
}
