package dev.realtime.edge.netty;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Map;
import java.util.Set;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;

/**
 * What Tyrus's sessions take for their container. Has one endpoint, which {@link JakartaSide} makes itself, and no
 * thread.
 */
final class JakartaContainer extends TyrusServerContainer {

    JakartaContainer() {
        super(Set.of());
        // Zero, the default, would start a timer for every session and every message.
        setDefaultMaxSessionIdleTimeout(-1);
    }

    @Override
    public void register(Class<?> endpointClass) throws DeploymentException {
        throw new DeploymentException("this container takes no endpoints");
    }

    @Override
    public void register(ServerEndpointConfig config) throws DeploymentException {
        throw new DeploymentException("this container takes no endpoints");
    }

    @Override
    public WebSocketEngine getWebSocketEngine() {
        throw new UnsupportedOperationException("sessions of this container are fed by the edge");
    }

    @Override
    public Map<String, Object> getProperties() {
        return Map.of();
    }
}
