package dev.realtime.server.http;

import dev.realtime.edge.netty.HttpReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code GET /openapi.yaml}: what can be asked over HTTP, for programs that make clients of it (OpenAPI 3.1). */
public final class OpenApi {

    /** Where it is. */
    public static final String PATH = "/openapi.yaml";

    private static final String RESOURCE = "/dev/realtime/server/openapi.yaml";

    private final HttpReply reply = new HttpReply(200, Map.of("Content-Type", "application/yaml"), read());

    public Router.Builder addTo(Router.Builder routes) {
        return routes.get(PATH, request -> CompletableFuture.completedFuture(reply));
    }

    private static byte[] read() {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }
}
