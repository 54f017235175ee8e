package dev.realtime.transport.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.realtime.core.spi.Handshake;
import jakarta.websocket.server.HandshakeRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {

    private static final JakartaOptions OPTIONS =
            JakartaOptions.DEFAULT.with(options -> options.remoteAddress(request -> "192.0.2.1"));

    private final HandshakeRequest request = mock();

    @Test
    void decodesTheQueryAndKeepsItsOrder() {
        when(request.getQueryString()).thenReturn("a=1&b=x%26y%3D+z&a=2&flag&&=empty");

        Handshake handshake = Requests.handshake("/ws", request, OPTIONS);

        assertThat(handshake.query())
                .containsOnly(
                        Map.entry("a", List.of("1", "2")),
                        Map.entry("b", List.of("x&y= z")),
                        Map.entry("flag", List.of("")),
                        Map.entry("", List.of("empty")));
        assertThat(handshake.path()).isEqualTo("/ws");
        assertThat(handshake.remoteAddress()).isEqualTo("192.0.2.1");
    }

    @Test
    void takesNoQueryForAnEmptyOne() {
        assertThat(Requests.handshake("/ws", request, OPTIONS).query()).isEmpty();
    }

    @Test
    void refusesBrokenEscapes() {
        when(request.getQueryString()).thenReturn("user=%zz");

        assertThatIllegalArgumentException().isThrownBy(() -> Requests.handshake("/ws", request, OPTIONS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wss://app.example/ws", "https://app.example/ws", "WSS://app.example/ws"})
    void readsFromTheSchemeThatTheSocketIsTls(URI uri) {
        when(request.getRequestURI()).thenReturn(uri);

        assertThat(Requests.handshake("/ws", request, OPTIONS).secure()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://app.example/ws", "http://app.example/ws", "/ws"})
    void takesTheSocketForAPlainOneElse(URI uri) {
        when(request.getRequestURI()).thenReturn(uri);

        assertThat(Requests.handshake("/ws", request, OPTIONS).secure()).isFalse();
    }

    @Test
    void believesTheOptionsAboutTheSocket() {
        JakartaOptions proxied = OPTIONS.with(options -> options.secure(any -> true));

        assertThat(Requests.handshake("/ws", request, proxied).secure()).isTrue();
    }

    @Test
    void showsHeaderNamesInLowerCase() {
        when(request.getHeaders()).thenReturn(Map.of("Origin", List.of("https://a"), "X-A", List.of("1", "2")));

        Handshake handshake = Requests.handshake("/ws", request, OPTIONS);

        assertThat(handshake.headers())
                .containsOnly(Map.entry("origin", List.of("https://a")), Map.entry("x-a", List.of("1", "2")));
    }
}
