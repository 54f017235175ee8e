package dev.realtime.transport.jakarta.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.realtime.codec.jackson.ChannelsDialect;
import dev.realtime.core.endpoint.Endpoint;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

@DisplayName("The real-time part of a web application")
class RealtimeListenerTest {

    private final ServletContext context = mock(ServletContext.class);
    private final ServerContainer container = mock(ServerContainer.class);
    private final Map<String, Object> attributes = new HashMap<>();
    private final ServletContextEvent event = new ServletContextEvent(context);

    @BeforeEach
    void containerIsThere() {
        when(context.getAttribute(anyString())).thenAnswer(call -> attributes.get(call.<String>getArgument(0)));
        doAnswer(call -> attributes.put(call.getArgument(0), call.getArgument(1)))
                .when(context)
                .setAttribute(anyString(), any());
        doAnswer(call -> attributes.remove(call.<String>getArgument(0)))
                .when(context)
                .removeAttribute(anyString());
        attributes.put("jakarta.websocket.server.ServerContainer", container);
    }

    @Test
    void opensItsEndpointsAndIsFoundByServlets() throws DeploymentException {
        RealtimeListener listener = new RealtimeListener(
                (setup, where) -> setup.endpoint(door("/a")).endpoint(door("/b")));

        listener.contextInitialized(event);

        ArgumentCaptor<ServerEndpointConfig> opened = ArgumentCaptor.forClass(ServerEndpointConfig.class);
        verify(container, times(2)).addEndpoint(opened.capture());
        assertThat(opened.getAllValues())
                .extracting(ServerEndpointConfig::getPath)
                .containsExactlyInAnyOrder("/a", "/b");
        assertThat(RealtimeContext.of(context).hub().connections()).isZero();
        assertThat(RealtimeContext.of(context).stats().open()).isZero();
        listener.contextDestroyed(event);
    }

    @Test
    void endsWithTheWebApplication() {
        List<String> closed = new ArrayList<>();
        RealtimeListener listener = new RealtimeListener((setup, where) -> setup.endpoint(door("/ws"))
                .lanes(1)
                .drain(Duration.ZERO)
                .closing(() -> {
                    throw new UnsupportedOperationException("will not");
                })
                .closing(() -> closed.add("judge")));
        listener.contextInitialized(event);

        listener.contextDestroyed(event);
        listener.contextDestroyed(event);

        assertThatIllegalStateException().isThrownBy(() -> RealtimeContext.of(context));
        assertThat(closed).containsExactly("judge");
        assertThat(lanesThatRun()).isEmpty();
    }

    @Test
    void needsAContainerWithWebSocket() {
        attributes.clear();
        AtomicBoolean asked = new AtomicBoolean();

        assertThatIllegalStateException()
                .isThrownBy(() -> new RealtimeListener((setup, where) -> asked.set(true)).contextInitialized(event))
                .withMessageContaining("need a container with Jakarta WebSocket");
        assertThat(asked).isFalse();
    }

    @Test
    void needsAnEndpoint() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RealtimeListener((setup, where) -> {}).contextInitialized(event))
                .withMessage("need an endpoint, or no client can come");
    }

    @Test
    void leavesNothingBehindIfTheContainerRefusesAPath() throws DeploymentException {
        doThrow(new DeploymentException("taken")).when(container).addEndpoint(any(ServerEndpointConfig.class));
        RealtimeListener listener = new RealtimeListener((setup, where) -> setup.endpoint(door("/ws")));

        assertThatIllegalArgumentException().isThrownBy(() -> listener.contextInitialized(event));

        assertThatIllegalStateException().isThrownBy(() -> RealtimeContext.of(context));
        assertThat(lanesThatRun()).isEmpty();
    }

    private static Endpoint door(String path) {
        return Endpoint.at(path).dialect(new ChannelsDialect()).build();
    }

    private static List<Thread> lanesThatRun() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("realtime-lane-"))
                .toList();
    }
}
