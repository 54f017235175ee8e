package dev.realtime.transport.jakarta.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.realtime.codec.jackson.ChannelsDialect;
import dev.realtime.core.endpoint.Endpoint;
import dev.realtime.transport.jakarta.JakartaOptions;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.server.HandshakeRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a servlet request knows of its peer")
class PeerTest {

    private final JakartaOptions options = new RealtimeSetup()
            .endpoint(Endpoint.at("/ws").dialect(new ChannelsDialect()).build())
            .parts()
            .transport();
    private final HandshakeRequest handshake = mock(HandshakeRequest.class);
    private final PeerListener listener = new PeerListener();

    @Test
    void isKnownToItsHandshake() {
        listener.requestInitialized(request("2001:db8::7", true, "websocket"));

        assertThat(options.remoteAddress().apply(handshake)).isEqualTo("2001:db8::7");
        assertThat(options.secure().test(handshake)).isTrue();
        listener.requestDestroyed(request("2001:db8::7", true, "websocket"));
    }

    @Test
    void isForgottenWithTheRequest() {
        listener.requestInitialized(request("192.0.2.1", true, "websocket"));
        listener.requestDestroyed(request("192.0.2.1", true, "websocket"));

        assertThat(options.remoteAddress().apply(handshake)).isEqualTo("0.0.0.0");
        assertThat(options.secure().test(handshake)).isFalse();
    }

    @Test
    void isNotKeptOfOtherRequests() {
        listener.requestInitialized(request("192.0.2.1", false, null));

        assertThat(options.remoteAddress().apply(handshake)).isEqualTo("0.0.0.0");
    }

    private static ServletRequestEvent request(String address, boolean secure, String upgrade) {
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getRemoteAddr()).thenReturn(address);
        when(request.isSecure()).thenReturn(secure);
        when(request.getHeader("Upgrade")).thenReturn(upgrade);
        return new ServletRequestEvent(mock(ServletContext.class), request);
    }
}
