package dev.realtime.transport.jakarta;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.tyrus.container.grizzly.server.WebSocketAddOn;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;

/** Stock Tyrus on stock Grizzly, on a free port; the container of the distribution would listen on every interface. */
final class TyrusServer implements AutoCloseable {

    private static final Logger GRIZZLY = Logger.getLogger("org.glassfish");

    static {
        GRIZZLY.setLevel(Level.WARNING);
    }

    private final HttpServer http = new HttpServer();
    private final Container container = new Container();

    private TyrusServer() {}

    static TyrusServer start(Consumer<ServerContainer> deployment) {
        TyrusServer server = new TyrusServer();
        NetworkListener listener = new NetworkListener("loopback", "127.0.0.1", 0);
        listener.getKeepAlive().setIdleTimeoutInSeconds(-1);
        listener.registerAddOn(new WebSocketAddOn(server.container, "/"));
        server.http.addListener(listener);
        try {
            server.http.start();
            deployment.accept(server.container);
            server.container.start("/", server.port());
            return server;
        } catch (IOException | DeploymentException e) {
            throw new IllegalStateException("Tyrus did not start", e);
        }
    }

    void deploy(Consumer<ServerContainer> deployment) {
        deployment.accept(container);
    }

    int port() {
        return http.getListener("loopback").getPort();
    }

    @Override
    public void close() {
        container.stop();
        http.shutdownNow();
    }

    private static final class Container extends TyrusServerContainer {
        private final TyrusWebSocketEngine engine =
                TyrusWebSocketEngine.builder(this).build();

        Container() {
            super(Set.of());
        }

        @Override
        public void register(Class<?> endpoint) throws DeploymentException {
            engine.register(endpoint, "/");
        }

        @Override
        public void register(ServerEndpointConfig config) throws DeploymentException {
            engine.register(config, "/");
        }

        @Override
        public Map<String, Object> getProperties() {
            return Map.of();
        }

        @Override
        public WebSocketEngine getWebSocketEngine() {
            return engine;
        }
    }
}
